package main

import (
	"context"
	"io"
)

// A group is one table: benchmarks of one function, or what it measures itself.
type group struct {
	name, title, about string
	bench              string // the function is Benchmark and this
	rows               []row
	table              func(ctx context.Context, o options, dir string, out, progress io.Writer) error
}

// A row compares two benchmarks of a group.
type row struct {
	what, ours, rival string
	each              float64 // how many mails, orders … one operation is of, which the times are divided by; 0: one
	atMost            float64 // of the ratio; 0: no goal
	allocs            float64 // at most; 0: no goal
	why               string  // the goal is missed, where it is
	of                string  // the unit that is compared; empty: ns/op
}

// pair is the row of what has the same name on both sides.
func pair(what, name, rival string, atMost float64) row {
	return row{what: what, ours: name + "/by=budkavle", rival: name + "/by=" + rival, atMost: atMost}
}

func (r row) per(n float64) row { r.each = n; return r }

func (r row) allocating(n float64) row { r.allocs = n; return r }

func (r row) because(why string) row { r.why = why; return r }

var groups = []group{
	{
		name: "plan", bench: "Plan", title: "Planning a confirmation",
		about: "From the request to the plan (draft, text, HTML, calendar entry, size, hash), beside go-mail's compose of the same mail whose texts are ready. The last two are a recipient's share.",
		rows: []row{
			pair("built-in text", "text", "go-mail", 3).allocating(250),
			pair("HTML template of 3 kB", "html", "go-mail", 5),
			pair("1 000 recipients", "to1000", "go-mail", 1.6).per(1000),
			pair("10 000 recipients", "to10000", "go-mail", 1.6).per(10_000),
		},
	},
	{
		name: "morning", bench: "Morning", title: "A morning's confirmations",
		about: "Bookings planned, logged in SQLite (claimed, snapshot, outcome) and delivered to a server in the same program, beside a program written plainly with go-mail on a connection that stays open, html/template and one table: with one connection, one at a time; and with four, sixteen at a time.",
		rows: []row{
			pair("0 ms away, one connection", "near/one", "plainly", 1.25).because("by pprof three fifths of the caller's time is drafting and planning, a quarter asking the log whether the key was used"),
			pair("0 ms away, the pool", "near/pool", "plainly", 1.25).per(50).because("as with one connection"),
			{what: "0 ms away, with the log asked first", ours: "near/form/by=budkavle", rival: "near/one/by=plainly"},
			pair("20 ms away, one connection", "far/one", "plainly", 0.55),
			pair("20 ms away, the pool", "far/pool", "plainly", 0.2).per(50),
		},
	},
	{
		name: "history", bench: "History", title: "An order's page and a list of orders",
		about: "The history of an order with ten messages, in SQLite, beside the log's own time for that query; with twenty photos beside without; and fifty orders at once beside one by one.",
		rows: []row{
			pair("a page", "page", "log", 2),
			pair("a page, 20 photos with their hashes", "hashed", "without", 1.1),
			pair("a page, 20 photos without", "photos", "without", 1.1),
			pair("a page of a sent paper that shows 20 photos without", "papers", "hashed", 1.1).because("5.5 MB are hashed, to know whether the paper would still show them; a host that keeps what order.Order.WithHashes fills in pays nothing"),
			pair("a list, each of 50 orders", "list", "one-by-one", 0.5).per(50).because("by pprof two fifths are the records' JSON and a quarter the comparing, which one query does not spare"),
		},
	},
	{
		name: "field", bench: "Field", title: "The address field",
		about: "The whole list under the field (read, checked, put together, ordered), beside what collate takes to sort the names alone.",
		rows: []row{
			pair("20 contacts", "20", "collate", 1),
			pair("1 000 contacts", "1000", "collate", 1),
			pair("100 000 contacts", "100000", "collate", 1),
		},
	},
	{
		name: "papers", bench: "Papers", title: "Papers",
		about: "An order confirmation of a page and one of 2 000 rows, beside the same drawn plainly with fpdf: with faces that its MakeFont has made for cp1252, and with the whole UTF-8 font.",
		rows: []row{
			pair("a page", "page", "fpdf-cp1252", 1.5),
			pair("a page", "page", "fpdf-utf8", 0.0625),
			pair("2 000 rows", "rows", "fpdf-cp1252", 1.5),
			pair("a page, letters beyond cp1252", "page-beyond", "fpdf-utf8", 1),
			pair("2 000 rows, letters beyond cp1252", "rows-beyond", "fpdf-utf8", 1),
			{what: "2 000 rows, with letters beyond cp1252", ours: "rows-beyond/by=budkavle", rival: "rows/by=budkavle", atMost: 2},
		},
	},
	{
		name: "photos", bench: "Photos", title: "Photos",
		about: "A paper with twenty different photos of twelve megapixels, made as large as they are printed, beside fpdf, which puts the files of the cameras into the paper as they are: its file is many times as large.",
		rows: []row{
			pair("twenty photos", "twenty", "fpdf", 4).because("by pprof half is reading the codes of their twelve million pixels, which is done for a quarter of the size, a quarter scaling and a fifth encoding; fpdf copies the files"),
			{what: "twenty photos, the file", ours: "twenty/by=budkavle", rival: "twenty/by=fpdf", atMost: 0.143, of: "B/file"},
		},
	},
	{
		name: "templates", bench: "Templates", title: "Templates",
		about: "The manual's template, and one of 100 kB with 5 000 tags, beside fasttemplate and the least that can be done: joining parts that are ready.",
		rows: []row{
			pair("the manual's", "manual", "fasttemplate", 1),
			pair("the manual's", "manual", "limit", 1.7).because("by pprof a third is finding six values by their names, and a fifth making sure that they hold no controls"),
			pair("100 kB", "100kB", "fasttemplate", 1),
			pair("100 kB", "100kB", "limit", 1.5),
		},
	},
	{
		name: "imports", title: "What importing costs",
		about: "The start of a program that imports a package and does nothing, by the run time's own account of its initialisers (GODEBUG=inittrace=1, the least of the rounds), and how large the program is, stripped.",
		table: imports,
	},
}

// names are those of the groups.
func names() []string {
	var list []string
	for _, g := range groups {
		list = append(list, g.name)
	}
	return list
}

// chosenGroups are those of a name, or all.
func chosenGroups(only string) []group {
	if only == "" {
		return groups
	}
	for _, g := range groups {
		if g.name == only {
			return []group{g}
		}
	}
	return nil
}
