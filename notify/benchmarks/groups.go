package main

import (
	"context"
	"io"
	"time"
)

// A group is one table: benchmarks of one function, or what it measures itself.
type group struct {
	name, title, about string
	bench              string // the function is Benchmark and this
	rows               []row
	once               bool // in one round, since it takes long to prepare
	table              measured
}

// A measured table writes itself, and returns its rows of README.
type measured func(ctx context.Context, o options, dir string, out, progress io.Writer) (readme []string, err error)

// A row compares two benchmarks of a group, or one with a goal of its own.
type row struct {
	what, ours, rival string
	// how many mails, orders … one operation is of, which the times are divided by; 0: one
	each     float64
	atMost   float64       // of the ratio, or of the unit where there is no rival; 0: no goal
	within   time.Duration // what it may take, or take more than the rival; 0: no goal
	allocs   float64       // at most; 0: no goal
	why      string        // the goal is missed, where it is
	of       string        // the unit that is compared; empty: ns/op
	inReadme bool
}

// pair is the row of what has the same name on both sides.
func pair(what, name, rival string, atMost float64) row {
	return row{what: what, ours: name + "/by=budkavle", rival: name + "/by=" + rival, atMost: atMost}
}

func (r row) per(n float64) row { r.each = n; return r }

func (r row) allocating(n float64) row { r.allocs = n; return r }

// told is a row that README shows; it shows what is missed anyway.
func (r row) told() row { r.inReadme = true; return r }

// alone is the row of what has a time of its own for its goal.
func alone(what, name string, within time.Duration) row {
	return row{what: what, ours: name + "/by=budkavle", within: within}
}

// aPage is the row of a page of the log by some filter.
func aPage(what, name string) row {
	return alone(what, name, 5*time.Millisecond).because(
		"by pprof half is reading two hundred records, a quarter finding their rows")
}

func (r row) because(why string) row { r.why = why; return r }

var groups = []group{
	{
		name: "plan", bench: "Plan", title: "Planning a confirmation",
		about: "From the request to the plan (draft, text, HTML, calendar entry, size, hash), beside go-mail's " +
			"compose of the same mail whose texts are ready. The last two are a recipient's share.",
		rows: []row{
			pair("built-in text", "text", "go-mail", 3).allocating(250).told(),
			pair("HTML template of 3 kB", "html", "go-mail", 5).told(),
			pair("each of 1 000 recipients", "to1000", "go-mail", 1.6).per(1000).told(),
			pair("each of 10 000 recipients", "to10000", "go-mail", 1.6).per(10_000),
		},
	},
	{
		name: "morning", bench: "Morning", title: "A morning's confirmations",
		about: "Bookings planned, logged in SQLite (claimed, snapshot, outcome) and delivered to a server in the " +
			"same program, beside a program written plainly with go-mail on a connection that stays open, " +
			"html/template and one table: with one connection, one at a time; and with four, sixteen at a time.",
		rows: []row{
			pair("20 ms away, one connection", "far/one", "plainly", 0.55).told(),
			pair("20 ms away, a pool of four", "far/pool", "plainly", 0.2).per(50).told(),
			pair("0 ms away, one connection", "near/one", "plainly", 1.25).told().because(
				"by pprof two fifths are the log (what it knows of the order, a claim that only one caller gets, what " +
					"was sent and what of the order mattered, the outcome), a quarter drafting, planning and hashing, and " +
					"the rest what both do; the plain program has a row without a claim and a template for its plan"),
			pair("0 ms away, a pool of four", "near/pool", "plainly", 1.25).per(50).told().because("as with one connection"),
			{
				what: "0 ms away, with the log asked about the order first",
				ours: "near/form/by=budkavle", rival: "near/one/by=plainly",
			},
			{
				what: "0 ms away, after 100 000 others in the log",
				ours: "near/full/by=budkavle", rival: "near/one/by=budkavle", atMost: 1.3, inReadme: true,
			},
		},
	},
	{
		name: "log", bench: "Log", title: "The send log in SQLite",
		about: "Writing messages, beside a table of one's own with one index, into which the same records are " +
			"written as often and as durable.",
		rows: []row{
			pair("a message alone, claimed to sent, in two transactions", "alone", "plain", 1.6).told().because(
				"by pprof it is the statements and pages of what a plain table has not: the key that one caller gets, " +
					"indexes by message, order and person, and those of eight filters, which take in sixty-four at once"),
			pair("a hundred messages, queued to sent, in three transactions", "hundred", "plain", 1.6).per(300).told().because(
				"as alone: half of it is indexes, which a plain table has two of"),
		},
	},
	{
		name: "queries", bench: "Queries", title: "Reading a log of a million records", once: true,
		about: "A page of a log in SQLite by every filter, a hundred messages where there are as many, and a popup's draft.",
		rows: []row{
			alone("the latest of an order", "latest", time.Millisecond).told(),
			aPage("an order", "order"), aPage("50 orders", "orders").told(),
			aPage("a message", "message"), aPage("a receipt", "provider"), aPage("no such receipt", "no-provider"),
			aPage("a form's key", "key"), aPage("no such key", "no-key"), aPage("a person", "recipient"),
			aPage("no such person", "no-recipient"), aPage("the newest page", "newest").told(), aPage("from a time on", "from"),
			aPage("a user", "user"), aPage("no such user", "no-user"), aPage("a kind", "kind"),
			aPage("no such kind", "no-kind"), aPage("a channel", "channel"), aPage("no such channel", "no-channel"),
			aPage("no such template", "no-template"), aPage("a status", "status"), aPage("no such status", "no-status").told(),
			aPage("no such status over a channel", "no-status-of-channel"),
			alone("a popup's draft, 3 contacts", "popup3", time.Millisecond),
			alone("a popup's draft, 500 contacts", "popup500", 20*time.Millisecond).told().because(
				"by pprof a third is two queries, half reading the addresses of five hundred contacts and finding " +
					"whose they are"),
			{what: "a popup's draft, 3 contacts", ours: "popup3/by=budkavle", of: "queries/op", atMost: 4},
			{what: "a popup's draft, 500 contacts", ours: "popup500/by=budkavle", of: "queries/op", atMost: 4, inReadme: true},
		},
	},
	{
		name: "history", bench: "History", title: "An order's page and a list of orders",
		about: "The history of an order with ten records of five messages, in SQLite, beside the log's own time " +
			"for that query; with twenty photos beside without; and fifty orders at once beside one by one.",
		rows: []row{
			row{what: "a page", ours: "page/by=budkavle", rival: "page/by=log", within: 100 * time.Microsecond}.told().because(
				"by pprof two fifths are comparing with the order as it is and finding who believes what, a third " +
					"making its fields, a sixth folding"),
			pair("a page, 20 photos with their hashes", "hashed", "without", 1.1),
			pair("a page, 20 photos without", "photos", "without", 1.1).told(),
			pair("a page of a sent paper that shows 20 photos without", "papers", "hashed", 1.1).because(
				"5.5 MB are hashed, to know whether the paper would still show them; a host that keeps what " +
					"order.Order.WithHashes fills in pays nothing"),
			pair("a list, each of 50 orders", "list", "one-by-one", 1).per(50).told(),
		},
	},
	{
		name: "field", bench: "Field", title: "The address field",
		about: "The whole list under the field (read, checked, put together, ordered), beside what collate takes " +
			"to sort the names alone.",
		rows: []row{
			pair("20 contacts", "20", "collate", 1).told(),
			pair("1 000 contacts", "1000", "collate", 1).told(),
			pair("100 000 contacts", "100000", "collate", 1).told(),
		},
	},
	{
		name: "papers", bench: "Papers", title: "Papers",
		about: "An order confirmation of a page and one of 2 000 rows, beside the same drawn plainly with fpdf: " +
			"with faces that its MakeFont has made for cp1252, and with the whole UTF-8 font; and the rows beside a " +
			"loop that writes their texts into compressed pages and nothing else.",
		rows: []row{
			pair("a page", "page", "fpdf-cp1252", 1.5).told(),
			pair("a page", "page", "fpdf-utf8", 0.0625),
			pair("2 000 rows", "rows", "fpdf-cp1252", 1.5).told(),
			pair("2 000 rows", "rows", "loop", 1.5).because(
				"by pprof a fifth is the tags that let a paper be read aloud, and as much breaking lines and measuring " +
					"words"),
			pair("a page, letters beyond cp1252", "page-beyond", "fpdf-utf8", 1).told(),
			pair("2 000 rows, letters beyond cp1252", "rows-beyond", "fpdf-utf8", 1),
			{
				what: "2 000 rows, with letters beyond cp1252",
				ours: "rows-beyond/by=budkavle", rival: "rows/by=budkavle", atMost: 2,
			},
		},
	},
	{
		name: "photos", bench: "Photos", title: "Photos",
		about: "A paper with twenty different photos of twelve megapixels, made as large as they are printed, " +
			"beside fpdf with photos made as large by image/jpeg and x/image/draw on all processors, and beside " +
			"fpdf that puts the files of the cameras into the paper as they are.",
		rows: []row{
			pair("twenty photos", "twenty", "shrunk", 1).told(),
			pair("twenty photos", "twenty", "fpdf", 4).because(
				"fpdf copies the files and reads no picture; by pprof half is reading the codes of their twelve " +
					"million pixels, a third making them smaller and a fifth encoding, which nobody is spared who makes " +
					"them smaller"),
			{
				what: "twenty photos, the file", of: "B/file",
				ours: "twenty/by=budkavle", rival: "twenty/by=fpdf", atMost: 0.143, inReadme: true,
			},
		},
	},
	{
		name: "templates", bench: "Templates", title: "Templates",
		about: "The manual's template, and one of 100 kB with 5 000 tags, beside fasttemplate and the least that " +
			"can be done: joining parts that are ready.",
		rows: []row{
			pair("the manual's", "manual", "fasttemplate", 1).told(),
			pair("the manual's", "manual", "limit", 1.7).because(
				"by pprof a third is finding six values by their names, and a fifth making sure that they hold no " +
					"controls"),
			pair("100 kB", "100kB", "fasttemplate", 1),
			pair("100 kB", "100kB", "limit", 1.5).told(),
		},
	},
	{
		name: "small", bench: "Small", title: "Lists and SMS",
		about: "Lists of a hundred addresses beside net/mail; an SMS of 900 characters beside a bare loop over a table.",
		rows: []row{
			pair("a list of plain addresses", "list", "net/mail", 0.2).told(),
			pair("a list with names", "named", "net/mail", 0.5).told(),
			pair("counting an SMS and its parts, beside counting alone", "count", "loop", 0),
			pair("packing an SMS", "pack", "loop", 1.5).told(),
		},
	},
	{
		name: "imports", title: "What importing costs",
		about: "The start of a program that imports a package and does nothing, by the run time's own account of " +
			"its initialisers (GODEBUG=inittrace=1, the least of the rounds), and how large the program is, " +
			"stripped.",
		table: imports,
	},
}

// rivals are what those names mean that are no library's.
var rivals = map[string]string{
	"plainly": "the plain program", "plain": "a plain table", "limit": "joining parts that are ready",
	"loop": "a bare loop", "log": "the log alone",
	"without": "the same without", "hashed": "the same with hashes", "one-by-one": "one by one",
	"fpdf-cp1252": "fpdf, faces made for cp1252", "fpdf-utf8": "fpdf, UTF-8 font",
	"shrunk": "fpdf, photos made small first", "budkavle": "without that",
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
