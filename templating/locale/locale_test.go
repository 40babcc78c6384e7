package locale_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

var day = time.Date(2023, time.October, 6, 7, 0, 0, 0, time.UTC)

func TestAsANativeWrites(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, time.January, 1, 0, 0, 0, 0, time.UTC)
	later := time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)
	for l, want := range map[locale.Language][]string{
		locale.Swedish:   {"fredag 06 oktober", "fredag 06 oktober 2023", "fredag 06 oktober", "2023-10-06", "2023-10-06 07:05", "fredag 06 oktober, 07:00 – 10:00", "fredag 06 oktober (heldag)", "a, b och c", "Ordernummer: AO1", "saknas", "heldag"},
		locale.Norwegian: {"fredag 6. oktober", "fredag 6. oktober 2023", "fredag 6. oktober", "06.10.2023", "06.10.2023 kl. 07:05", "fredag 6. oktober kl. 07:00 – 10:00", "fredag 6. oktober (hele dagen)", "a, b og c", "Ordrenummer: AO1", "mangler", "hele dagen"},
		locale.Danish:    {"fredag den 6. oktober", "fredag den 6. oktober 2023", "fredag den 6. oktober", "06.10.2023", "06.10.2023 kl. 07.05", "fredag den 6. oktober kl. 07.00 – 10.00", "fredag den 6. oktober (hele dagen)", "a, b og c", "Ordrenummer: AO1", "mangler", "hele dagen"},
		locale.Finnish:   {"perjantai 6. lokakuuta", "perjantai 6. lokakuuta 2023", "perjantaina 6. lokakuuta", "6.10.2023", "6.10.2023 klo 7.05", "perjantaina 6. lokakuuta klo 7.00 – 10.00", "perjantaina 6. lokakuuta (koko päivä)", "a, b ja c", "Tilausnumero: AO1", "puuttuu", "koko päivä"},
		locale.English:   {"Friday 6 October", "Friday 6 October 2023", "Friday 6 October", "6 Oct 2023", "6 Oct 2023 07:05", "Friday 6 October, 07:00 – 10:00", "Friday 6 October (all day)", "a, b and c", "Order number: AO1", "missing", "all day"},
		locale.German:    {"Freitag, 6. Oktober", "Freitag, 6. Oktober 2023", "Freitag, 6. Oktober", "06.10.2023", "06.10.2023 07:05", "Freitag, 6. Oktober, 07:00 – 10:00 Uhr", "Freitag, 6. Oktober (ganztägig)", "a, b und c", "Auftragsnummer: AO1", "fehlt", "ganztägig"},
	} {
		on, interval := l.OnDate(day, now), l.Clock(day)+" – "+l.Clock(day.Add(3*time.Hour))
		assert.Equal(t, want, []string{
			l.Date(day, now), l.Date(day, later), on, l.ShortDate(day), l.DateTime(day.Add(5 * time.Minute)), l.When(on, interval), l.WhenAllDay(on),
			l.Join([]string{"a", "b", "c"}), l.OrderRef("AO1"), l.Missing(), l.AllDay(),
		})
	}
	assert.Equal(t, "maanantaina 1. tammikuuta 2024", locale.Finnish.OnDate(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC), now))
}

// Each month stands in a date as its people write it there: in the partitive in Finnish,
// with a capital in English and German.
func TestR402EveryMonthOfADate(t *testing.T) {
	t.Parallel()
	for l, want := range map[locale.Language]string{
		locale.Swedish:   "januari februari mars april maj juni juli augusti september oktober november december",
		locale.Norwegian: "januar februar mars april mai juni juli august september oktober november desember",
		locale.Danish:    "januar februar marts april maj juni juli august september oktober november december",
		locale.Finnish:   "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
		locale.English:   "January February March April May June July August September October November December",
		locale.German:    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
	} {
		for i, month := range strings.Fields(want) {
			on := time.Date(2023, time.Month(i+1), 5, 0, 0, 0, 0, time.UTC)
			for _, date := range []string{l.Date(on, on), l.OnDate(on, on)} {
				assert.True(t, strings.HasSuffix(date, " "+month), "%s: %s", l, date)
				assert.Equal(t, l == locale.Swedish, strings.Contains(date, "05"), "%s: %s", l, date)
			}
		}
	}
}

// Amounts in their smallest unit, as a paper of the country has them.
func TestAmounts(t *testing.T) {
	t.Parallel()
	amounts := []struct {
		minor    int64
		currency string
	}{{123450, "EUR"}, {-5, "EUR"}, {-123450, "SEK"}, {50000, "NOK"}, {123450, "DKK"}, {123456789, "GBP"}, {1234, "JPY"}, {100, ""}}
	for l, want := range map[locale.Language][]string{
		locale.Swedish:   {"1 234,50 €", "−0,05 €", "−1 234,50 kr", "500,00 NOK", "1 234,50 DKK", "1 234 567,89 GBP", "1 234 JPY", "1,00"},
		locale.Norwegian: {"1 234,50 €", "−0,05 €", "−1 234,50 SEK", "500,00 kr", "1 234,50 DKK", "1 234 567,89 GBP", "1 234 JPY", "1,00"},
		locale.Danish:    {"1.234,50 €", "−0,05 €", "−1.234,50 SEK", "500,00 NOK", "1.234,50 kr.", "1.234.567,89 GBP", "1.234 JPY", "1,00"},
		locale.Finnish:   {"1 234,50 €", "−0,05 €", "−1 234,50 SEK", "500,00 NOK", "1 234,50 DKK", "1 234 567,89 GBP", "1 234 JPY", "1,00"},
		locale.English:   {"€1,234.50", "−€0.05", "−SEK 1,234.50", "NOK 500.00", "DKK 1,234.50", "£1,234,567.89", "JPY 1,234", "1.00"},
		locale.German:    {"1.234,50 €", "−0,05 €", "−1.234,50 SEK", "500,00 NOK", "1.234,50 DKK", "1.234.567,89 GBP", "1.234 JPY", "1,00"},
	} {
		for i, a := range amounts {
			got := l.Money(a.minor, a.currency)
			assert.NotContains(t, got, " ", "an amount is never broken over two lines")
			assert.Equal(t, want[i], strings.ReplaceAll(got, "\u00a0", " "), l)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	sv := locale.Swedish
	for want, got := range map[string]string{
		"0": sv.Number(0, 0), "0,05": sv.Number(5, 2), "−0,05": sv.Number(-5, 2), "999": sv.Number(999, 0), "1 000": sv.Number(1000, 0), "1 000 000": sv.Number(1000000, 0),
		"−9 223 372 036 854 775 808": sv.Number(-1<<63, 0), "12": sv.Number(12, -3), "12.345,67": locale.Danish.Number(1234567, 2), "12,345.67": locale.English.Number(1234567, 2),
		"0,000000000000000001": sv.Number(1, 99), "1,234 KWD": sv.Money(1234, "KWD"), "1 234 ISK": sv.Money(1234, "ISK"),
	} {
		assert.Equal(t, want, strings.ReplaceAll(got, "\u00a0", " "))
	}
	assert.Equal(t, "", sv.Join(nil))
	assert.Equal(t, "a", sv.Join([]string{"a"}))
}

func TestParse(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]locale.Language{"": locale.Swedish, "sv-SE": locale.Swedish, "nb_NO": locale.Norwegian, "no": locale.Norwegian, "nn": locale.Norwegian, "nn-NO": locale.Norwegian, "da": locale.Danish, "de_AT": locale.German, "EN-gb": locale.English, "fi": locale.Finnish} {
		got, err := locale.Parse(tag)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, tag := range []string{"xx", "pl", "et-EE", "svenska", "s", "-sv", " sv", strings.Repeat("x", 1000)} {
		_, err := locale.Parse(tag)
		require.ErrorContains(t, err, "want one of sv, nb, da, fi, en, de", "%s is reported", tag)
		assert.LessOrEqual(t, strings.Count(err.Error(), "x"), 35, "a long one is cut")
	}
	assert.Equal(t, locale.Swedish, locale.Language{}, "the zero value is Swedish")
	assert.Panics(t, func() { locale.MustParse("xx") })
}

// icelandic is a host's own language, with little of it.
func icelandic() locale.Table {
	return locale.Table{
		Tag: "is", Name: "íslenska",
		Weekdays: [7]string{"sunnudagur", "mánudagur", "þriðjudagur", "miðvikudagur", "fimmtudagur", "föstudagur", "laugardagur"},
		Months:   [12]string{"janúar", "febrúar", "mars", "apríl", "maí", "júní", "júlí", "ágúst", "september", "október", "nóvember", "desember"},
		Date:     "{weekday} {day}. {month}", DateYear: "{weekday} {day}. {month} {year}", ShortDate: "{day}.{month1}.{year}", Clock: "{hour2}:{minute}",
		DateTime: "{date} {time}", When: "{date}, {time}", WhenAllDay: "{date}, allan daginn",
		Decimal: ",", Group: ".", And: "og", AllDay: "allan daginn", Missing: "vantar", OrderRef: "Pöntun: {number}", Money: "{amount} {currency}",
		Phrases: map[string]string{"pdf.page": "Síða %[1]d af %[2]d"},
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
	assert.Equal(t, "föstudagur 6. október", l.OnDate(day, day), "as Date where the table says nothing else")
	assert.Equal(t, "100 ISK", l.Money(100, "ISK"))
	assert.Equal(t, locale.English.Text(locale.TextQuote, nil), l.Text(locale.TextQuote, nil), "English stands in")
	table.Phrases["pdf.page"] = "changed"
	assert.Equal(t, "Síða 2 af 3", l.Phrase("pdf.page", 2, 3), "a language is immutable")
	_, err = locale.New(locale.Table{Tag: "X1"})
	for _, want := range []string{"tag:", "name: is empty", "weekdays[6]", "months[11]", "date: \"\" lacks {month}", "orderRef: \"\" lacks {number}", "money:", "when:", "clock:"} {
		require.ErrorContains(t, err, want)
	}
}

// Each currency has its decimals (ISO 4217).
func TestDecimals(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]int{
		"SEK": 2, "": 2, "XXX": 2, "ISK": 0, "JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "PYG": 0, "UGX": 0, "XAF": 0, "XOF": 0, "XPF": 0, "RWF": 0, "KMF": 0, "GNF": 0, "DJF": 0, "BIF": 0,
		"VUV": 0, "UYI": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4,
	} {
		assert.Equal(t, want, locale.Decimals(currency), currency)
	}
}

// What a table of the host's gets wrong is named, by field.
func TestNewNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := locale.New(icelandic())
	require.NoError(t, err)
	for want, alter := range map[string]func(table *locale.Table){
		`tag: want`:                   func(table *locale.Table) { table.Tag = "IS" },
		`weekdays[0]: is empty`:       func(table *locale.Table) { table.Weekdays[0] = "" },
		`months[11]: is empty`:        func(table *locale.Table) { table.Months[11] = "" },
		`date: "{day}" lacks {month}`: func(table *locale.Table) { table.Date = "{day}" },
		`date: "{month} {hour}" has {hour}, want {weekday}`:  func(table *locale.Table) { table.Date = "{month} {hour}" },
		`onDate: "{day}" lacks {month}`:                      func(table *locale.Table) { table.OnDate = "{day}" },
		`onDateYear: "{month}" lacks {year}`:                 func(table *locale.Table) { table.OnDateYear = "{month}" },
		`clock: "15:04" lacks {minute}`:                      func(table *locale.Table) { table.Clock = "15:04" },
		`dateTime: "{date}" lacks {time}`:                    func(table *locale.Table) { table.DateTime = "{date}" },
		`when: "{time}" lacks {date}`:                        func(table *locale.Table) { table.When = "{time}" },
		`whenAllDay: "dag" lacks {date}`:                     func(table *locale.Table) { table.WhenAllDay = "dag" },
		`money: "{amount}" lacks {currency}`:                 func(table *locale.Table) { table.Money = "{amount}" },
		`moneySign: "{currency}" lacks {amount}`:             func(table *locale.Table) { table.MoneySign = "{currency}" },
		`orderRef: "%s" lacks {number}`:                      func(table *locale.Table) { table.OrderRef = "%s" },
		`phrases.pdf.page: "%[3]d" has %[3]d, which English`: func(table *locale.Table) { table.Phrases = map[string]string{"pdf.page": "%[3]d"} },
		`phrases.pdf.quote: "%[1]s" has %[1]s`:               func(table *locale.Table) { table.Phrases = map[string]string{"pdf.quote": "%[1]s"} },
		`texts.quote: has the unknown tag {orderNo}`: func(table *locale.Table) {
			table.Texts = map[locale.TextKind]locale.TextForm{locale.TextQuote: {Subject: locale.TextLine{"{orderNo}"}, Body: []locale.TextLine{{"Halló"}}}}
		},
	} {
		table := icelandic()
		alter(&table)
		_, err := locale.New(table)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, `table "`+table.Tag+`"`)
	}
	table := icelandic()
	table.Phrases = map[string]string{"pdf.quote": "100 % Tilboð", "pdf.of-another-version": "%[9]s"}
	_, err = locale.New(table)
	require.NoError(t, err, "a percent sign is one where nothing is put in")
}

// A line goes to JSON as a translator reads it.
func TestLineAsJSON(t *testing.T) {
	t.Parallel()
	for want, line := range map[string]locale.TextLine{
		`"a & <b>"`: {"a & <b>"}, `["a","b & c"]`: {"a", "b & c"}, `""`: {""},
	} {
		got, err := line.MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, want, string(got))
		var back locale.TextLine
		require.NoError(t, json.Unmarshal(got, &back))
		assert.Equal(t, line, back)
	}
	var line locale.TextLine
	require.Error(t, json.Unmarshal([]byte("1"), &line))
}

func TestDaysAndMonths(t *testing.T) {
	t.Parallel()
	for day, want := range map[time.Weekday]string{-1: "", time.Sunday: "söndag", time.Saturday: "lördag", 7: ""} {
		assert.Equal(t, want, locale.Swedish.Weekday(day))
	}
	for month, want := range map[time.Month]string{0: "", time.January: "januari", time.December: "december", 13: ""} {
		assert.Equal(t, want, locale.Swedish.Month(month))
	}
}
