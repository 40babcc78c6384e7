package templating

import "strings"

// unbroken keeps every interval of times such as 07:00 – 10:00 in one line. It
// takes escaped text and gives HTML.
func unbroken(text string) string {
	if !strings.Contains(text, "–") && !strings.Contains(text, " - ") {
		return text
	}
	start, end := interval(text)
	if start < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 64)
	rest := text
	for ; ; start, end = interval(rest) {
		if start < 0 {
			b.WriteString(rest)
			return b.String()
		}
		b.WriteString(rest[:start])
		b.WriteString(`<span style="white-space:nowrap">`)
		b.WriteString(rest[start:end])
		b.WriteString("</span>")
		rest = rest[end:]
	}
}

// interval finds the first interval of times around a dash; -1 when there is none.
func interval(text string) (start, end int) {
	for from := 0; ; {
		i := strings.IndexAny(text[from:], "–-")
		if i < 0 {
			return -1, -1
		}
		i += from
		size := len("-")
		if text[i] != '-' {
			size = len("–")
		}
		left := strings.TrimRight(text[:i], " \u00a0")
		right := strings.TrimLeft(text[i+size:], " \u00a0\u2060")
		before, after := clockBefore(left), clockAfter(right)
		if before > 0 && after > 0 && len(left)-before >= from {
			return len(left) - before, len(text) - len(right) + after
		}
		from = i + size
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// clockAfter is the length of the time that text begins with: 7:00, 07.00; 0 for none.
func clockAfter(text string) int {
	n := 0
	for n < len(text) && n < 2 && isDigit(text[n]) {
		n++
	}
	if n == 0 || len(text) < n+3 || text[n] != ':' && text[n] != '.' || !isDigit(text[n+1]) || !isDigit(text[n+2]) || len(text) > n+3 && isDigit(text[n+3]) {
		return 0
	}
	return n + 3
}

// clockBefore is the length of the time that text ends with; 0 for none.
func clockBefore(text string) int {
	n := len(text)
	if n < 4 || !isDigit(text[n-1]) || !isDigit(text[n-2]) || text[n-3] != ':' && text[n-3] != '.' || !isDigit(text[n-4]) {
		return 0
	}
	if n >= 5 && isDigit(text[n-5]) {
		if n >= 6 && isDigit(text[n-6]) {
			return 0
		}
		return 5
	}
	return 4
}
