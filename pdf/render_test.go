package pdf

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestEveryKindInEveryLanguage(t *testing.T) {
	t.Parallel()
	var e Engine
	for _, kind := range Kinds() {
		for _, l := range locale.BuiltIn() {
			data, warnings, err := e.RenderWithWarnings(sample(kind, l))
			require.NoError(t, err, "%s %s", kind, l)
			assert.Empty(t, warnings)
			assert.True(t, bytes.HasPrefix(data, []byte("%PDF-")) && bytes.Contains(data, []byte("/Lang ("+l.Tag()+")")), "%s %s", kind, l)
			if kind != ServiceProtocol { // whose ticks are no letters
				assert.NotContains(t, string(data), "/Type0", "a Western document carries no other font")
			}
		}
	}
}

// The papers are what they were, unpacked: another release of Go may compress
// otherwise, and says the same. The same input gives the same bytes (R504).
func TestGoldenPapers(t *testing.T) {
	t.Parallel()
	var e Engine
	for _, kind := range Kinds() {
		path := filepath.Join("testdata", string(kind)+".txt")
		data, err := e.Render(largePictures(sample(kind, locale.Swedish)))
		require.NoError(t, err)
		again, err := e.Render(largePictures(sample(kind, locale.Swedish)))
		require.NoError(t, err)
		assert.True(t, bytes.Equal(data, again), "the same document, other bytes")
		got := readable(t, data)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s differs; look at it, then go test ./pdf -update", path)

		defect := largePictures(sample(kind, locale.Swedish))
		defect.Content.Lines[0].Quantity++
		other, err := e.Render(defect)
		require.NoError(t, err)
		assert.NotEqual(t, string(want), readable(t, other), "a planted defect passes")
	}
}

func TestParallel(t *testing.T) {
	t.Parallel()
	var e Engine
	d := sample(ServiceProtocol, locale.Swedish)
	want, err := e.Render(d)
	require.NoError(t, err)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			got, err := e.Render(d)
			assert.NoError(t, err)
			assert.True(t, bytes.Equal(want, got))
		})
	}
	wait.Wait()
}

func TestAbsurd(t *testing.T) {
	t.Parallel()
	data, warnings, err := new(Engine).RenderWithWarnings(absurd())
	require.NoError(t, err)
	assert.Empty(t, warnings)
	assert.Greater(t, pageCount(t, data), 30)

	many := sample(OrderConfirmation, locale.Swedish)
	for i := range 2000 {
		many.Content.Lines = append(many.Content.Lines, Line{Article: fmt.Sprint(i), Name: "Rad", Quantity: 1000, Price: kr(100), Sum: kr(100)})
	}
	_, err = new(Engine).Render(many)
	require.NoError(t, err)

	empty := Document{Kind: Quote, Number: "1", Date: seen, Parties: []AddressBlock{{}}, Facts: []Fact{{}}, Content: Content{Lines: []Line{{}}, Totals: []Total{{}}, Checklists: []Checklist{{}, {Checks: []Check{{}}}}, Measurements: []Measurement{{}}, Signatures: []Signature{{}}}}
	_, err = new(Engine).Render(empty)
	require.NoError(t, err)
}

func TestOtherScripts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		missing string
		unicode bool
	}{
		"å ä ö é ß – ” € − Ω ≤ ≥":   {"", false},
		"č ł Ж Ω Ő ș":               {"", true},
		"a\u0301 e\u0300":           {"", false},
		"日本 😀 שלום":                 {"ולםש日本😀", false},
		"č 😀":                       {"😀", true},
		"\u202eabc\u200b\ufeff\x07": {"", false},
		"\xff\xfe":                  {"\ufffd", false},
	} {
		d := sample(WorkOrder, locale.Swedish)
		d.Description = text
		data, warnings, err := new(Engine).RenderWithWarnings(d)
		require.NoError(t, err, "%q", text)
		assert.Equal(t, want.unicode, bytes.Contains(data, []byte("/Type0")), "%q", text)
		if want.missing == "" {
			assert.Empty(t, warnings, "%q", text)
		} else {
			assert.Equal(t, []Note{{NoteNoGlyph, want.missing}}, warnings, "%q", text)
		}
	}
}

func TestBadDocuments(t *testing.T) {
	t.Parallel()
	_, err := new(Engine).Render(Document{Kind: "invoice"})
	require.Error(t, err)
	assert.Contains(t, err.Error(), `unknown kind of document "invoice"`)
	assert.Contains(t, err.Error(), "no Number")
	assert.Contains(t, err.Error(), "no Date")
	for _, s := range []Style{{Accent: "blue"}, {MaxPixels: -1}, {Font: []byte("no font")}, {BoldFont: liberationserifregular.TTF}} {
		_, err := New(s)
		assert.Error(t, err)
	}
}

func TestHostsFont(t *testing.T) {
	t.Parallel()
	e, err := New(Style{Accent: "#7A1F3D", Font: liberationserifregular.TTF})
	require.NoError(t, err)
	data, err := e.Render(sample(Quote, locale.German))
	require.NoError(t, err)
	assert.Contains(t, string(data), "/Type0")
}

func TestBrokenPictures(t *testing.T) {
	t.Parallel()
	d := sample(ServiceProtocol, locale.Swedish)
	d.Content.Photos[1].Data = d.Content.Photos[1].Data[:2000]
	d.Content.Photos[2].Data = nil
	d.Company.Logo.Data = []byte("GIF89a")
	_, err := new(Engine).Render(d)
	var broken *PictureError
	require.True(t, errors.As(err, &broken))
	for _, name := range []string{`"logo.png"`, `"bild2.jpg"`, `"bild3.jpg"`} {
		assert.Contains(t, err.Error(), name)
	}

	e, err := New(Style{LeaveOutBroken: true})
	require.NoError(t, err)
	_, warnings, err := e.RenderWithWarnings(d)
	require.NoError(t, err)
	assert.Equal(t, []Note{{NotePictureLeftOut, "logo.png"}, {NotePictureLeftOut, "bild2.jpg"}, {NotePictureLeftOut, "bild3.jpg"}}, warnings)
}

func TestContentGoesThroughJSON(t *testing.T) {
	t.Parallel()
	want := sample(ServiceProtocol, locale.Swedish).Content
	b, err := json.Marshal(want)
	require.NoError(t, err)
	var got Content
	require.NoError(t, json.Unmarshal(b, &got))
	assert.Equal(t, want, got)
}

// FuzzRender puts any text and any content into a document.
func FuzzRender(f *testing.F) {
	content, _ := json.Marshal(sample(WorkOrder, locale.Swedish).Content)
	f.Add("Årlig service", "AO462", content)
	f.Add("č \xff 😀 שלום \U0010ffff \u202e ( ) \\ \r\n", "(\\)", []byte(`{"lines":[{"name":"𐀀"}],"totals":[{"label":"x","amount":{"minor":-9223372036854775808,"currency":"SEK"}}]}`))
	f.Add("\uffff\U00010000č", "č\U00010000", []byte(`{"photos":[{}]}`))
	engine, err := New(Style{LeaveOutBroken: true, MaxPixels: 1 << 20})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, number string, raw []byte) {
		d := Document{Kind: ServiceProtocol, Date: seen, Number: "1" + number, Company: Letterhead{Name: text, Details: []string{text}}, Parties: []AddressBlock{{Role: Role(number), Name: text, Lines: []string{number}}}, Facts: []Fact{{text, number}, {number, text}}, Description: text}
		_ = json.Unmarshal(raw, &d.Content)
		if len(d.Content.Photos)+len(d.Content.Checklists) > 100 || len(d.Content.Lines) > 1000 {
			t.Skip()
		}
		if _, _, err := engine.RenderWithWarnings(d); err != nil {
			t.Fatal(err)
		}
	})
}
