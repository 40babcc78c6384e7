package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

var seen = time.Date(2023, 10, 6, 14, 30, 0, 0, time.UTC)

func kr(minor int64) Money { return Money{minor, "SEK"} }

// photo is a picture with a sun that is in another place for each seed.
func photo(w, h, seed int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	sx, sy := float64(w)*(0.2+0.6*math.Mod(float64(seed)*0.37, 1)), float64(h)*0.35
	for y := range h {
		for x := range w {
			d := math.Hypot(float64(x)-sx, float64(y)-sy) / float64(h)
			c := color.RGBA{uint8(90 + 90*y/h), uint8(130 + 60*y/h), uint8(190 - 60*y/h), 255}
			if y > h*2/3+int(float64(h)/20*math.Sin(float64(x)*9/float64(w)+float64(seed))) {
				c = color.RGBA{uint8(60 + seed*17%60), 95, 70, 255}
			} else if d < 0.12 {
				c = color.RGBA{250, 225, 140, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 85})
	return b.Bytes()
}

// drawing is a transparent PNG with a line on it, as a signature pad gives.
func drawing(w, h int, c color.NRGBA) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range 40 * w {
		t := float64(i) / float64(40*w)
		x := t * float64(w)
		y := float64(h)/2 + math.Sin(t*34)*float64(h)*0.35*(1-t*0.7) + math.Cos(t*11)*float64(h)*0.1
		for d := range 4 {
			img.SetNRGBA(int(x)+d%2, int(y)+d/2, c)
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// logo is a badge with a bar.
func logo() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 360, 100))
	for y := range 100 {
		for x := range 360 {
			d := math.Hypot(float64(x)-50, float64(y)-50)
			switch {
			case d < 46 && d > 30, d < 18, x > 120 && y > 30 && y < 46, x > 120 && x < 300 && y > 58 && y < 70:
				img.SetNRGBA(x, y, color.NRGBA{31, 95, 139, 255})
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

func sampleCompany() Company {
	return Company{Name: "Norrkyl Service AB", Details: []string{"Norrkyl Service AB", "Verkstadsgatan 12, 903 32 Umeå", "090-12 34 56", "service@norrkyl.example", "Org.nr 556677-8899", "Godkänd för F-skatt"}}
}

// sample is an ordinary document of a kind, on one page where it has no photos.
func sample(kind Kind, l locale.Language) Document {
	d := Document{
		Kind: kind, Language: l, Date: seen, Number: "AO462", Company: sampleCompany(),
		Parties: []Party{
			{Customer, "Brf Björkhöjden", []string{"c/o Ekonomi & Förvaltning", "Box 114", "901 03 Umeå"}},
			{Facility, "Björkvägen 3, undercentral", []string{"Björkvägen 3", "903 40 Umeå"}},
		},
		Facts: []Fact{
			{"customer-order-number", "4711-B"}, {"contact-person", "Anna Öberg, 070-512 34 56"},
			{"booking", "Börje, fredag 06 oktober, 07:00 – 10:00"}, {"service-objects", "Värmepump VP1, Kylaggregat KA2"},
		},
		Description: "Årlig service av värmepump och kylaggregat. Filter byts och köldmediekontroll görs enligt F-gasförordningen. Nyckel hämtas hos vaktmästaren.",
	}
	articles := []Line{
		{"10042", "Servicebesök, grundpris", 1000, "st", kr(125000), kr(125000)},
		{"20015", "Filter F7 592×592×360", 2000, "st", kr(39500), kr(79000)},
		{"30110", "Köldmedium R449A", 1250, "kg", kr(64000), kr(80000)},
		{"90001", "Arbetstid servicetekniker", 2500, "tim", kr(78000), kr(195000)},
	}
	totals := []Total{
		{"Summa exkl. moms", kr(479000), false}, {"Moms 25 %", kr(119750), false}, {"ROT-avdrag", kr(-73125), false},
		{"Öresavrundning", kr(-25), false}, {"Att betala", kr(525600), true},
	}
	c := &d.Content
	switch kind {
	case OrderConfirmation, Quote:
		c.Lines, c.Totals = articles, totals
		c.Terms = "Betalningsvillkor 30 dagar netto. Arbetet utförs enligt ABT 06. Priserna gäller i 30 dagar."
	case PurchaseOrder:
		d.Parties = []Party{{Supplier, "Kylgrossisten i Norden AB", []string{"Industrivägen 8", "417 05 Göteborg"}}}
		c.Lines, c.Totals = articles[1:3], []Total{{"Summa exkl. moms", kr(159000), true}}
	case WorkOrder:
		c.Lines = articles
		c.Signatures = []Signature{{Role: "Kund", Name: "Anna Öberg", At: seen}}
	case WorkProtocol, ServiceProtocol:
		c.Lines = []Line{{"20015", "Filter F7 592×592×360", 2000, "st", Money{}, Money{}}, {"30110", "Köldmedium R449A", 1250, "kg", Money{}, Money{}}}
		c.Signatures = []Signature{
			{"Kund", "Anna Öberg", seen, Picture{Name: "kund.png", Data: drawing(500, 140, color.NRGBA{20, 30, 90, 255})}},
			{"Tekniker", "Börje Ek", seen, Picture{Name: "tekniker.png", Data: drawing(420, 150, color.NRGBA{20, 20, 20, 255})}},
		}
	}
	if kind == ServiceProtocol {
		c.Checklists = []Checklist{
			{"Värmepump VP1", []Check{
				{"Filter rengjort eller bytt", "Utfört", "Två filter bytta", false}, {"Köldmedieläckage kontrollerat", "OK", "", false},
				{"Expansionskärlets förtryck", "Åtgärdas", "0,4 bar, ska vara 1,0 bar. Byte av kärl rekommenderas.", true}, {"Elanslutningar efterdragna", "OK", "", false},
			}},
			{"Kylaggregat KA2", []Check{{"Kondensor rengjord", "OK", "", false}, {"Oljenivå", "OK", "Mitt i glaset", false}}},
		}
		c.Measurements = []Measurement{{"Framledningstemperatur", "42,5", "°C"}, {"Returtemperatur", "35,1", "°C"}, {"Lågtryck", "4,2", "bar"}, {"Isolationsresistans", "2,1", "MΩ"}}
		for i, caption := range []string{"Expansionskärlet före åtgärd", "Nya filter på plats", "Typskylt VP1"} {
			w, h := 800, 600
			if i == 2 {
				w, h = 600, 800
			}
			c.Photos = append(c.Photos, Picture{Name: fmt.Sprintf("bild%d.jpg", i+1), Caption: caption, Data: photo(w, h, i)})
		}
	}
	if kind == OrderConfirmation || kind == ServiceProtocol {
		d.Company.Logo = Picture{Name: "logo.png", Data: logo()}
	}
	return d
}

// absurd has more of everything than anybody should.
func absurd() Document {
	long := strings.Repeat("Överlångtnamn", 16)[:204]
	d := sample(ServiceProtocol, locale.German)
	d.Number = long[:60]
	d.Company.Name = long
	d.Company.Details = []string{long, long, long, long}
	d.Parties = []Party{{Customer, long, []string{long, long}}, {Facility, long, nil}, {InvoicedTo, long, []string{"", long}}, {Supplier, long, nil}, {Role("Hyresvärd"), "x", nil}}
	d.Facts = append(d.Facts, Fact{long, long}, Fact{"booking", strings.Repeat("Börje, fredag 06 oktober, 07:00 – 10:00\n", 60)}, Fact{})
	d.Content.Checklists = append(d.Content.Checklists, Checklist{}, Checklist{Title: long, Checks: []Check{{long, long, strings.Repeat(long+" ", 30), true}}})
	d.Content.Totals = []Total{{long, Money{math.MinInt64, "SEK"}, true}, {"", Money{}, false}}
	d.Content.Lines = nil
	for i := range 300 {
		d.Content.Lines = append(d.Content.Lines, Line{fmt.Sprint(10000 + i), "Rad " + strings.Repeat("ä", i%90), int64(i), "st", kr(int64(i) * 100), kr(math.MaxInt64)})
	}
	d.Content.Lines[7].Name = strings.Repeat(long+" ", 60)
	for i := range 37 {
		d.Content.Photos = append(d.Content.Photos, Picture{Name: long, Caption: strings.Repeat(long, i%3), Data: photo(40+i, 80-i, i)})
	}
	d.Content.Signatures = append(d.Content.Signatures, Signature{Role: long, Name: long})
	return d
}
