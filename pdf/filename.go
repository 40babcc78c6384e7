package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxFileName is how many bytes a file name has at most, with .pdf: what Linux
// and macOS take, and less than Windows does.
const maxFileName = 255

// MaxMachineNumbers is how many machine numbers stand in a file name.
const MaxMachineNumbers = 3

// DefaultName is the name of a document that has none.
const DefaultName = "dokument.pdf"

const extension = ".pdf"

// FileName returns the name of an order's document: its number, and for
// service protocols where the setting asks for it the machine numbers,
// "AO462_M1234.pdf". Blank numbers are passed over, the same machine is named
// once, and at most three are. The result is safe as [SafeFileName] says.
func FileName(orderNumber string, machineNumbers ...string) string {
	var parts []string
	if number := strings.TrimSpace(orderNumber); number != "" {
		parts = append(parts, number)
	}
	seen := map[string]bool{}
	for _, m := range machineNumbers {
		m = strings.TrimSpace(m)
		if m == "" || seen[m] || len(seen) == MaxMachineNumbers {
			continue
		}
		seen[m] = true
		parts = append(parts, m)
	}
	return SafeFileName(strings.Join(parts, "_"))
}

// SafeFileName makes a name that is safe on every system, in a mail header and
// in a download: no path, no character that Windows, macOS or a header refuses
// or that only looks like one, no reserved name, no trick with the direction
// of text, composed (NFC), at most 255 bytes cut between characters as people
// see them, and exactly one .pdf at the end. Letters of any language stay.
// Nothing left gives [DefaultName]. Making a safe name safe changes nothing.
func SafeFileName(name string) string {
	if len(name) > 16*maxFileName {
		name = name[:16*maxFileName] // more can never be seen in the result
	}
	clean := cleanName(norm.NFC.String(strings.ToValidUTF8(name, "_")))
	if extensionOfNothing(clean) {
		return DefaultName
	}
	stem := stripPDF(clean)
	for {
		next := stripPDF(trimEnds(cut(norm.NFC.String(stem), maxFileName-len(extension))))
		if reserved(next) {
			next = "_" + next
		}
		if next == stem {
			break
		}
		stem = next
	}
	if stem == "" {
		return DefaultName
	}
	return stem + extension
}

// forbidden are the characters that Windows refuses, and what looks like them.
const forbidden = "<>:\"/\\|?*" +
	"⁄∕⧸／⟋╱" + "＼⧵⧹∖﹨╲" + "：﹕꞉˸ː∶׃܃܄⠆" + "․．﹒‥…" + "＜＞＂｜？＊∗"

// cleanName replaces what must not stand in a name and drops what is not seen.
func cleanName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r == '\u200c' || r == '\u200d':
			b.WriteRune(r) // joiners are part of how some languages are written
		case strings.ContainsRune(forbidden, r), unicode.IsControl(r), privateOrNone(r), r == utf8.RuneError,
			unicode.In(r, unicode.Zl, unicode.Zp):
			if !strings.HasSuffix(b.String(), "_") {
				b.WriteByte('_')
			}
		case unicode.Is(unicode.Cf, r):
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// privateOrNone reports whether r has no meaning of its own.
func privateOrNone(r rune) bool {
	return unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r) || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF
}

// stripPDF takes .pdf off the end, whatever its case, as often as it is there.
func stripPDF(stem string) string {
	for {
		trimmed := trimEnds(stem)
		n := len(trimmed) - len(extension)
		if n < 0 || !strings.EqualFold(trimmed[n:], extension) {
			return trimmed
		}
		stem = trimmed[:n]
	}
}

// extensionOfNothing reports whether a name is .pdf, as often as it is there,
// with nothing before it.
func extensionOfNothing(name string) bool {
	for {
		name = strings.TrimRight(name, " .")
		n := len(name) - len(extension)
		if n < 0 || !strings.EqualFold(name[n:], extension) {
			return strings.Trim(name, " .") == ""
		}
		name = name[:n]
	}
}

// trimEnds takes blanks and dots off both ends, and puts an underscore before
// what a shell, a spreadsheet or a backup would read as something else.
func trimEnds(stem string) string {
	stem = strings.Trim(stem, " .\u200c\u200d")
	if stem != "" && strings.IndexByte("-~$@+=", stem[0]) >= 0 {
		return "_" + stem
	}
	return stem
}

// cut shortens to at most n bytes, between characters as people see them: a
// letter keeps its marks and an emoji its parts.
func cut(stem string, n int) string {
	if len(stem) <= n {
		return stem
	}
	end := n
	for end > 0 && !utf8.RuneStart(stem[end]) {
		end--
	}
	for end > 0 && joined(stem, end) {
		_, size := utf8.DecodeLastRuneInString(stem[:end])
		end -= size
	}
	if end == 0 {
		// One endless character: cut inside it rather than lose the name.
		end = n
		for end > 0 && !utf8.RuneStart(stem[end]) {
			end--
		}
	}
	return stem[:end]
}

// joined reports whether the characters before and after i belong together.
func joined(stem string, i int) bool {
	after, _ := utf8.DecodeRuneInString(stem[i:])
	before, _ := utf8.DecodeLastRuneInString(stem[:i])
	switch {
	case unicode.In(after, unicode.M), after == '\u200d', before == '\u200d', after >= 0x1F3FB && after <= 0x1F3FF:
		return true
	case isFlag(before) && isFlag(after):
		n := 0 // flags come in pairs: joined when an odd number stands before
		for rest := stem[:i]; rest != ""; n++ {
			r, size := utf8.DecodeLastRuneInString(rest)
			if !isFlag(r) {
				break
			}
			rest = rest[:len(rest)-size]
		}
		return n%2 == 1
	case hangulL(before) && (hangulL(after) || hangulV(after)),
		hangulV(before) && (hangulV(after) || hangulT(after)),
		hangulT(before) && hangulT(after):
		return true
	}
	return false
}

func isFlag(r rune) bool  { return r >= 0x1F1E6 && r <= 0x1F1FF }
func hangulL(r rune) bool { return r >= 0x1100 && r <= 0x115F || r >= 0xA960 && r <= 0xA97C }
func hangulV(r rune) bool { return r >= 0x1160 && r <= 0x11A7 || r >= 0xAC00 && r <= 0xD7A3 }
func hangulT(r rune) bool { return r >= 0x11A8 && r <= 0x11FF }

// reserved reports whether a stem is the name of a device on Windows: the part
// before the first dot, blanks at its end not counted.
func reserved(stem string) bool {
	base, _, _ := strings.Cut(stem, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	for _, device := range []string{"COM", "LPT"} {
		if rest, ok := strings.CutPrefix(base, device); ok {
			if utf8.RuneCountInString(rest) == 1 && strings.ContainsAny(rest, "0123456789¹²³") {
				return true
			}
		}
	}
	return false
}
