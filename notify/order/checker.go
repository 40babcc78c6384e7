package order

import (
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// A checker collects everything that is wrong.
type checker struct{ problems []*invalid.Error }

func (c *checker) fail(path string, code invalid.Code, args ...any) {
	c.problems = append(c.problems, invalid.Refuse(path, code, args...))
}

// because notes a problem that has a cause.
func (c *checker) because(cause error, path string, code invalid.Code) {
	c.problems = append(c.problems, &invalid.Error{Path: path, Code: code, Err: cause})
}

// join returns the problems by path; nil when there is none.
func (c *checker) join() error { return invalid.Join(c.problems) }

// quote is what was typed, as a message repeats it.
func quote(text string) string { return cleantext.Quote(text, 64) }
