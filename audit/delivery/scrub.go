package delivery

import (
	"strings"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// MaxText is the number of bytes of another side's words that are kept.
const MaxText = 512

// Scrub is [Secrets.Scrub] with these secrets, for callers that have no [Secrets] at
// hand; without any it only makes the words one short line.
func Scrub(text string, secrets ...string) string { return NewSecrets(secrets...).Scrub(text) }

// clip cuts a text between two characters.
func clip(text string) string {
	if len(text) <= MaxText {
		return text
	}
	return cleantext.Clip(text, MaxText-len("…"))
}

// oneLine drops what nobody sees, and makes every run of blanks one.
func oneLine(text string) string { return strings.Join(strings.Fields(cleantext.OneLine(text)), " ") }
