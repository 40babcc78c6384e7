package pdf

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/pdf/internal/truetype"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestBadFontsShowWhenTheStyleIsMade(t *testing.T) {
	t.Parallel()
	serif := liberationserifregular.TTF
	for name, s := range map[string]Style{"bad": {Font: []byte("no font")}, "bad bold": {Font: serif, BoldFont: []byte("no font")}, "cut": {Font: serif[:len(serif)/2]}} {
		_, err := New(s)
		require.Error(t, err, name)
		assert.Contains(t, err.Error(), "TrueType", name)
	}
	e, err := New(Style{Font: serif})
	require.NoError(t, err)
	assert.Equal(t, e.fonts[0], e.fonts[1], "a Font without a BoldFont is used for both")
}

// With a font of the host's own its letters are drawn, and no others travel.
func TestHostsFontIsUsedForAll(t *testing.T) {
	t.Parallel()
	e, err := New(Style{Font: liberationserifregular.TTF})
	require.NoError(t, err)
	d := sample(ServiceProtocol, locale.Swedish)
	data, warnings, err := e.RenderWithWarnings(d)
	require.NoError(t, err)
	assert.Empty(t, warnings)
	text := readable(t, data)
	assert.NotContains(t, text, "/Subtype /TrueType", "the built-in faces are not in the file")
	assert.Equal(t, 2, strings.Count(text, "/Subtype /Type0"))
	assert.Contains(t, text, "/W [1 [")
	for _, code := range []string{"<0041>", "<2713>"} { // letters and shapes can be copied
		assert.Contains(t, text, code)
	}
	d.Description = strings.Repeat("αβγδεζηθικλμνξοπρστυφχψω абвгдежзийклмнопрстуфхцчшщъыьэюя ABCDEFGHIJKLMNOPQRSTUVWXYZ ", 2)
	data, err = e.Render(d)
	require.NoError(t, err)
	for _, block := range regexp.MustCompile(`(\d+) beginbfchar\n((?:<[0-9A-F]+> <[0-9A-F]+>\n)+)endbfchar`).FindAllStringSubmatch(readable(t, data), -1) {
		n := strings.Count(block[2], "\n")
		assert.LessOrEqual(t, n, 100, "a block of the map holds a hundred")
		assert.Equal(t, block[1], strconv.Itoa(n))
	}
}

func TestDrawable(t *testing.T) {
	t.Parallel()
	for r, want := range map[rune]bool{
		'a': true, 0x052F: true, 0x0530: false, 0x05D0: false, 0x1CFF: false, 0x1D00: true, 0x2BFF: true, 0x2C00: false, 0x2C5F: false, 0x2C60: true, 0x2C7F: true, 0x2C80: false,
		0xA71F: false, 0xA720: true, 0xA7FF: true, 0xA800: false, 0xFAFF: false, 0xFB00: true, 0xFB06: true, 0xFB07: false, 0xFFFD: false, 0x1F600: false,
	} {
		assert.Equal(t, want, drawable(r), "%U", r)
	}
	for r, want := range map[rune]byte{' ': 0x20, '~': 0x7e, '\u00a0': 0xa0, 'ÿ': 0xff, '€': 0x80, '−': 0x81, '□': 0x8d, 'Ÿ': 0x9f} {
		b, ok := western(r)
		assert.True(t, ok)
		assert.Equal(t, want, b, "%U", r)
	}
	for _, r := range []rune{0x1f, 0x7f, 0x80, 0x9f, 'č', 'Ж'} {
		_, ok := western(r)
		assert.False(t, ok, "%U", r)
	}
}

// A line to sign on says what it is for.
func TestEmptySignature(t *testing.T) {
	t.Parallel()
	d := Document{Kind: WorkOrder, Number: "1", Date: seen, Content: Content{Signatures: []Signature{{}, {Role: "Kund"}}}}
	data, err := new(Engine).Render(d)
	require.NoError(t, err)
	texts := drawn(t, data)
	assert.Contains(t, texts, "Underskrift")
	assert.Contains(t, texts, "Kund")
}

// A picture that nobody described is told by its place, and a caption stands
// for it where there is one.
func TestPicturesHaveWords(t *testing.T) {
	t.Parallel()
	d := sample(ServiceProtocol, locale.Swedish)
	d.Content.Photos[0].Caption = " "
	data, err := new(Engine).Render(d)
	require.NoError(t, err)
	text := readable(t, data)
	for _, alt := range []string{"Bild 1", "Bild 2. Nya filter på plats", "Norrkyl Service AB", "Underskrift: Anna Öberg"} {
		assert.Contains(t, text, "/Alt "+hexText(alt), alt)
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	d := sample(Quote, locale.German)
	d.Company.Name = `Kyl & <Värme> "AB" č`
	d.Date = time.Date(2023, time.October, 6, 23, 30, 0, 0, time.FixedZone("x", 7200))
	data, err := new(Engine).Render(d)
	require.NoError(t, err)
	text := readable(t, data)
	for _, want := range []string{
		"/Lang (de)", "/Title " + hexText("Angebot AO462"), "/Author " + hexText(d.Company.Name), "(D:20231006213000Z)", "<xmp:CreateDate>2023-10-06T21:30:00Z", "Kyl &amp; &lt;Värme&gt;",
		"/MarkInfo <</Marked true>>", "/DisplayDocTitle true", "<rdf:li>de</rdf:li>",
	} {
		assert.Contains(t, text, want)
	}
}

// The reader's list of contents has the sections in their order.
func TestOutline(t *testing.T) {
	t.Parallel()
	data, err := new(Engine).Render(sample(ServiceProtocol, locale.Swedish))
	require.NoError(t, err)
	var titles []string
	links := map[string]int{}
	for _, o := range objects(t, data) {
		if m := regexp.MustCompile(`^<</Title (<[0-9a-f]+>) /Dest \[(\d+) 0 R /XYZ 0 ([\d.]+) null\](.*)>>$`).FindStringSubmatch(o.dict); m != nil {
			titles = append(titles, m[1])
			for _, key := range []string{"/Parent", "/First", "/Last", "/Prev", "/Next", "/Count 6"} {
				links[key] += strings.Count(m[4], key)
			}
		}
	}
	var want []string
	for _, title := range []string{"Serviceprotokoll AO462", "Utförda besök", "Artiklar", "Värmepump VP1", "Kylaggregat KA2", "Mätvärden", "Bilder"} {
		want = append(want, hexText(title))
	}
	assert.Equal(t, want, titles)
	assert.Equal(t, map[string]int{"/Parent": 7, "/First": 1, "/Last": 1, "/Prev": 5, "/Next": 5, "/Count 6": 1}, links)
}

func TestNumbersOfOperators(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0: "0.00", 1: "1.00", 0.005: "0.01", 12.345: "12.35", -3.1: "-3.10", 841.89: "841.89", 0.994: "0.99", 0.996: "1.00"} {
		assert.Equal(t, want, string(appendFixed(nil, v)))
	}
	assert.Equal(t, "0A9F", hex4(0x0A9F))
	assert.Equal(t, "<feff00e5d83dde00>", hexText("å😀"))
}

// Many small objects share streams, and each is found where the table says.
func TestFileOfManyObjects(t *testing.T) {
	t.Parallel()
	f := newFile()
	root := f.add("<</Type /Catalog>>")
	for i := range 2*perStream + 1 {
		f.tuck(f.reserve(), []byte("<</N "+strconv.Itoa(i)+">>"))
	}
	data := f.finish(root, root)
	all := objects(t, data)
	var streams, table int
	for _, o := range all {
		if strings.Contains(o.dict, "/ObjStm") {
			streams++
			head, _, _ := bytes.Cut(o.content, []byte("<<"))
			assert.Regexp(t, `/N (200|1) `, o.dict)
			assert.Equal(t, len(head), atoi(t, o.dict, `/First (\d+)`))
		}
		if strings.Contains(o.dict, "/XRef") {
			table = len(o.content)
			assert.Equal(t, 7*atoi(t, o.dict, `/Size (\d+)`), table)
		}
	}
	assert.Equal(t, 3, streams)
	assert.True(t, bytes.HasSuffix(data, []byte("%%EOF\n")))
}

func atoi(t *testing.T, text, pattern string) (n int) {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	require.NotNil(t, m, "%s in %s", pattern, text)
	for _, c := range m[1] {
		n = 10*n + int(c-'0')
	}
	return n
}

// The built-in faces hold what they are said to hold.
func TestFaces(t *testing.T) {
	t.Parallel()
	for i, a := range faces() {
		assert.NotEmpty(t, a.file)
		assert.Greater(t, a.Widths['W'], a.Widths['i'])
		for code, r := range upper {
			assert.InDelta(t, liberation()[i].Advance(liberation()[i].Glyph(r)), a.Widths[0x80+code], 1, "%c", r)
		}
	}
	assert.NotNil(t, truetype.NewCut(liberation()[1]))
}

// A name is cut between the letters of every script.
func TestFileNameIsCutBetweenCharacters(t *testing.T) {
	t.Parallel()
	for name, whole := range map[string]string{
		"Hangul by its parts": "\u1100\u1161\u11ff", "two vowels": "\u1112\u11a2\u11a7", "old Hangul": "\ua960\u1160\u11a8", "flags": "🇸🇪", "marks": "e\u0301\u0323", "skin": "👍🏽", "family": "👩\u200d🔧",
	} {
		for fill := 230; fill < 251; fill++ {
			got := strings.TrimSuffix(SafeFileName(strings.Repeat("a", fill)+strings.Repeat(whole, 9)), ".pdf")
			rest := strings.TrimLeft(got, "a")
			assert.Empty(t, strings.ReplaceAll(rest, SafeFileName(whole)[:len(SafeFileName(whole))-4], ""), "%s: cut inside a character", name)
		}
	}
}

func TestFamilyOfAFont(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]string{
		"LiberationSans": {"LiberationSans", "400"}, "LiberationSans-Bold": {"LiberationSans", "700"}, "ABCDEF+Own-SemiBoldItalic": {"Own", "700"}, "ABCDEF+Own-Italic": {"Own", "400"}, "": {"", "400"},
	} {
		family, weight := familyOf(name)
		assert.Equal(t, want, [2]string{family, weight}, name)
	}
}
