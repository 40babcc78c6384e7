package templating

import (
	"math"
	"strings"
)

// look is the ground that text stands on and its colour, by which a colour is
// judged.
type look struct {
	ground, ink colour
	ownGround   bool // not the card's
	ownInk      bool // a colour of its own that holds in the dark too
	lost        bool // the ground that the company meant had to go
}

func (c *cleaner) lookAround() look {
	if top := c.top(); top != nil {
		return top.look
	}
	return look{ground: colour{255, 255, 255}, ink: mustHex(lightInk)}
}

// style returns what is allowed of the inline style, and sets how the element
// looks: its ground first, since the text's colour is judged on it.
func (c *cleaner) style(e *element, source string) string {
	text, _ := c.attr("style")
	c.ground(e, source, text)
	var kept []string
	inked := false
	declarations(text, func(d declaration) {
		d.value = strings.TrimSpace(strings.TrimSuffix(d.value, "!important"))
		switch {
		case isOdd(d.value):
			c.reportStyle(d)
		case d.property == "background" || d.property == "background-color":
			colour, whole, ok := groundOf(d.value, e.look.ground)
			if ok {
				kept = append(kept, "background-color: "+colour)
			}
			if !whole {
				c.reportStyle(d)
			}
		case d.property == "color":
			ink, ok := cssColour(d.value, e.look.ground)
			if !ok || !c.keepsInk(e.look, d.value) {
				if !strings.EqualFold(d.value, "inherit") {
					c.reportStyle(d)
				}
				return
			}
			kept = append(kept, "color: "+d.value)
			e.look.ink, inked = ink, true
		case (d.property == "width" || d.property == "max-width") && isTooWide(d.value):
			kept = append(kept, d.property+": 100%")
		case keepsStyle(d.property, d.value):
			kept = append(kept, d.property+": "+d.value)
			e.hidden = e.hidden || d.property == "display" && strings.EqualFold(d.value, "none")
		case !unseenStyle(d.property):
			c.reportStyle(d)
		}
	})
	return strings.Join(append(kept, c.colours(e, source, inked)...), "; ")
}

// isTooWide reports whether a value is a length that is more than the card has,
// whatever its unit.
func isTooWide(value string) bool {
	return lengthOK(value, math.Inf(1)) && !lengthOK(value, maxWidth-56)
}

func (c *cleaner) reportStyle(d declaration) { c.report(DroppedStyle, d.property+": "+d.value) }

// isOdd reports whether a value could be read as more than a value, or load
// something.
func isOdd(value string) bool {
	if value == "" || len(value) > 400 || strings.ContainsAny(value, "\\<>{}@;\x00") || strings.Contains(value, "/*") {
		return true
	}
	lower := strings.ToLower(value)
	return strings.Contains(lower, "expression") || strings.Contains(lower, "javascript")
}

// ground finds what an element stands on, from its style and its old attributes.
func (c *cleaner) ground(e *element, source, style string) {
	meant, found := false, ""
	note := func(value string) {
		colour, _, ok := groundOf(value, e.look.ground)
		switch {
		case ok:
			found = colour
		case !isNoColour(value):
			meant = true
		}
	}
	if value, ok := c.attr("bgcolor"); ok {
		note(value)
	}
	if value, ok := c.attr("background"); ok && strings.TrimSpace(value) != "" {
		meant = true
	}
	declarations(style, func(d declaration) {
		switch d.property {
		case "background", "background-color":
			note(strings.TrimSpace(strings.TrimSuffix(d.value, "!important")))
		case "background-image":
			meant = meant || !strings.EqualFold(d.value, "none")
		}
	})
	if _, classed := c.attr("class"); classed && c.sheet {
		meant = true
	}
	switch {
	case found != "":
		ground, _ := cssColour(found, e.look.ground)
		e.look.ground, e.look.ownGround, e.look.ownInk, e.look.lost = ground, true, false, false
	case meant:
		e.look.lost = true
	}
}

// keepsInk reports whether a text's colour may stay: always where the ground is as
// it was meant, else only where it can be read.
func (c *cleaner) keepsInk(l look, value string) bool {
	ink, ok := cssColour(value, l.ground)
	return ok && (!l.lost || contrast(ink, l.ground) >= legible)
}

// colours are what is added to a style: the old attributes' colours where they
// cannot stay, and the text's on a ground of its own, so that the dark form of the
// card does not change it.
func (c *cleaner) colours(e *element, source string, inked bool) []string {
	var more []string
	style, _ := c.attr("style")
	value, ok := c.attr("bgcolor")
	if ok && !isTablePartName(e.name) && !strings.Contains(strings.ToLower(style), "background") {
		if _, isColour := cssColour(value, e.look.ground); isColour {
			more = append(more, "background-color: "+strings.TrimSpace(value))
		}
	}
	if value, ok := c.attr("color"); ok && source == "font" && !inked && c.keepsInk(e.look, value) {
		e.look.ink, _ = cssColour(value, e.look.ground)
		inked = true
	}
	switch {
	case inked:
		e.look.ownInk = e.look.ownGround
	case e.look.ownGround && !e.look.ownInk:
		if contrast(e.look.ink, e.look.ground) < 3 {
			e.look.ink = e.look.ground.ink()
			more = append(more, "color: "+e.look.ink.String())
			e.look.ownInk = true
		} else if c.inEmail {
			more = append(more, "color: "+e.look.ink.String())
			e.look.ownInk = true
		}
	}
	return more
}

// darkMark marks a colour that was chosen for the white card: in the dark it gives
// way to the dark card's.
func (c *cleaner) darkMark(e *element) {
	if !c.inEmail || e.look.ownGround {
		return
	}
	style, _ := c.attr("style")
	_, font := c.attr("color")
	if font || strings.Contains(strings.ToLower(style), "color") {
		c.buf = append(c.buf, ` class="bk-theirs"`...)
	}
}
