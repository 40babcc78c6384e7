package templating

// maxDepth bounds nesting, so that no mail client can be choked.
const maxDepth = 200

// isTooDeep reports whether an element's tags are to be left out. A table leaves
// room for its parts, and the parts of one that was left out go with it.
func (c *cleaner) isTooDeep(k kind) bool {
	return len(c.open) >= maxDepth || k == table && len(c.open) >= maxDepth-8 || k > table && c.deep["table"] > 0
}

// placeInTable closes what ends before a part of a table and opens what it needs
// around it; false when there is no table.
func (c *cleaner) placeInTable(k kind) bool {
	t := c.lastTable()
	if t < 0 {
		return false
	}
	switch k {
	case section, caption, columns:
		c.closeTo(t + 1)
	case row:
		c.closeTo(c.last(t, section, t) + 1)
	case cell:
		r := c.last(t, row, -1)
		if r < 0 {
			c.closeTo(c.last(t, section, t) + 1)
			c.implied("tr", row)
		} else {
			c.closeTo(r + 1)
		}
	case column:
		g := c.last(t, columns, -1)
		if g < 0 {
			c.closeTo(t + 1)
			c.implied("colgroup", columns)
		} else {
			c.closeTo(g + 1)
		}
	}
	return true
}

// needCell opens a cell where a table would take no content.
func (c *cleaner) needCell() {
	switch c.topKind() {
	case columns:
		c.closeTo(len(c.open) - 1)
		c.implied("tr", row)
	case table, section:
		c.implied("tr", row)
	case row:
	default:
		return
	}
	c.implied("td", cell)
}

// implied opens an element that the source has left out.
func (c *cleaner) implied(name string, k kind) {
	attrs, unread, raw := c.attrs, c.unread, c.raw
	c.attrs, c.unread, c.raw = nil, false, ""
	c.push(name, k)
	c.attrs, c.unread, c.raw = attrs, unread, raw
}

func (c *cleaner) top() *element {
	if len(c.open) == 0 {
		return nil
	}
	return &c.open[len(c.open)-1]
}

func (c *cleaner) topKind() kind {
	if top := c.top(); top != nil {
		return top.kind
	}
	return block
}

// lastTable is the place of the innermost table; -1 for none.
func (c *cleaner) lastTable() int {
	for i := len(c.open) - 1; i >= 0; i-- {
		if c.open[i].kind == table {
			return i
		}
	}
	return -1
}

// last is the place of the last element of a kind above from; or when there is none.
func (c *cleaner) last(from int, k kind, or int) int {
	for i := len(c.open) - 1; i > from; i-- {
		if c.open[i].kind == k {
			return i
		}
	}
	return or
}

// isPartOfTable reports whether what stands inside cannot end what stands outside.
func (k kind) isPartOfTable() bool { return k >= table }

func isHeading(name string) bool {
	return len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6'
}

// endParagraph ends an open p, as every block does, and returns what was emphasised
// in it, to be opened again inside the new block.
func (c *cleaner) endParagraph() (again []element) {
	for i := len(c.open) - 1; i >= 0 && !c.open[i].kind.isPartOfTable(); i-- {
		if c.open[i].name == "p" {
			return c.closeElement(i)
		}
	}
	return nil
}

// endItem ends the item before: through p and div, as browsers do.
func (c *cleaner) endItem(name string) (again []element) {
	for i := len(c.open) - 1; i >= 0; i-- {
		e := &c.open[i]
		switch {
		case e.kind == item && (name == "li") == (e.name == "li"):
			return c.closeElement(i)
		case e.kind == item, e.kind.isPartOfTable(), e.kind == block && e.name != "p" && e.name != "div":
			return nil
		}
	}
	return nil
}

// end reads an end tag.
func (c *cleaner) end(name string) {
	c.skipEOL = false
	if c.deep[name] > 0 {
		c.deep[name]--
		return
	}
	switch k := elementKind(name); k {
	case unknown, raw, quiet:
	case void:
		if name == "br" { // browsers take </br> for <br>
			c.attrs, c.unread = c.attrs[:0], false
			c.void(name, false)
		}
	case inline:
		c.endInline(name)
	case column:
	case table, section, row, cell, caption, columns:
		c.endTablePart(name, k)
	default:
		c.endBlock(keptName(name))
	}
}

func (c *cleaner) endTablePart(name string, k kind) {
	for i := len(c.open) - 1; i >= 0; i-- {
		if e := &c.open[i]; e.name == name {
			c.closeTo(i)
			return
		} else if e.kind == table && k != table {
			break
		}
	}
	c.report(Unbalanced, "</"+name+">")
	c.space()
}

func (c *cleaner) endBlock(name string) {
	for i := len(c.open) - 1; i >= 0 && !c.open[i].kind.isPartOfTable(); i-- {
		if e := &c.open[i]; e.name == name || isHeading(e.name) && isHeading(name) {
			c.reopen(c.closeElement(i))
			return
		}
	}
	if name == "div" {
		c.report(Unbalanced, "</"+name+">")
	}
}

// endInline ends an inline element; what was opened inside it goes on after it. Is
// a block open inside, the element ends where that block ends.
func (c *cleaner) endInline(name string) {
	for i := len(c.open) - 1; i >= 0 && !c.open[i].kind.isPartOfTable(); i-- {
		if c.open[i].name != name || c.open[i].ended {
			continue
		}
		for j := i + 1; j < len(c.open); j++ {
			if c.open[j].kind != inline {
				c.open[i].ended = true
				return
			}
		}
		c.reopen(c.closeElement(i))
		return
	}
}

// closeElement closes the element at i and all inside it, and returns the inline
// ones among those, to be opened again.
func (c *cleaner) closeElement(i int) (again []element) {
	for j := i + 1; j < len(c.open) && len(again) <= maxReopened; j++ {
		if e := &c.open[j]; e.kind == inline && !e.ended {
			again = append(again, *e)
		}
	}
	c.closeTo(i)
	return again
}

// maxReopened is how many inline elements are opened again at once; more of them
// around a word is nobody's meaning.
const maxReopened = 8

// reopen opens inline elements again, as long as that does not make the result
// much longer than the source.
func (c *cleaner) reopen(again []element) {
	size := 0
	for _, e := range again {
		size += len(e.tag)
	}
	if len(again) > maxReopened || size > c.budget || len(c.open)+len(again) > maxDepth {
		return
	}
	c.budget -= size
	for _, e := range again {
		c.write(e.tag)
		if c.text != nil {
			e.text = c.text.mark()
		}
		c.open = append(c.open, e)
	}
}

// closeTo closes all elements from i on, and those that had ended before.
func (c *cleaner) closeTo(i int) {
	for n := len(c.open); n > 0 && (n > i || c.open[n-1].ended && c.open[n-1].kind == inline); n = len(c.open) {
		e := c.open[n-1]
		c.open = c.open[:n-1]
		c.write("</", e.name, ">")
		if c.text != nil && !e.hidden {
			c.text.end(e.name, e.text)
		}
	}
}

// space keeps two words apart that a dropped tag stood between.
func (c *cleaner) space() {
	if k := c.topKind(); k != table && k != section && k != row && k != columns {
		c.write(" ")
		c.say(" ")
	}
}
