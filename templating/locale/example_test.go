package locale_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// The recipient's language governs dates, times and fixed words alike.
func ExampleLanguage() {
	when := time.Date(2023, time.October, 6, 7, 0, 0, 0, time.UTC)
	for _, l := range []locale.Language{locale.Swedish, locale.German} {
		fmt.Println(l, l.Date(when, when), l.Clock(when), l.OrderRef("AO462"))
	}
	// Output:
	// svenska fredag 06 oktober 07:00 Ordernummer: AO462
	// Deutsch Freitag, 6. Oktober 07:00 Auftragsnummer: AO462
}

// Amounts are integers of the smallest unit.
func ExampleLanguage_Money() {
	fmt.Printf("%q\n", locale.Swedish.Money(123450, "SEK"))
	fmt.Printf("%q\n", locale.English.Money(-1234, "JPY"))
	// Output:
	// "1\u00a0234,50\u00a0kr"
	// "−JPY\u00a01,234"
}

// The language of a customer, as the host's database has it.
func ExampleParse() {
	l, err := locale.Parse("nb-NO")
	fmt.Println(l, err)
	_, err = locale.Parse("is")
	fmt.Println(err)
	// Output:
	// norsk bokmål <nil>
	// locale: no language "is", want one of sv, nb, da, fi, en, de or one made with New
}

// A host adds a language from a table that it keeps as JSON. What the table
// lacks is named, field by field.
func ExampleNew() {
	var table locale.Table
	err := json.Unmarshal([]byte(`{
		"tag": "is", "name": "íslenska",
		"weekdays": ["sunnudagur", "mánudagur", "þriðjudagur", "miðvikudagur", "fimmtudagur", "föstudagur", "laugardagur"],
		"months": ["janúar", "febrúar", "mars", "apríl", "maí", "júní", "júlí", "ágúst", "september", "október", "nóvember", "desember"],
		"date": "{weekday} {day}. {month}", "dateYear": "{weekday} {day}. {month} {year}", "shortDate": "{day}.{month1}.{year}",
		"clock": "{hour2}:{minute}", "dateTime": "{date} {time}", "when": "{date} kl. {time}", "whenAllDay": "{date}, allan daginn",
		"decimal": ",", "group": ".", "and": "og", "allDay": "allan daginn", "missing": "vantar", "orderRef": "Pöntun: {number}", "money": "{amount} {currency}"
	}`), &table)
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := locale.New(table)
	day := time.Date(2023, time.October, 6, 7, 0, 0, 0, time.UTC)
	fmt.Println(l.Date(day, day), "/", l.ShortDate(day), err)
	// Output: föstudagur 6. október / 6.10.2023 <nil>
}

func ExampleTable() {
	_, err := locale.New(locale.Table{
		Tag: "is", Name: "íslenska", Weekdays: [7]string{"su", "má", "þr", "mi", "fi", "fö", "la"},
		Months: [12]string{"jan", "feb", "mar", "apr", "maí", "jún", "júl", "ágú", "sep", "okt", "nóv", "des"},
		Date:   "{day}. {month}", DateYear: "{day}. {month}", ShortDate: "{day}.{month1}.{year}", Clock: "15:04", DateTime: "{date} {time}", When: "{date}, {time}",
		WhenAllDay: "{date}, allan daginn", Decimal: ",", And: "og", AllDay: "allan daginn", OrderRef: "Pöntun: {number}", Money: "{amount} {currency}",
		Phrases: map[string]string{"pdf.page": "Síða %d"},
	})
	fmt.Println(err)
	// Output:
	// locale: table "is": missing: is empty
	// locale: table "is": dateYear: "{day}. {month}" lacks {year}
	// locale: table "is": clock: "15:04" lacks {minute}
	// locale: table "is": phrases.pdf.page: "Síða %d" has %, which English has not: "Page %[1]d of %[2]d"
}

// What is left to translate is named, one by one.
func ExampleTable_Untranslated() {
	table := locale.English.Table()
	delete(table.Phrases, "pdf.quote")
	delete(table.Texts, locale.TextReminder)
	fmt.Println(table.Untranslated())
	// Output: [pdf.quote texts.reminder]
}

// A built-in text speaks of what there is: here of two technicians.
func ExampleText() {
	text := locale.English.Text(locale.TextReminder, map[string]string{
		"nextBookingName": "Börje, Eva", "nextBookingNames": "Börje and Eva", "nextBookingWhen": "Friday 6 October, 07:00 – 10:00", "company": "Nordkyl",
	})
	fmt.Println(text.SMS)
	// Output: Reminder: {nextBookingNames} will visit you on {nextBookingWhen}. Regards, {company}
}

func ExampleTextForm() {
	form := locale.Swedish.Table().Texts[locale.TextQuote]
	for _, line := range form.Body {
		fmt.Printf("%q\n", []string(line))
	}
	// Output:
	// ["Hej {facilityOrCustomer}!" "Hej!"]
	// [""]
	// ["Här kommer vår offert som bifogad PDF."]
	// ["Vill ni beställa? Svara på det här mejlet eller skicka tillbaka offerten undertecknad."]
	// ["Hör gärna av er om ni har frågor."]
	// [""]
	// ["Offertnummer: {orderNumber}"]
	// [""]
	// ["Vänliga hälsningar"]
	// ["{company}"]
}

// A line has alternatives where it speaks of what may not be there.
func ExampleTextLine() {
	var lines []locale.TextLine
	err := json.Unmarshal([]byte(`["Hej!", ["Vi ses {nextBookingWhen}.", "Vi ses snart."]]`), &lines)
	fmt.Println(len(lines[0]), len(lines[1]), err)
	// Output: 1 2 <nil>
}

// Every kind has a text in every built-in language.
func ExampleTextKind() {
	for _, kind := range locale.TextKinds()[:3] {
		fmt.Println(kind, "/", locale.Swedish.Text(kind, nil).Subject)
	}
	// Output:
	// booking-confirmation / Bokningsbekräftelse {orderNumber}
	// booking-changed / Ändrad bokning, order {orderNumber}
	// booking-cancelled / Avbokat besök, order {orderNumber}
}

// A host begins a language of its own from a built-in one: the whole of it is
// written to a file, translated there, and read back.
func ExampleLanguage_Table() {
	table := locale.English.Table()
	table.Tag, table.Name = "is", "íslenska"
	file, err := json.MarshalIndent(table, "", "  ") // os.WriteFile("is.json", file, 0o644)
	if err != nil {
		fmt.Println(err)
		return
	}
	translated := bytes.Replace(file, []byte(`"pdf.quote": "Quote"`), []byte(`"pdf.quote": "Tilboð"`), 1)

	var icelandic locale.Table
	if err := json.Unmarshal(translated, &icelandic); err != nil {
		fmt.Println(err)
		return
	}
	l, err := locale.New(icelandic)
	fmt.Println(l, l.Phrase("pdf.quote"), err)
	// Output: íslenska Tilboð <nil>
}

// The keys are those of every room of the library.
func ExampleKeys() {
	for _, key := range locale.Keys()[:3] {
		fmt.Println(key, "/", locale.German.Phrase(key))
	}
	// Output:
	// audit.acknowledged / erledigt von %[1]s
	// audit.added / hinzugekommen:
	// audit.advice.changed / Der Auftrag hat sich seit dem Versand geändert. Senden Sie am besten eine neue Nachricht.
}
