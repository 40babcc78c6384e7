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
	"sync"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

var seen = time.Date(2023, 10, 6, 14, 30, 0, 0, time.UTC)

func kr(minor int64) Money { return Money{minor, "SEK"} }

// landscape is a picture with a sun that is in another place for each seed.
func landscape(w, h, seed int) []byte {
	return once(fmt.Sprint("landscape", w, h, seed), func() []byte { return newLandscape(w, h, seed) })
}

// madePictures are those that were made before: a test draws many documents.
var madePictures sync.Map

func once(key string, make func() []byte) []byte {
	if had, ok := madePictures.Load(key); ok {
		return had.([]byte)
	}
	data := make()
	madePictures.Store(key, data)
	return data
}

func newLandscape(w, h, seed int) []byte {
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
	return once(fmt.Sprint("drawing", w, h, c), func() []byte { return newDrawing(w, h, c) })
}

func newDrawing(w, h int, c color.NRGBA) []byte {
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
func logo() []byte { return once("logo", newLogo) }

func newLogo() []byte {
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

func sampleCompany() Letterhead {
	return Letterhead{
		Name: "Norrkyl Service AB", Address: []string{"Verkstadsgatan 12", "903 32 Umeå"}, Phone: "090-12 34 56", Email: "service@norrkyl.example", Web: "norrkyl.example",
		OrgNumber: "556677-8899", Details: []string{"Bankgiro 123-4567", "Godkänd för F-skatt"},
	}
}

// sample is an ordinary document of a kind, on one page where it has no photos.
func sample(kind Kind, l locale.Language) Document {
	d := Document{
		Kind: kind, Language: l, Date: seen, Number: "AO462", Company: sampleCompany(),
		Parties: []AddressBlock{
			{Role: RoleCustomer, Name: "Brf Björkhöjden", Lines: []string{"c/o Ekonomi & Förvaltning", "Box 114", "901 03 Umeå"}, OrgNumber: "769600-1234", Phone: "090-98 76 54"},
			{Role: RoleFacility, Name: "Björkvägen 3, undercentral", Lines: []string{"Björkvägen 3", "903 40 Umeå"}},
		},
		Facts: []Fact{
			{FactCustomerOrderNumber, "4711-B"},
			{FactContactPerson, "Anna Öberg, 070-512 34 56"},
			{FactOurReference, "Eva Lind"},
			{FactBooking, "Börje, fredag 06 oktober, 07:00 – 10:00"},
		},
		Objects:     []Object{{"Värmepump VP1", "M1234"}, {"Kylaggregat KA2", "M1299"}},
		Description: "Årlig service av värmepump och kylaggregat. Filter byts och köldmediekontroll görs enligt F-gasförordningen. Nyckel hämtas hos vaktmästaren.",
	}
	articles := []Line{
		{Article: "10042", Name: "Servicebesök, grundpris", Quantity: 1000, Unit: "st", Price: kr(125000), Sum: kr(125000)},
		{Article: "20015", Name: "Filter F7 592×592×360", Quantity: 2000, Unit: "st", Price: kr(39500), Sum: kr(79000)},
		{Article: "30110", Name: "Köldmedium R449A", Quantity: 1250, Unit: "kg", Price: kr(64000), Sum: kr(80000)},
		{Article: "90001", Name: "Arbetstid servicetekniker", Quantity: 2500, Unit: "tim", Price: kr(78000), Sum: kr(195000)},
	}
	totals := []Total{
		{Label: TotalNet, Amount: kr(479000)},
		{Label: TotalVAT, Rate: 25000, Base: kr(479000), Amount: kr(119750)},
		{Label: "ROT-avdrag", Amount: kr(-73125)},
		{Label: TotalRounding, Amount: kr(-25)},
		{Label: TotalToPay, Amount: kr(525600), Strong: true},
	}
	c := &d.Content
	switch kind {
	case OrderConfirmation, Quote:
		c.Lines, c.Totals = articles, totals
		c.Terms = "Betalningsvillkor 30 dagar netto. Arbetet utförs enligt ABT 06. Priserna gäller i 30 dagar."
		if kind == Quote {
			d.Facts, d.ValidUntil = d.Facts[1:3], seen.AddDate(0, 1, 0)
			c.Lines[1].Discount, c.Lines[1].Sum = 12500, kr(69125)
			c.Totals = []Total{
				{Label: TotalNet, Amount: kr(469125)},
				{Label: TotalVAT, Rate: 25000, Base: kr(400000), Amount: kr(100000)},
				{Label: TotalVAT, Rate: 12000, Base: kr(69125), Amount: kr(8295)},
				{Label: TotalRounding, Amount: kr(-20)},
				{Label: TotalToPay, Amount: kr(577400), Strong: true},
			}
		}
	case PurchaseOrder:
		d.Parties = []AddressBlock{
			{Role: RoleSupplier, Name: "Kylgrossisten i Norden AB", Lines: []string{"Industrivägen 8", "417 05 Göteborg"}, Email: "order@kylgrossisten.example"},
			{Role: RoleDelivery, Name: "Norrkyl Service AB", Lines: []string{"Verkstadsgatan 12", "903 32 Umeå"}},
		}
		d.Facts, d.Objects = []Fact{{FactOurReference, "Eva Lind"}, {FactDeliveryDate, "2023-10-09"}, {FactOrderNumber, "AO462"}}, nil
		d.Description = "Levereras före kl. 07.00, märkt AO462."
		c.Lines, c.Totals = articles[1:3], []Total{{Label: TotalNet, Amount: kr(159000), Strong: true}}
	case WorkOrder:
		c.Lines = articles
		c.Signatures = []Signature{{Role: "Kund", Name: "Anna Öberg", At: seen}}
	case WorkProtocol, ServiceProtocol:
		d.Facts = append(d.Facts[:3:3], Fact{"Portkod", "1234"})
		d.Visits = []Visit{{"b1", "torsdag 05 oktober 2023", "13:00–15:30", "Börje Ek", ""}, {"b2", "fredag 06 oktober 2023", "07:00–10:00", "Börje Ek och Eva Lind", ""}}
		c.Lines = []Line{{Article: "20015", Name: "Filter F7 592×592×360", Quantity: 2000, Unit: "st"}, {Article: "30110", Name: "Köldmedium R449A", Quantity: 1250, Unit: "kg"}}
		c.Signatures = []Signature{
			{"Kund", "Anna Öberg", seen, Picture{Name: "kund.png", Data: drawing(250, 70, color.NRGBA{20, 30, 90, 255})}},
			{"Tekniker", "Börje Ek", seen, Picture{Name: "tekniker.png", Data: drawing(210, 75, color.NRGBA{20, 20, 20, 255})}},
		}
	}
	if kind == ServiceProtocol {
		c.Checklists = []Checklist{
			{"Värmepump VP1", []Check{
				{Name: "Filter rengjort eller bytt", Result: "Utfört", Remark: "Två filter bytta"},
				{Name: "Köldmedieläckage kontrollerat", Result: "OK"},
				{Name: "Expansionskärlets förtryck", Result: "Åtgärdas", Remark: "0,4 bar, ska vara 1,0 bar. Byte av kärl rekommenderas.", Failed: true},
				{Name: "Solvärmekrets", NotApplicable: true},
				{Name: "Elanslutningar efterdragna"},
			}},
			{"Kylaggregat KA2", []Check{{Name: "Kondensor rengjord", Result: "OK"}, {Name: "Oljenivå", Result: "OK", Remark: "Mitt i glaset"}}},
		}
		c.Measurements = []Measurement{{"Framledningstemperatur", "42,5", "°C"}, {"Returtemperatur", "35,1", "°C"}, {"Lågtryck", "4,2", "bar"}, {"Isolationsresistans", "2,1", "MΩ"}}
		for i, caption := range []string{"Expansionskärlet före åtgärd", "Nya filter på plats", "Typskylt VP1"} {
			w, h := 240, 180 // nearly every test draws them: see largePictures
			if i == 2 {
				w, h = 180, 240
			}
			c.Photos = append(c.Photos, Picture{Name: fmt.Sprintf("bild%d.jpg", i+1), Caption: caption, Data: landscape(w, h, i)})
		}
	}
	if kind == OrderConfirmation || kind == ServiceProtocol {
		d.Company.Logo = Picture{Name: "logo.png", Data: logo()}
	}
	return d
}

// largePictures gives a sample pictures that have to be made smaller, or are as large
// as they may be.
func largePictures(d Document) Document {
	for i := range d.Content.Photos {
		w, h := 800, 600
		if i == 2 {
			w, h = 600, 800
		}
		d.Content.Photos[i].Data = landscape(w, h, i)
	}
	if s := d.Content.Signatures; len(s) > 1 {
		s[0].Picture.Data, s[1].Picture.Data = drawing(500, 140, color.NRGBA{20, 30, 90, 255}), drawing(420, 150, color.NRGBA{20, 20, 20, 255})
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
	d.Parties = []AddressBlock{{Role: RoleCustomer, Name: long, Lines: []string{long, long}}, {Role: RoleFacility, Name: long}, {Role: RoleInvoicedTo, Name: long, Lines: []string{"", long}}, {Role: RoleSupplier, Name: long}, {Role: Role("Hyresvärd"), Name: "x"}}
	d.Facts = append(d.Facts, Fact{long, long}, Fact{"booking", strings.Repeat("Börje, fredag 06 oktober, 07:00 – 10:00\n", 60)}, Fact{})
	d.Content.Checklists = append(d.Content.Checklists, Checklist{}, Checklist{Title: long, Checks: []Check{{Name: long, Result: long, Remark: strings.Repeat(long+" ", 30), Failed: true}}})
	d.Content.Totals = []Total{{Label: long, Amount: Money{math.MinInt64, "SEK"}, Strong: true}, {Label: "", Amount: Money{}}}
	d.Content.Lines = nil
	for i := range 300 {
		d.Content.Lines = append(d.Content.Lines, Line{Article: fmt.Sprint(10000 + i), Name: "Rad " + strings.Repeat("ä", i%90), Quantity: int64(i), Unit: "st", Price: kr(int64(i) * 100), Sum: kr(math.MaxInt64)})
	}
	d.Content.Lines[7].Name = strings.Repeat(long+" ", 60)
	for i := range 37 {
		d.Content.Photos = append(d.Content.Photos, Picture{Name: long, Caption: strings.Repeat(long, i%3), Data: landscape(40+i, 80-i, i)})
	}
	d.Content.Signatures = append(d.Content.Signatures, Signature{Role: long, Name: long})
	return d
}
