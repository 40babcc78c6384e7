package sqlstore

import (
	"fmt"
	"strconv"
	"strings"
)

// A Dialect is a kind of SQL database. The zero value is none.
type Dialect string

// The dialects.
const (
	SQLite     Dialect = "sqlite"   // 3.35 or newer
	PostgreSQL Dialect = "postgres" // 12 or newer
)

// DefaultPrefix begins the names of tables and indexes.
const DefaultPrefix = "budkavle_"

// isPrefix reports whether text can begin a name in SQL that needs no quotes, with
// room for the rest of the longest name.
func isPrefix(text string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	return text != "" && len(text) <= 30 && strings.Contains(letters, text[:1]) &&
		strings.Trim(text, letters+"0123456789_") == ""
}

// check returns the prefix to use, or what is wrong.
func check(d Dialect, prefix string) (string, error) {
	if d != SQLite && d != PostgreSQL {
		return "", fmt.Errorf("sqlstore: dialect %q, want %q or %q", d, SQLite, PostgreSQL)
	}
	if prefix == "" {
		prefix = DefaultPrefix
	}
	if !isPrefix(prefix) {
		return "", fmt.Errorf("sqlstore: table prefix %q, want small letters, digits and _, a letter first, 30 at most",
			prefix)
	}
	return prefix, nil
}

// placeholders writes n placeholders after the first so many: "?,?" or "$3,$4".
func (d Dialect) placeholders(b *strings.Builder, first, n int) {
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		if d == PostgreSQL {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(first + i + 1))
		} else {
			b.WriteByte('?')
		}
	}
}

// rows writes n rows of placeholders in parentheses.
func (d Dialect) rows(b *strings.Builder, n, columns int) {
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		d.placeholders(b, i*columns, columns)
		b.WriteByte(')')
	}
}
