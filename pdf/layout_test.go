package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// A spot is a text where it is drawn, in points from the lower left corner.
type spot struct {
	x, y, width, size float64
	text              string
}

var drawing1 = regexp.MustCompile(`/F(\d) ([\d.]+) Tf|([\d.-]+) ([\d.-]+) Td|\(((?:[^()\\]|\\.)*)\) Tj`)

// spots are the texts of each page and where they stand.
func spots(t testing.TB, data []byte) (pages [][]spot) {
	t.Helper()
	for _, o := range objects(t, data) {
		if o.dict != "<< /Filter /FlateDecode>>" || strings.Contains(string(o.content), "begincmap") {
			continue
		}
		var all []spot
		font, at := 1, spot{}
		for _, m := range drawing1.FindAllSubmatch(o.content, -1) {
			number := func(i int) float64 { v, _ := strconv.ParseFloat(string(m[i]), 64); return v }
			switch {
			case len(m[1]) > 0:
				font, at.size = int(number(1)), number(2)
			case len(m[3]) > 0:
				at.x, at.y = number(3), number(4)
			default:
				raw := m[5]
				if bytes.ContainsRune(raw, '\\') {
					raw = escaped.ReplaceAll(raw, []byte("$1"))
				}
				one, width := at, 0
				for _, b := range raw {
					width += faces()[(font-1)%2].Widths[b]
				}
				one.text, one.width = string(latin(raw)), float64(width)*at.size/1000
				all = append(all, one)
			}
		}
		pages = append(pages, all)
	}
	return pages
}

func contains(page []string, text string) bool {
	return slices.ContainsFunc(page, func(s string) bool { return strings.Contains(s, text) })
}

func rows(n int) (lines []Line) {
	for i := range n {
		lines = append(lines, Line{Article: fmt.Sprint(100 + i), Name: fmt.Sprintf("Rad %d.", i+1), Quantity: 1000, Unit: "st", Price: kr(100), Sum: kr(100)})
	}
	return lines
}

// Sums stand together, under the last row and its heads, however many rows there
// are and however long their labels.
func TestTotalsStandWithTheLastRow(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 68; n++ {
		if n == 40 {
			n = 58 // the same again on the third page
		}
		d := sample(OrderConfirmation, locale.Swedish)
		d.Company.Logo = Picture{}
		d.Content.Lines = rows(n)
		d.Content.Totals = []Total{
			{Label: "Summa exkl. moms", Amount: kr(479000)},
			{Label: "Moms 25 %", Amount: kr(119750)},
			{Label: "ROT-avdrag 30 % av arbetskostnad, Anna Lindqvist 19790412-xxxx", Amount: kr(-73125)},
			{Label: "Öresavrundning", Amount: kr(-25)},
			{Label: "Att betala", Amount: kr(525600), Strong: true},
		}
		data, err := new(Engine).Render(d)
		require.NoError(t, err)
		pages := sides(t, data)
		page := pages[slices.IndexFunc(pages, func(p []string) bool { return contains(p, "Summa exkl. moms") })]
		for _, want := range []string{"Moms 25 %", "ROT-avdrag", "Öresavrundning", "Att betala", fmt.Sprintf("Rad %d.", n), "Benämning"} {
			assert.True(t, contains(page, want), "%d rows: %s is on another page", n, want)
		}
	}
}

// A signature stands under something of what is signed.
func TestSignaturesAreNotAlone(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 36; n++ {
		d := sample(WorkOrder, locale.Swedish)
		d.Content.Lines = rows(n)
		last := fmt.Sprintf("Rad %d.", n)
		check := func(what, with string) {
			data, err := new(Engine).Render(d)
			require.NoError(t, err)
			pages := sides(t, data)
			assert.True(t, contains(pages[len(pages)-1], "Anna Öberg, 2023"), "the signature is last")
			assert.True(t, contains(pages[len(pages)-1], with), "%d rows, %s: the signature is alone", n, what)
		}
		check("the table last", last)
		d.Content.Totals = []Total{{Label: "Att betala", Amount: kr(1), Strong: true}}
		check("the sum last", last)
		d.Content.Terms = strings.Repeat("Villkor gäller. ", 5*(n%20)) + "Slutet gott."
		check("terms last", "Slutet gott.")
	}
	for n := 1; n <= 30; n++ {
		d := sample(WorkOrder, locale.Swedish)
		d.Content.Lines = rows(n)
		for i := range 1 + n%4 {
			d.Content.Photos = append(d.Content.Photos, Picture{Caption: fmt.Sprintf("Bild %d.", i+1), Data: jpegOf(corners(40, 30+i))})
		}
		data, err := new(Engine).Render(d)
		require.NoError(t, err)
		pages := sides(t, data)
		assert.True(t, contains(pages[len(pages)-1], fmt.Sprintf("Bild %d.", 1+n%4)), "%d rows: the signature is alone", n)
	}
}

// Whatever section is the last before the signatures stands over them.
func TestSignaturesStandUnderTheLastSection(t *testing.T) {
	t.Parallel()
	fill := map[string]func(d *Document, n int, last string){
		"description": func(d *Document, n int, last string) { d.Description = strings.Repeat("Rad.\n", n) + last },
		"visits": func(d *Document, n int, last string) {
			for range n {
				d.Visits = append(d.Visits, Visit{Date: "igår"})
			}
			d.Visits = append(d.Visits, Visit{Date: last})
		},
		"checklists": func(d *Document, n int, last string) {
			list := Checklist{Title: "Pump"}
			for range n {
				list.Checks = append(list.Checks, Check{Name: "Tätt", NotApplicable: true})
			}
			d.Content.Checklists = []Checklist{list, {Title: "Fläkt", Checks: []Check{{Name: last, NotApplicable: true}}}, {Title: "tom"}}
		},
		"measurements": func(d *Document, n int, last string) {
			for range n {
				d.Content.Measurements = append(d.Content.Measurements, Measurement{Name: "Tryck", Value: "1"})
			}
			d.Content.Measurements = append(d.Content.Measurements, Measurement{Name: last})
		},
	}
	for name, fill := range fill {
		for n := range 45 {
			d := Document{Kind: WorkProtocol, Number: "1", Date: seen, Content: Content{Signatures: []Signature{{Name: "Anna"}}}}
			fill(&d, n, "Den sista.")
			data, err := new(Engine).Render(d)
			require.NoError(t, err)
			pages := sides(t, data)
			assert.True(t, contains(pages[len(pages)-1], "Den sista."), "%s, %d rows: the signature is alone", name, n)
			assert.True(t, contains(pages[len(pages)-1], "Anna"))
		}
	}
}

// someRows is a document with enough of them for several pages.
func someRows(n int) Document {
	d := manyRows()
	d.Content.Lines = d.Content.Lines[:n]
	return d
}

// Nothing leaves the paper, whatever names people have.
func TestEverythingStaysOnThePaper(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Överlångtnamn", 150)
	broken := sample(Quote, locale.German)
	broken.Company = Letterhead{Name: long, Address: []string{long, long}, Phone: long, Email: long, Web: long, OrgNumber: long, Details: []string{long, long, long, long, long, long}}
	broken.Number = long
	broken.Parties = []AddressBlock{{Role: Role("Rollen" + long), Name: long, Lines: []string{long}, Phone: long, OrgNumber: long, Email: long}, {Role: RoleSupplier, Name: long}}
	broken.Facts = []Fact{{long, long}}
	broken.Content.Totals = []Total{{Label: long[:300], Amount: Money{1 << 62, "SEK"}, Strong: true}}
	broken.Content.Signatures = []Signature{{Role: long, Name: long, At: seen}, {}}
	words := broken
	words.Company.Name, words.Number = strings.Repeat("Bolaget ", 500), strings.Repeat("AO 1 ", 500)
	details := sample(Quote, locale.Swedish)
	details.Company = Letterhead{Name: "Norrkyl", Details: []string{"Norrkyl Service AB", "Verkstadsgatan 12, 903 32 Umeå", "090-12 34 56", "service@norrkyl.example", "Org.nr 556677-8899", "Godkänd för F-skatt", "Bankgiro 123-4567"}}
	documents := map[string]Document{"absurd": absurd(), "long": broken, "many words": words, "one list of details": details, "rows": someRows(200)}
	for _, kind := range Kinds() {
		documents[string(kind)] = sample(kind, locale.Finnish)
	}
	const left, right, top, bottomEdge = marginX*points - 5.5, (pageWidth-marginX)*points + 1, (pageHeight - 8) * points, 8 * points
	for name, d := range documents {
		data, err := new(Engine).Render(d)
		require.NoError(t, err, name)
		for i, page := range spots(t, data) {
			for _, s := range page {
				if s.x < left || s.x+s.width > right || s.y > top || s.y < bottomEdge {
					t.Errorf("%s, page %d: %.60q leaves the paper: x %.0f to %.0f, y %.0f", name, i+1, s.text, s.x, s.x+s.width, s.y)
				}
			}
		}
	}
	data, err := new(Engine).Render(broken)
	require.NoError(t, err)
	first := spots(t, data)[0]
	assert.True(t, slices.ContainsFunc(first, func(s spot) bool { return strings.HasPrefix(s.text, "RollenÖverlångt") }), "long names push the parties off the page")
	assert.True(t, slices.ContainsFunc(first, func(s spot) bool { return strings.HasSuffix(s.text, "…") }), "what is cut says so")

	data, err = new(Engine).Render(details)
	require.NoError(t, err)
	for _, line := range sides(t, data)[0] {
		assert.False(t, strings.HasSuffix(line, "·") || strings.HasPrefix(line, "·"), "a separator at the end of a line: %q", line)
	}
	assert.True(t, contains(sides(t, data)[0], "Bankgiro 123-4567"))
}

// No text overlaps another: the lines of a page that share a height stand apart.
func TestNothingOverlaps(t *testing.T) {
	t.Parallel()
	documents := map[string]Document{"rows": someRows(200), "absurd": absurd()}
	for _, kind := range Kinds() {
		for _, l := range locale.BuiltIn() {
			documents[string(kind)+" "+l.Tag()] = sample(kind, l)
		}
	}
	for name, d := range documents {
		data, err := new(Engine).Render(d)
		require.NoError(t, err, name)
		for i, page := range spots(t, data) {
			slices.SortStableFunc(page, func(a, b spot) int {
				if a.y != b.y {
					return int(100 * (b.y - a.y))
				}
				return int(100 * (a.x - b.x))
			})
			for n := 1; n < len(page); n++ {
				a, b := page[n-1], page[n]
				trimmed := a.width
				if strings.HasPrefix(b.text, " ") { // a blank for the ear stands before the line
					b.x += b.size * 0.278
				}
				if a.y == b.y && a.x+trimmed > b.x+0.5 && a.x != b.x {
					t.Errorf("%s, page %d: %.40q and %.40q overlap", name, i+1, a.text, b.text)
				}
			}
		}
	}
}

func TestIntervalsAreNotTornApart(t *testing.T) {
	t.Parallel()
	c := newCanvas([2]subset{{font: liberation()[0]}, {font: liberation()[1]}}, true)
	for _, interval := range []string{"07:00 – 10:00", "07:00 - 10:00", "22.00 — 04.00"} {
		for width := 5.0; width < 60; width++ {
			for _, line := range c.wrap("lördag 05 december, "+interval+", Börje", width) {
				line := strings.TrimRight(string(line), "\u00a0")
				assert.False(t, width > 25 && (strings.HasSuffix(line, "–") || strings.HasSuffix(line, "—") || strings.HasSuffix(line, "-")), "%q", line)
			}
		}
	}
	assert.Equal(t, []coded{"Kyl – och", "värme"}, c.wrap("Kyl – och värme", 18), "a dash between words is none")
}

// A heading and the heads of a table are never the last on a page.
func TestHeadingsStandOverSomething(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 60; n++ {
		d := sample(WorkOrder, locale.Swedish)
		d.Content.Signatures = nil
		d.Content.Lines = rows(n)
		d.Content.Checklists = []Checklist{{"Pumpen", []Check{{Name: "Tätt", Result: "OK"}}}}
		d.Content.Terms = "Trettio dagar."
		data, err := new(Engine).Render(d)
		require.NoError(t, err)
		for _, page := range sides(t, data) {
			assert.Equal(t, contains(page, "Pumpen"), contains(page, "Tätt"), "%d rows", n)
			assert.Equal(t, contains(page, "Villkor"), contains(page, "Trettio"), "%d rows", n)
		}
	}
}

// The kinds of result differ without colours.
func TestMarksDifferWithoutColours(t *testing.T) {
	t.Parallel()
	d := sample(ServiceProtocol, locale.Swedish)
	c := newCanvas([2]subset{{font: liberation()[0]}, {font: liberation()[1]}}, true)
	glyphs := map[coded]bool{}
	for _, mark := range []string{markPassed, markFailed, markNone, markNotChecked} {
		code := c.code(mark)
		assert.NotEqual(t, coded("□"), code)
		assert.Greater(t, c.width(code), 1.0)
		glyphs[code] = true
	}
	assert.Len(t, glyphs, 4)
	assert.Empty(t, c.missing)
	d.Description = "✓✔✕✗✘☐☑☒⌀∅ Ø12"
	_, warnings, err := new(Engine).RenderWithWarnings(d)
	require.NoError(t, err)
	assert.Empty(t, warnings)
}
