package smsgw

// A Part is one SMS of those that a text becomes. The zero value is none.
type Part struct {
	Text  string `json:"text"`
	Units int    `json:"units"` // septets or 16-bit units, the part's header not counted
}

// Split returns the parts that a telephone puts together again, in order, as [Count]
// counts them: together they are the text, and no character is split between two. An
// empty text has none. Like Count it takes the text as it stands.
func Split(text string) []Part {
	c := Count(text)
	if c.Segments <= 1 {
		if text == "" {
			return nil
		}
		return []Part{{Text: text, Units: c.Units}}
	}
	room := gsmPart
	if c.Encoding == UCS2 {
		room = ucsPart
	}
	list := make([]Part, 0, c.Segments)
	begin, used := 0, 0
	for i, r := range text {
		n := c.Encoding.units(r)
		if used+n > room {
			list = append(list, Part{text[begin:i], used})
			begin, used = i, 0
		}
		used += n
	}
	return append(list, Part{text[begin:], used})
}
