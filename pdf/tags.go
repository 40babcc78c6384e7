package pdf

import "strconv"

// Tagged PDF (ISO 32000-1, 14.8): beside the pages a tree says what each piece
// of them is, in the order of reading: a heading, a paragraph, a cell of a
// table, a picture with its words. What is in no element, lines and grounds and
// what is repeated on each page, is marked as an artifact, which a screen reader
// passes over.

// An element is a part of the document's structure, by its place in the list.
type element int

// asArtifact is what is drawn for the eye alone.
const asArtifact element = -1

// A node is an element as it is written.
type node struct {
	role   string
	alt    string
	row    bool // a head of its row, not of its column
	said   bool // it has text
	parent element
	kids   []kid
}

// A kid is an element, or a piece of a page by its number there.
type kid struct {
	element element
	page    int // from 1; 0: an element
	piece   int
}

// tag begins an element within the one that is open; text that follows is in it
// until end.
func (c *canvas) tag(role string) { c.push(c.element(role)) }

// element adds one within the one that is open, to be drawn into later.
func (c *canvas) element(role string) element {
	e := element(len(c.nodes))
	parent := c.stack[len(c.stack)-1]
	c.nodes = append(c.nodes, node{role: role, parent: parent})
	if parent >= 0 {
		c.nodes[parent].kids = append(c.nodes[parent].kids, kid{element: e})
	}
	return e
}

func (c *canvas) push(e element) {
	c.stack = append(c.stack, e)
	c.target = e
}

// end ends what was begun last.
func (c *canvas) end() {
	c.stack = c.stack[:len(c.stack)-1]
	c.target = c.stack[len(c.stack)-1]
}

// headOfRow makes a head that of its row.
func (c *canvas) headOfRow(e element) element {
	c.nodes[e].row = true
	return e
}

// into makes an element that of the text that follows.
func (c *canvas) into(e element) { c.target = e }

// artifact begins something for the eye alone.
func (c *canvas) artifact() { c.push(asArtifact) }

// figure begins a picture, with what is said in its place.
func (c *canvas) figure(alt string) {
	c.tag("Figure")
	c.nodes[c.target].alt = alt
}

// mark makes the page say that what follows on it belongs to an element.
func (c *canvas) mark(e element) {
	p := c.now
	if p.marked && p.mark == e {
		return
	}
	c.unmark()
	p.marked, p.mark = true, e
	if e == asArtifact {
		p.content = append(p.content, "/Artifact BMC\n"...)
		return
	}
	n := &c.nodes[e]
	n.kids = append(n.kids, kid{page: c.number, piece: len(p.pieces)})
	p.content = append(append(append(p.content, '/'), n.role...), "<</MCID "...)
	p.content = append(strconv.AppendInt(p.content, int64(len(p.pieces)), 10), ">>BDC\n"...)
	p.pieces = append(p.pieces, e)
}

// unmark ends what mark began.
func (c *canvas) unmark() {
	if c.now.marked {
		c.now.content = append(c.now.content, "EMC\n"...)
		c.now.marked = false
	}
}

// structure writes the tree, and returns its root.
func (c *canvas) structure(f *file, pages []int) int {
	numbers := make([]int, len(c.nodes))
	for i := len(c.nodes) - 1; i >= 0; i-- { // children come after their parents
		c.nodes[i].kids = c.kept(c.nodes[i].kids, numbers)
		if i == 0 || len(c.nodes[i].kids) > 0 || cellRoles[c.nodes[i].role] {
			numbers[i] = -1
		}
	}
	for i := range numbers {
		if numbers[i] < 0 {
			numbers[i] = f.reserve()
		}
	}
	root, parents := f.reserve(), f.reserve()
	var body []byte
	for i := range c.nodes {
		if numbers[i] == 0 {
			continue
		}
		parent := root
		if i > 0 {
			parent = numbers[c.nodes[i].parent]
		}
		body = c.nodes[i].write(body[:0], parent, numbers, pages)
		f.tuck(numbers[i], body)
	}
	body = append(body[:0], "<</Nums ["...)
	for n, p := range c.pages {
		body = append(strconv.AppendInt(body, int64(n), 10), " ["...)
		for _, e := range p.pieces {
			body = append(strconv.AppendInt(body, int64(numbers[e]), 10), " 0 R "...)
		}
		body = append(body, "] "...)
	}
	f.tuck(parents, append(body, "]>>"...))
	f.tuck(root, []byte("<</Type /StructTreeRoot /K "+ref(numbers[0])+" /ParentTree "+ref(parents)+
		" /ParentTreeNextKey "+strconv.Itoa(len(c.pages))+">>"))
	return root
}

// cellRoles are kept without content, so that a table's columns stay in step.
var cellRoles = map[string]bool{"TD": true, "TH": true}

// kept are the pieces, and the elements that are written.
func (c *canvas) kept(kids []kid, numbers []int) []kid {
	out := kids[:0]
	for _, k := range kids {
		if k.page > 0 || numbers[k.element] != 0 {
			out = append(out, k)
		}
	}
	return out
}

// write appends the element as an object.
func (n *node) write(b []byte, parent int, numbers, pages []int) []byte {
	b = append(append(b, "<</S /"...), n.role...)
	b = append(strconv.AppendInt(append(b, "/P "...), int64(parent), 10), " 0 R"...)
	if n.role == "TH" {
		b = append(b, "/A <</O /Table /Scope /"+n.scope()+">>"...)
	}
	if n.alt != "" {
		b = append(append(b, "/Alt "...), hexText(basic(n.alt))...)
	}
	page := 0
	for _, k := range n.kids {
		if k.page > 0 {
			page = k.page
			b = append(strconv.AppendInt(append(b, "/Pg "...), int64(pages[page-1]), 10), " 0 R"...)
			break
		}
	}
	b = append(b, "/K ["...)
	for _, k := range n.kids {
		switch {
		case k.page == 0:
			b = append(strconv.AppendInt(b, int64(numbers[k.element]), 10), " 0 R "...)
		case k.page == page:
			b = append(strconv.AppendInt(b, int64(k.piece), 10), ' ')
		default:
			b = append(strconv.AppendInt(append(b, "<</Type /MCR /Pg "...), int64(pages[k.page-1]), 10), " 0 R /MCID "...)
			b = append(strconv.AppendInt(b, int64(k.piece), 10), ">> "...)
		}
	}
	return append(b, "]>>"...)
}

// scope says what a head is the head of.
func (n *node) scope() string {
	if n.row {
		return "Row"
	}
	return "Column"
}
