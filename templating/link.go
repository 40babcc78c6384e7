package templating

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// emailLinkOf returns a link as a mail may have it (R304, R305): https, mailto and
// tel. One to http, or to www without a scheme, becomes https, which changed
// tells. Anything else is none.
func emailLinkOf(text string) (link string, changed, ok bool) {
	text = strings.TrimFunc(text, func(r rune) bool { return r <= ' ' || r == '\u00a0' })
	if text == "" || len(text) > 2000 || !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' || r == '\\' || r == 0x7f || r >= 0x80 && r < 0xa0 || cleantext.Bidi(r)
	}) {
		return "", false, false
	}
	if strings.ContainsAny(text, " \"<>`") {
		text = strings.NewReplacer(" ", "%20", `"`, "%22", "<", "%3C", ">", "%3E", "`", "%60").Replace(text)
	}
	scheme, rest, found := strings.Cut(text, ":")
	switch lower := strings.ToLower(scheme); {
	case found && (lower == "mailto" || lower == "tel") && rest != "" && !strings.HasPrefix(rest, "//"):
		return lower + ":" + rest, false, true
	case found && (lower == "https" || lower == "http") && strings.HasPrefix(rest, "//"):
		link, changed = "https:"+rest, lower == "http"
	case len(text) > 4 && strings.EqualFold(text[:4], "www."):
		link, changed = "https://"+text, true
	default:
		return "", false, false
	}
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return "", false, false
	}
	return link, changed, true
}

// isHTTPS reports whether a link is one that a button may have.
func isHTTPS(link string) bool {
	odd := func(r rune) bool { return r <= ' ' || r == '"' || r == '<' || r == '>' || r == '\\' || r == 0x7f }
	u, err := url.Parse(link)
	return err == nil && u.Host != "" && u.User == nil && len(link) <= 2000 &&
		strings.HasPrefix(link, "https://") && !strings.ContainsFunc(link, odd)
}

// IsButtonLink reports whether the button of a mail may lead to link: an https
// address, or, for a host in development, an http address of the machine itself
// (localhost, a name under it, or a loopback address), which nobody else can follow.
func IsButtonLink(link string) bool {
	rest, plain := strings.CutPrefix(link, "http://")
	if !plain {
		return isHTTPS(link)
	}
	u, err := url.Parse(link)
	return err == nil && isHTTPS("https://"+rest) && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	host = strings.ToLower(host)
	address, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && address.IsLoopback()
}

// linkEnd is where an address that begins text ends, as people end them: at a
// blank, a quotation mark or a bracket of HTML, and before the punctuation of the
// sentence around it. A bracket stays when it is opened inside.
func linkEnd(text string) int {
	end := len(text)
	for i, r := range text {
		if unicode.IsSpace(r) || unicode.IsControl(r) ||
			strings.ContainsRune("\"<>`{}|\\^”“„«»‹›‚‘…\u00a0\u200b\u2060\ufeff\ufffd", r) ||
			cleantext.Bidi(r) {
			end = i
			break
		}
	}
	round := strings.Count(text[:end], ")") - strings.Count(text[:end], "(")
	square := strings.Count(text[:end], "]") - strings.Count(text[:end], "[")
	for end > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:end])
		switch {
		case strings.ContainsRune(".,;:!?'*’–—", r):
		case r == ')' && round > 0:
			round--
		case r == ']' && square > 0:
			square--
		default:
			return end
		}
		end -= size
	}
	return end
}
