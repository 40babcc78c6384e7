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
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A situation is what an order may be like when a text is written about it.
type situation struct {
	name  string
	alter func(f *booking.Facts, more map[string]string)
}

func situations() []situation {
	return []situation{
		{"ordinary", func(*booking.Facts, map[string]string) {}},
		{"two technicians", func(f *booking.Facts, _ map[string]string) {
			f.Bookings[0].Technicians = []string{"Börje Öhman", "Eva Ek"}
		}},
		{"nobody named", func(f *booking.Facts, _ map[string]string) { f.Bookings[0].Technicians = nil }},
		{"two visits", func(f *booking.Facts, _ map[string]string) {
			second := booking.Booking{ID: "2", Start: day.AddDate(0, 0, 3), End: day.AddDate(0, 0, 3).Add(time.Hour), Technicians: []string{"Eva Ek"}}
			f.Bookings, f.About = append(f.Bookings, second), []string{"1", "2"}
		}},
		{"all day", func(f *booking.Facts, _ map[string]string) { f.Bookings[0].AllDay = true }},
		{"cannot be answered", func(_ *booking.Facts, more map[string]string) { more["companyPhone"] = "019-123 45 67" }},
		{"nothing known", func(f *booking.Facts, more map[string]string) {
			*f = booking.Facts{Language: f.Language}
			clear(more)
		}},
	}
}

// ordinary are the tags' values of an ordinary order, altered.
func ordinary(l locale.Language, s situation) templating.Values {
	facts := booking.Facts{
		Company: "Åkes Kyl & Värme AB", OrderNumber: "AO12462", Facility: "Brf Björkhöjden", CustomerOrderNumber: "K-4711", ServiceObjects: []string{"Värmepump VP1"},
		Bookings: []booking.Booking{{ID: "1", Start: day, End: day.Add(3 * time.Hour), Technicians: []string{"Börje Öhman"}}},
		Now:      day.AddDate(0, 0, -4), Language: l,
	}
	more := map[string]string{"articles": "2 × 4711 Rem\n1 × 4712 Filter", "changes": "07:00 – 10:00 → 08:00 – 11:00", "expectedTime": l.Clock(day.Add(30 * time.Minute))}
	s.alter(&facts, more)
	values, _ := facts.BuiltInValues()
	maps.Copy(values, more)
	return values
}

// written is a built-in text with its values in.
func written(t *testing.T, l locale.Language, kind locale.TextKind, values templating.Values) locale.Text {
	t.Helper()
	form, tags := l.Text(kind, values), templating.BuiltInTags()
	out := locale.Text{}
	for part, source := range map[*string]string{&out.Subject: form.Subject, &out.Body: form.Body, &out.SMS: form.SMS} {
		template := templating.Parse(source, tags)
		require.Empty(t, template.Problems(), "%s %s: %s", l, kind, source)
		for _, tag := range template.Tags() {
			require.NotEmpty(t, values[tag], "%s %s speaks of {%s}, which is not there: %s", l, kind, tag, source)
		}
		text, err := template.Text(values)
		require.NoError(t, err)
		*part = text
	}
	return out
}

// Whatever an order lacks, each text is whole: it speaks of nothing that is not
// there, and an SMS of ordinary data is one.
func TestEveryTextInEveryLanguage(t *testing.T) {
	t.Parallel()
	untidy := regexp.MustCompile(`  | [,.:;!]|,,|,$|\.\.|: [^.\n]*: |\n\n\n|[{}]`)
	for _, l := range locale.BuiltIn() {
		forms := l.Table().Texts
		require.Len(t, forms, len(locale.TextKinds()))
		for _, kind := range locale.TextKinds() {
			if l != locale.English {
				assert.NotEqual(t, locale.English.Text(kind, nil), l.Text(kind, nil), "%s %s is translated", l, kind)
			}
			for _, s := range situations() {
				values := ordinary(l, s)
				text := written(t, l, kind, values)
				name := fmt.Sprintf("%s %s, %s", l, kind, s.name)
				assert.NotEmpty(t, text.Subject, name)
				assert.NotEmpty(t, text.Body, name)
				if s.name != "nothing known" {
					assert.Equal(t, len(forms[kind].SMS) > 0, text.SMS != "", name)
				}
				for _, part := range []string{text.Subject, text.Body, text.SMS} {
					assert.NotRegexp(t, untidy, part, name)
				}
				if s.name == "cannot be answered" {
					continue // whether the number fits is for compose to see
				}
				if s.name == "two visits" {
					assert.NotContains(t, text.SMS, " \n", name)
					continue // two lines more
				}
				plain, _ := smsgw.Transliterate(text.SMS)
				if count := smsgw.Count(plain); text.SMS != "" {
					assert.Equal(t, 1, count.Segments, "%s: %q", name, plain)
					assert.Equal(t, smsgw.GSM7, count.Encoding, "%s: %q", name, plain)
				}
			}
		}
	}
	assert.Zero(t, locale.Swedish.Text("unknown", nil))
}

// Each language has a page of its dates, amounts and messages, to be read from
// top to bottom.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		path := filepath.Join("testdata", l.Tag()+".txt")
		got := page(t, l)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s: go test -update writes it anew", path)
	}
}

func page(t *testing.T, l locale.Language) string {
	var b strings.Builder
	next := time.Date(2024, time.March, 1, 14, 5, 0, 0, time.UTC)
	fmt.Fprintf(&b, "%s\n\n%s | %s | %s | %s\n", l, l.Date(day, day), l.Date(next, day), l.ShortDate(next), l.DateTime(next))
	fmt.Fprintf(&b, "%s | %s | %s | %s | %s\n", l.Number(1234567, 2), l.Money(123450, "SEK"), l.Money(123450, "NOK"), l.Money(123450, "DKK"), l.Money(-5, "EUR"))
	for _, kind := range locale.TextKinds() {
		var ordinaryLines []string
		for _, s := range situations() {
			text := written(t, l, kind, ordinary(l, s))
			lines := strings.Split("Subject: "+text.Subject+"\n\n"+text.Body+"\n\nSMS: "+text.SMS, "\n")
			if ordinaryLines == nil {
				ordinaryLines = lines
				fmt.Fprintf(&b, "\n======== %s\n%s\n", kind, strings.TrimSuffix(strings.Join(lines, "\n"), "\n\nSMS: "))
				continue
			}
			for _, line := range lines { // the rest is as above
				if !slices.Contains(ordinaryLines, line) {
					fmt.Fprintf(&b, "   (%s) %s\n", s.name, line)
				}
			}
		}
	}
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}
