package sqlstore

import (
	"archive/zip"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
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

//go:embed migrations
var migrations embed.FS

// DefaultPrefix begins the names of tables and indexes.
const DefaultPrefix = "budkavle_"

var prefixForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,29}$`)

// check returns the prefix to use, or what is wrong.
func check(d Dialect, prefix string) (string, error) {
	if d != SQLite && d != PostgreSQL {
		return "", fmt.Errorf("sqlstore: dialect %q, want %q or %q", d, SQLite, PostgreSQL)
	}
	if prefix == "" {
		prefix = DefaultPrefix
	}
	if !prefixForm.MatchString(prefix) {
		return "", fmt.Errorf("sqlstore: table prefix %q, want small letters, digits and _, a letter first, 30 at most", prefix)
	}
	return prefix, nil
}

// Migrations returns the schema as files for a host with a migration tool of
// its own: "0001_records.sql" and on, with the table prefix put in (empty:
// [DefaultPrefix]). Files are only ever added. A host that uses them does not
// call [Store.Migrate]. An unknown dialect and a bad prefix are errors.
func Migrations(d Dialect, prefix string) (fs.FS, error) {
	prefix, err := check(d, prefix)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b) // a file system in memory
	for _, m := range steps(d, prefix) {
		file, err := w.Create(m.name)
		if err == nil {
			_, err = file.Write([]byte(m.sql))
		}
		if err != nil {
			return nil, fmt.Errorf("sqlstore: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}

// A step is one migration.
type step struct {
	version   int
	name, sql string
}

// steps returns a dialect's migrations in order.
func steps(d Dialect, prefix string) []step {
	dir := "migrations/" + string(d)
	entries, err := migrations.ReadDir(dir)
	if err != nil {
		panic(err) // the files are part of the program
	}
	var list []step
	for _, e := range entries {
		text, err := migrations.ReadFile(dir + "/" + e.Name())
		if err != nil {
			panic(err)
		}
		number, _, _ := strings.Cut(e.Name(), "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			panic(err)
		}
		list = append(list, step{version, e.Name(), strings.ReplaceAll(string(text), "{prefix}", prefix)})
	}
	return list
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
