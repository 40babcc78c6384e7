package compose

import (
	"sync"

	"github.com/budkavle/budkavle/templating"
)

// maxCompiled bounds the sources of the templates that are kept compiled, in bytes,
// and how many they are.
const (
	maxCompiledBytes = 4 << 20
	maxCompiledCount = 1000
)

// A compiledKey is all that a compiled template depends on.
type compiledKey struct {
	template templating.EmailTemplate
	tags     string // the names that it may use
}

// compiledTemplates keeps templates compiled, so that a message does not read its
// template again. It holds few and what it has forgotten is compiled anew. It is
// safe for concurrent use.
type compiledTemplates struct {
	mu    sync.Mutex
	had   map[compiledKey]templating.Compiled
	bytes int
}

var compiled compiledTemplates

// of returns a template compiled. One with mistakes is not kept.
func (c *compiledTemplates) of(
	t templating.EmailTemplate, tags templating.Tags, names string,
) (templating.Compiled, error) {
	key := compiledKey{t, names}
	c.mu.Lock()
	had, ok := c.had[key]
	c.mu.Unlock()
	if ok {
		return had, nil
	}
	now, err := t.Compile(tags)
	if err != nil {
		return now, err
	}
	c.keep(key, now)
	return now, nil
}

func (c *compiledTemplates) keep(key compiledKey, t templating.Compiled) {
	size := len(key.template.Subject) + len(key.template.Body) + len(key.template.SMS) + len(key.tags)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.had == nil || len(c.had) >= maxCompiledCount || c.bytes+size > maxCompiledBytes {
		c.had, c.bytes = map[compiledKey]templating.Compiled{}, 0
	}
	if _, ok := c.had[key]; !ok {
		c.bytes += size
	}
	c.had[key] = t
}
