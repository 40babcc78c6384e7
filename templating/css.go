package templating

import (
	"strconv"
	"strings"
)

// A declaration is one property of an inline style.
type declaration struct{ property, value string }

// declarations cuts an inline style at the semicolons that stand in no quotes and
// no brackets. It calls use with each, property in lower case.
func declarations(style string, use func(declaration)) {
	start, depth, quote := 0, 0, byte(0)
	flush := func(end int) {
		property, value, ok := strings.Cut(style[start:end], ":")
		if property = strings.ToLower(strings.TrimSpace(property)); ok && property != "" {
			use(declaration{property, strings.TrimSpace(value)})
		}
		start = end + 1
	}
	for i := range len(style) {
		switch c := style[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ';' && depth == 0:
			flush(i)
		}
	}
	if start < len(style) {
		flush(len(style))
	}
}

// The largest values that leave a mail readable, in CSS pixels: more than these
// would push its text out of a phone's window.
const (
	maxGap   = 64  // margins, paddings, indents
	maxFont  = 72  // letters
	maxWidth = 600 // the card
	maxMin   = 280 // a smallest width
)

// lengthsOK reports whether a value is up to count lengths, none negative and
// none above limit pixels.
func lengthsOK(value string, count int, limit float64) bool {
	n := 0
	for field := range strings.FieldsSeq(value) {
		if n++; n > count || !lengthOK(field, limit) {
			return false
		}
	}
	return n > 0
}

// lengthOK reports whether a value is one length of at most limit pixels, auto or
// a percentage of at most a hundred.
func lengthOK(value string, limit float64) bool {
	value = strings.ToLower(value)
	if value == "auto" || value == "normal" || value == "0" {
		return true
	}
	n := 0
	for n < len(value) && (isDigit(value[n]) || value[n] == '.') {
		n++
	}
	if n == 0 || n > 8 {
		return false
	}
	number, err := strconv.ParseFloat(value[:n], 64)
	if err != nil {
		return false
	}
	switch value[n:] {
	case "px", "":
		return number <= limit
	case "pt":
		return number*4/3 <= limit
	case "cm": // what Word writes in most of Europe, and in English
		return number*96/2.54 <= limit
	case "mm":
		return number*96/25.4 <= limit
	case "in":
		return number*96 <= limit
	case "em", "rem", "ex", "ch":
		return number*16 <= limit
	case "%":
		return number <= 100
	}
	return false
}

// wordsOK reports whether a value is made of up to count words of letters and
// hyphens.
func wordsOK(value string, count int) bool {
	n := 0
	for field := range strings.FieldsSeq(value) {
		n++
		if n > count || len(field) > 20 ||
			strings.Trim(field, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
			return false
		}
	}
	return n > 0
}

// fontOK reports whether a value names fonts and their sizes and nothing else.
func fontOK(value string) bool {
	if value == "" || len(value) > 200 {
		return false
	}
	for _, r := range value {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune(" ,.'\"%/_-", r) || r > 0xa0 && r < 0x2000) {
			return false
		}
	}
	return true
}

// lineHeightOK is [lengthOK] for the height of a line: a number alone, and a percentage,
// are of the size of its letters.
func lineHeightOK(value string) bool {
	const limit = 96
	number, percent := strings.CutSuffix(value, "%")
	switch {
	case strings.Trim(number, "0123456789.") != "":
		return lengthOK(value, limit)
	case percent:
		return lengthOK(number, 300)
	}
	return lengthOK(number+"em", limit)
}

// sizesOK looks at the weight, the size and the height of a line in a font shorthand:
// all that begins as a number does.
func sizesOK(value string) bool {
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ' ' || r == ',' }) {
		size, line, _ := strings.Cut(part, "/")
		for i, field := range []string{size, line} {
			first := strings.TrimLeft(field, "-'\"")
			switch {
			case first == "" || !isDigit(first[0]) && first[0] != '.':
			case i == 1 && lineHeightOK(field):
			case i == 0 && (lengthOK(field, maxFont) || len(field) <= 4 && strings.Trim(field, "0123456789") == ""):
			default:
				return false
			}
		}
	}
	return true
}

// borderOK reports whether a value is a width, a style and colours, each at most
// four times and in any order.
func borderOK(value string) bool {
	n := 0
	for _, field := range cssFields(value) {
		n++
		if lengthOK(field, 20) || wordsOK(field, 1) { // names of colours are words too
			continue
		}
		if _, isColour := cssColour(field, colour{}); !isColour {
			return false
		}
	}
	return n > 0 && n <= 6
}

// cssFields cuts a value at the blanks that stand in no brackets.
func cssFields(value string) []string {
	var fields []string
	start, depth := -1, 0
	for i := range len(value) {
		switch c := value[i]; {
		case (c == ' ' || c == '\t' || c == '\n') && depth == 0:
			if start >= 0 {
				fields = append(fields, value[start:i])
				start = -1
			}
			continue
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		fields = append(fields, value[start:])
	}
	return fields
}

// keepsStyle is the allow-list of inline styles (R305) but for colours and grounds:
// what mail clients understand and what can neither load, cover nor push anything
// out of its place.
func keepsStyle(property, value string) bool {
	switch property {
	case "margin", "padding":
		return lengthsOK(value, 4, maxGap)
	case "margin-top", "margin-right", "margin-bottom", "margin-left", "padding-top", "padding-right",
		"padding-bottom", "padding-left", "text-indent":
		return lengthOK(value, maxGap)
	case "width", "max-width":
		return lengthOK(value, 4000) || value == "none"
	case "min-width":
		return lengthOK(value, maxMin)
	case "height", "min-height":
		return lengthOK(value, 4000)
	case "border-radius":
		return lengthsOK(value, 4, 200)
	case "border-spacing":
		return lengthsOK(value, 2, 20)
	case "font-size":
		return lengthOK(value, maxFont) || wordsOK(value, 1)
	case "line-height":
		return lineHeightOK(value)
	case "letter-spacing", "word-spacing":
		return lengthOK(value, 12)
	case "border", "border-top", "border-right", "border-bottom",
		"border-left", "border-color", "border-width", "border-style",
		"border-top-color", "border-right-color", "border-bottom-color", "border-left-color",
		"border-top-width", "border-right-width", "border-bottom-width", "border-left-width",
		"border-top-style", "border-right-style", "border-bottom-style", "border-left-style":
		return borderOK(value)
	case "font-family":
		return fontOK(value)
	case "font":
		return fontOK(value) && sizesOK(value)
	case "font-weight":
		return wordsOK(value, 1) || len(value) == 3 && strings.Trim(value, "0123456789") == ""
	case "font-style", "font-variant", "text-align", "text-transform", "border-collapse", "table-layout",
		"word-break", "overflow-wrap", "word-wrap", "white-space", "direction", "list-style-type",
		"list-style-position", "box-sizing":
		return wordsOK(value, 1)
	case "list-style":
		return wordsOK(value, 3)
	case "text-decoration", "text-decoration-line", "text-decoration-style", "text-decoration-color":
		return borderOK(value)
	case "vertical-align":
		return wordsOK(value, 1) || lengthOK(value, maxGap)
	case "display":
		switch strings.ToLower(value) {
		case "block", "inline-block", "inline", "none", "table", "table-row", "table-cell", "list-item":
			return true
		}
	}
	return false
}

// unseenStyle reports whether a property can be dropped without a word: it is
// for one program, or for looks that no text depends on.
func unseenStyle(property string) bool {
	switch property {
	case "overflow", "max-height", "cursor", "outline", "box-shadow", "text-shadow", "transition",
		"orphans", "widows", "page-break-after", "page-break-before", "text-size-adjust", "font-feature-settings":
		return true
	}
	return strings.HasPrefix(property, "mso-") || strings.HasPrefix(property, "-")
}

// isNoColour reports whether a word says that there is no colour of its own.
func isNoColour(word string) bool {
	switch strings.ToLower(word) {
	case "none", "transparent", "inherit", "initial":
		return true
	}
	return false
}

// groundOf finds the colour in a background: that of background-color, or the one
// that stands beside a picture. None is false; whole is false when more than a
// colour was there.
func groundOf(value string, under colour) (text string, whole, ok bool) {
	fields := cssFields(value)
	for _, field := range fields {
		if isNoColour(field) {
			return "", len(fields) == 1, false
		}
		if _, isColour := cssColour(field, under); isColour {
			return field, len(fields) == 1, true
		}
	}
	return "", false, false
}
