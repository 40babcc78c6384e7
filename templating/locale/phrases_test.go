package locale_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// chapters are the parts of a page of phrases, in the order in which a reader meets them, by
// what their keys begin with.
var chapters = []struct{ heading, keys string }{
	{"on mails", "templating.attached templating.footer"},
	{"papers", "pdf."},
	{"questions when an order is saved", "compose.ask- compose.why-"},
	{"the popup", "compose."},
	{"above an order, and in the log", "audit."},
	{"what became of a message", "delivery."},
	{"addresses and numbers", "recipients."},
	{"settings", "order. rights."},
	{"templates", "templating."},
	{"senders of SMS", "smsgw."},
	{"the mail server", "smtp. email."},
	{"the company's own people", "staff."},
}

// chapterOf is where a phrase stands: the chapter that names its key most closely.
func chapterOf(key string) int {
	best, length := -1, 0
	for i, r := range chapters {
		for _, prefix := range strings.Fields(r.keys) {
			if strings.HasPrefix(key, prefix) && len(prefix) > length {
				best, length = i, len(prefix)
			}
		}
	}
	return best
}

// fillers are what stands in phrases in the place of their arguments, by what a key begins
// with, the first that fits.
var fillers = []struct {
	keys string
	args []string
}{
	{"audit.mail-sent audit.sms-sent", []string{"2023-10-02 14:05", "anna@example.se", "Eva"}},
	{"audit.acknowledged", []string{"Eva"}},
	{"audit.unknown", []string{"2022-12-01"}},
	{"compose.left-no-", []string{"Anna Ek"}},
	{"compose.refused-booking-gone", []string{"AO462", "b-1"}},
	{"compose.refused-files-off", []string{"(showImages)"}},
	{"compose.refused-file compose.refused-picture", []string{"ritning.pdf", "12000000", "10485760"}},
	{"compose.refused-no-such-file", []string{"AO462", "ritning.pdf"}},
	{"compose.refused-too-long compose.refused-too-many compose.refused-mail-too-large", []string{"1200", "998"}},
	{"compose.refused-outside compose.warn-capitals", []string{"anna@example.se", "Anna@example.se"}},
	{"compose.refused-wrong-kind", []string{"AO462"}},
	{"compose.technician", []string{"Börje"}},
	{"compose.warn-contact-name", []string{"bo@example.se", "Anna Ek"}},
	{"compose.warn-empty-tag compose.warn-tag-in-text templating.unknown-tag", []string{"nextBooking"}},
	{"compose.warn-file-name", []string{"AO462.pdf"}},
	{"compose.warn-many-sms", []string{"4", "–"}},
	{"compose.warn-pdf-", []string{"foto.jpg"}},
	{"compose.warn-sender-not-portable", []string{"Åkes Kyl", "AkesKyl"}},
	{"compose.warn-sms-not-answerable", []string{"MittBolag"}},
	{"compose.warn-test-redirect", []string{"anna@example.se", "test@example.com"}},
	{"compose.warn-unknown-language", []string{"pl", "anna@example.se"}},
	{"compose.warn- compose.left-", []string{"anna@example.se", "2023-10-02 14:05", "Eva"}},
	{"order.setting-zone order.setting-region", []string{"Mars", "SE"}},
	{"order.setting-colour", []string{"blue"}},
	{"order.setting-clock", []string{"25:00"}},
	{"order.setting-date", []string{"i går"}},
	{"pdf.page", []string{"1", "2"}},
	{"pdf.percent pdf.total.vat", []string{"25", "12 345,00 kr"}},
	{"pdf.accept", []string{"Åkes Kyl AB", "2023-11-01"}},
	{"recipients.", []string{"3", "anna@example.se"}},
	{"rights.", []string{"Logotyp", "Mallar"}},
	{"smtp. email.", []string{"mail.example.com:587", "998", "eva@example.com"}},
	{"templating.where", []string{"2", "15"}},
	{"templating.", []string{"nextBooking", "companyName"}},
}

var verb = regexp.MustCompile(`%\[(\d)\][a-z]`)

// filled is a phrase as a reader sees it.
func filled(key, phrase string) string {
	args := []string{"180", "160", "A–Z"}
fill:
	for _, f := range fillers {
		for _, prefix := range strings.Fields(f.keys) {
			if strings.HasPrefix(key, prefix) {
				args = append(f.args, args[min(len(f.args), len(args)):]...)
				break fill
			}
		}
	}
	return verb.ReplaceAllStringFunc(phrase, func(v string) string { return args[v[2]-'1'] })
}

// Each language has a page of all that it says beside messages: the labels of papers and
// of settings, what the popup asks and refuses, the log, to be read from top to bottom.
func TestPagesOfPhrases(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		path := filepath.Join("testdata", "phrases."+l.Tag()+".txt")
		got := pageOfPhrases(t, l)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s: go test -update writes it anew", path)
	}
}

func pageOfPhrases(t *testing.T, l locale.Language) string {
	t.Helper()
	phrases := l.Table().Phrases
	byChapter := make([][]string, len(chapters))
	for _, key := range slices.Sorted(maps.Keys(phrases)) {
		at := chapterOf(key)
		require.GreaterOrEqual(t, at, 0, "%s is in no part of the page", key)
		line := filled(key, phrases[key])
		assert.NotContains(t, line, "%[", key)
		byChapter[at] = append(byChapter[at], fmt.Sprintf("%-44s %s", key, strings.ReplaceAll(line, "\n", " ⏎ ")))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", l)
	for i, r := range chapters {
		if len(byChapter[i]) > 0 {
			fmt.Fprintf(&b, "\n======== %s\n%s\n", r.heading, strings.Join(byChapter[i], "\n"))
		}
	}
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}
