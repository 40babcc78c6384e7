package sqlstore

import (
	"embed"
	"strconv"
	"strings"
)

//go:embed migrations
var files embed.FS

// A Migration is one step of the schema, for a host with a migration tool of its
// own.
type Migration struct {
	Name string // "0001_log.sql"; they are applied in the order of their names
	SQL  string // several commands, each ended by a semicolon at the end of a line
}

// Migrations returns the schema in steps, with the table prefix put in (empty:
// [DefaultPrefix]). Steps are only ever added. A host that applies them itself does
// not call [Store.Migrate]. An unknown dialect and a bad prefix are errors.
func Migrations(d Dialect, prefix string) ([]Migration, error) {
	prefix, err := check(d, prefix)
	if err != nil {
		return nil, err
	}
	dir := "migrations/" + string(d)
	entries, err := files.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	list := make([]Migration, len(entries))
	for i, e := range entries {
		text, err := files.ReadFile(dir + "/" + e.Name())
		if err != nil {
			return nil, err
		}
		list[i] = Migration{Name: e.Name(), SQL: strings.ReplaceAll(string(text), "{prefix}", prefix)}
	}
	return list, nil
}

// version is the number that a migration's name begins with.
func (m Migration) version() int {
	number, _, _ := strings.Cut(m.Name, "_")
	n, _ := strconv.Atoi(number) // a test reads every name
	return n
}

// commands splits a migration at its semicolons, which stand at the ends of
// lines there and nowhere else.
func (m Migration) commands() []string {
	var list []string
	for part := range strings.SplitSeq(m.SQL, ";\n") {
		if strings.TrimSpace(part) != "" {
			list = append(list, part)
		}
	}
	return list
}
