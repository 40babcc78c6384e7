package templating

import "strings"

// unbroken keeps every interval of times such as 07:00 – 10:00, and every date such
// as 2023-10-06, in one line. It takes escaped text and gives HTML.
func unbroken(text string) string {
	if !strings.Contains(text, "–") && strings.IndexByte(text, '-') < 0 {
		return text
	}
	start, end := together(text)
	if start < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 64)
	rest := text
	for ; ; start, end = together(rest) {
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

// together finds the first interval or date; -1 when there is none.
func together(text string) (start, end int) {
	start, end = interval(text)
	if from, to := shortDate(text); from >= 0 && (start < 0 || from < start) {
		return from, to
	}
	return start, end
}

// shortDate finds the first date of year, month and day in digits with hyphens
// between; -1 when there is none.
func shortDate(text string) (start, end int) {
	const form = "0000-00-00"
	for i := 0; i+len(form) <= len(text); i++ {
		if matches(text[i:], form) && (i == 0 || !joined(text[i-1])) &&
			(i+len(form) == len(text) || !joined(text[i+len(form)])) {
			return i, i + len(form)
		}
	}
	return -1, -1
}

// matches reports whether text begins as the form, in which 0 is any digit.
func matches(text, form string) bool {
	for i := range len(form) {
		if form[i] == '0' && !isDigit(text[i]) || form[i] != '0' && text[i] != form[i] {
			return false
		}
	}
	return true
}

// joined reports whether a character beside a date makes it something else.
func joined(c byte) bool { return isWordByte(c) && c != '.' }

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
	if n == 0 || len(text) < n+3 || text[n] != ':' && text[n] != '.' ||
		!isDigit(text[n+1]) || !isDigit(text[n+2]) || len(text) > n+3 && isDigit(text[n+3]) {
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
