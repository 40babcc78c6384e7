package locale_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

var day = time.Date(2023, time.October, 6, 7, 0, 0, 0, time.UTC)

func TestAsANativeWrites(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, time.January, 1, 0, 0, 0, 0, time.UTC)
	later := time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)
	for l, want := range map[locale.Language][]string{
		locale.Swedish:   {"fredag 06 oktober", "fredag 06 oktober 2023", "2023-10-06", "2023-10-06 07:00", "12 345,67", "−1 234,50 kr", "99,00 €", "500,00 NOK", "a, b och c", "Ordernummer: AO1", "saknas", "heldag"},
		locale.Norwegian: {"fredag 06 oktober", "fredag 06 oktober 2023", "06.10.2023", "06.10.2023 07:00", "12 345,67", "−1 234,50 SEK", "99,00 €", "500,00 kr", "a, b og c", "Ordrenummer: AO1", "mangler", "hele dagen"},
		locale.Danish:    {"fredag 06 oktober", "fredag 06 oktober 2023", "06.10.2023", "06.10.2023 07.00", "12.345,67", "−1.234,50 SEK", "99,00 €", "500,00 NOK", "a, b og c", "Ordrenummer: AO1", "mangler", "hele dagen"},
		locale.Finnish:   {"perjantai 06 lokakuu", "perjantai 06 lokakuu 2023", "6.10.2023", "6.10.2023 07.00", "12 345,67", "−1 234,50 SEK", "99,00 €", "500,00 NOK", "a, b ja c", "Tilausnumero: AO1", "puuttuu", "koko päivä"},
		locale.English:   {"Friday 06 October", "Friday 06 October 2023", "2023-10-06", "2023-10-06 07:00", "12,345.67", "SEK −1,234.50", "€ 99.00", "NOK 500.00", "a, b and c", "Order number: AO1", "missing", "all day"},
		locale.German:    {"Freitag 06 Oktober", "Freitag 06 Oktober 2023", "06.10.2023", "06.10.2023 07:00", "12.345,67", "−1.234,50 SEK", "99,00 €", "500,00 NOK", "a, b und c", "Auftragsnummer: AO1", "fehlt", "ganztägig"},
	} {
		got := []string{
			l.Date(day, now), l.Date(day, later), l.ShortDate(day), l.DateTime(day), l.Number(1234567, 2), l.Money(-123450, "SEK"), l.Money(9900, "EUR"), l.Money(50000, "NOK"),
			l.Join([]string{"a", "b", "c"}), l.OrderRef("AO1"), l.Missing(), l.AllDay(),
		}
		for i := range got {
			assert.Equal(t, want[i], strings.ReplaceAll(got[i], "\u00a0", " "), l)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	sv := locale.Swedish
	for want, got := range map[string]string{
		"0": sv.Number(0, 0), "0,05": sv.Number(5, 2), "−0,05": sv.Number(-5, 2), "999": sv.Number(999, 0), "1 000": sv.Number(1000, 0), "1 000 000": sv.Number(1000000, 0),
		"−9 223 372 036 854 775 808": sv.Number(-1<<63, 0), "12": sv.Number(12, -3),
		"1 234 JPY": sv.Money(1234, "JPY"), "1,234 KWD": sv.Money(1234, "KWD"), "1 234 ISK": sv.Money(1234, "ISK"),
	} {
		assert.Equal(t, want, strings.ReplaceAll(got, "\u00a0", " "))
	}
	assert.Equal(t, "1.00", strings.TrimSpace(locale.English.Money(100, "")), "no currency is nobody's crown")
	assert.Equal(t, "", sv.Join(nil))
	assert.Equal(t, "a", sv.Join([]string{"a"}))
}

func TestParse(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]locale.Language{"": locale.Swedish, "sv-SE": locale.Swedish, "nb_NO": locale.Norwegian, "no": locale.Norwegian, "EN-gb": locale.English, "fi": locale.Finnish} {
		got, err := locale.Parse(tag)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := locale.Parse("xx")
	require.ErrorContains(t, err, "want one of sv, nb, da, fi, en, de")
	assert.Equal(t, locale.Swedish, locale.Language{}, "the zero value is Swedish")
	assert.Panics(t, func() { locale.MustParse("xx") })
}

// ordinary are the tags' values of an ordinary order.
func ordinary(l locale.Language) templating.Values {
	return templating.Values{
		"company": "Åkes Kyl & Värme AB", "orderRef": l.OrderRef("AO12462"), "facilityOrCustomer": "Brf Björkhöjden", "nextBookingName": "Börje Öhman",
		"nextBookingDate": l.Date(day, day), "nextBookingTime": "07:00 – 10:00", "serviceObjects": "Värmepump VP1", "customerOrderNumber": "K-4711",
		"nextBooking": "Börje Öhman, " + l.Date(day, day) + ", 07:00 – 10:00", "futureBookings": "Börje Öhman, " + l.Date(day, day) + ", 07:00 – 10:00",
	}
}

func TestEveryTextInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		for m := time.January; m <= time.December; m++ {
			assert.NotEmpty(t, l.Month(m))
		}
		for d := time.Sunday; d <= time.Saturday; d++ {
			assert.NotEmpty(t, l.Weekday(d))
		}
		assert.NotEmpty(t, l.String())
		for _, kind := range locale.TextKinds() {
			text := l.Text(kind)
			if l != locale.English {
				assert.NotEqual(t, locale.English.Text(kind), text, "%s %s is translated", l, kind)
			}
			for part, source := range map[string]string{"subject": text.Subject, "body": text.Body, "sms": text.SMS} {
				if source == "" {
					assert.Equal(t, "sms", part, "%s %s has no %s", l, kind, part)
					continue
				}
				template := templating.Parse(source, templating.DefaultTags())
				assert.Empty(t, template.Problems(), "%s %s", l, kind)
				written, err := template.Text(ordinary(l))
				require.NoError(t, err)
				assert.NotContains(t, written, "  ", "%s %s", l, kind)
				if part == "sms" {
					plain, _ := smsgw.Transliterate(written)
					count := smsgw.Count(plain)
					assert.Equal(t, 1, count.Segments, "%s %s: %q", l, kind, plain)
					assert.Equal(t, smsgw.GSM7, count.Encoding, "%s %s: %q", l, kind, plain)
				}
			}
		}
	}
	assert.Zero(t, locale.Swedish.Text("unknown"))
}

// icelandic is a host's own language, with little of it.
func icelandic() locale.Table {
	return locale.Table{
		Tag: "is", Name: "íslenska",
		Weekdays: [7]string{"sunnudagur", "mánudagur", "þriðjudagur", "miðvikudagur", "fimmtudagur", "föstudagur", "laugardagur"},
		Months:   [12]string{"janúar", "febrúar", "mars", "apríl", "maí", "júní", "júlí", "ágúst", "september", "október", "nóvember", "desember"},
		Date:     "{weekday} {day}. {month}", DateYear: "{weekday} {day}. {month} {year}", ShortDate: "{day}.{month1}.{year}", Clock: "15:04",
		Decimal: ",", Group: ".", And: "og", AllDay: "allan daginn", Missing: "vantar", OrderRef: "Pöntun: %s", MoneyForm: "{amount} {currency}",
		Phrases: map[string]string{"pdf.page": "Síða %d af "},
	}
}

func TestR408AHostsOwnLanguage(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(icelandic())
	require.NoError(t, err)
	var table locale.Table
	require.NoError(t, json.Unmarshal(text, &table))
	assert.Equal(t, icelandic(), table)
	l, err := locale.New(table)
	require.NoError(t, err)
	assert.Equal(t, "föstudagur 6. október", l.Date(day, day))
	assert.Equal(t, locale.English.Text(locale.TextQuote), l.Text(locale.TextQuote), "English stands in")
	table.Phrases["pdf.page"] = "changed"
	assert.Equal(t, "Síða 2 af ", l.Phrase("pdf.page", 2), "a language is immutable")
	table.OrderRef = "%s, 100% of it"
	_, err = locale.New(table)
	require.ErrorContains(t, err, "not a fmt format")

	_, err = locale.New(locale.Table{Tag: "X1"})
	for _, want := range []string{"tag:", "name: is empty", "weekdays[6]", "months[11]", "date: \"\" lacks {month}", "orderRef: \"\" lacks %s", "moneyForm"} {
		require.ErrorContains(t, err, want)
	}
}
