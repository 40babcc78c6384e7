package pdf

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// tools skips a test that needs poppler-utils and qpdf; .ci/pdftools installs
// them and sets the variable.
func tools(t *testing.T) {
	t.Helper()
	if os.Getenv("BUDKAVLE_PDFTOOLS") == "" {
		t.Skip("set BUDKAVLE_PDFTOOLS=1, with poppler-utils and qpdf installed: .ci/pdftools does both")
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var out, problems bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdout, cmd.Stderr = &out, &problems
	require.NoError(t, cmd.Run(), "%s %v: %s", name, args, problems.String())
	return out.String()
}

// pages are the pictures of a document's pages, 72 pixels to the inch.
func pages(t *testing.T, data []byte) []image.Image {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "it.pdf")
	require.NoError(t, os.WriteFile(file, data, 0o600))
	run(t, "pdftoppm", "-r", "72", "-png", file, filepath.Join(dir, "page"))
	files, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	require.NoError(t, err)
	var all []image.Image
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		img, err := png.Decode(bytes.NewReader(b))
		require.NoError(t, err)
		all = append(all, img)
	}
	return all
}

// apart is how many of a million pixels are others: a third of the range or
// more away. Another version of the tool draws the edges of letters a little
// otherwise.
func apart(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return 1_000_000
	}
	grey := func(img image.Image, x, y int) int { return int(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y) }
	other, r := 0, a.Bounds()
	for y := range r.Dy() {
		for x := range r.Dx() {
			if d := grey(a, x, y) - grey(b, x, y); d > 85 || d < -85 {
				other++
			}
		}
	}
	return other * 1_000_000 / (r.Dx() * r.Dy())
}

// smudged is a page with a few letters of its first word missing.
func smudged(page image.Image) image.Image {
	out := image.NewGray(page.Bounds())
	draw.Draw(out, out.Rect, page, page.Bounds().Min, draw.Src)
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			if out.GrayAt(x, y).Y < 120 {
				draw.Draw(out, image.Rect(x, y-2, x+22, y+9), image.White, image.Point{}, draw.Src)
				return out
			}
		}
	}
	return out
}

const tolerance = 40 // of a million: two letters on the page

// The pictures of the gallery are what the documents look like today.
func TestPictures(t *testing.T) {
	tools(t)
	t.Parallel()
	var e Engine
	for _, kind := range Kinds() {
		data, err := e.Render(largePictures(sample(kind, locale.Swedish)))
		require.NoError(t, err)
		got := pages(t, data)
		for i, page := range got {
			path := filepath.Join("gallery", string(kind)+"-"+strconv.Itoa(i+1)+".png")
			if *update {
				var b bytes.Buffer
				require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, page))
				require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
			}
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			want, err := png.Decode(bytes.NewReader(b))
			require.NoError(t, err)
			assert.Greater(t, apart(want, smudged(page)), tolerance, "%s: a planted defect passes", path)
			assert.Less(t, apart(want, page), tolerance, "%s looks otherwise; look at it, then BUDKAVLE_PDFTOOLS=1 go test ./pdf -run Pictures -update", path)
		}
		for name, spoil := range map[string]func(*Document){
			"a word":      func(d *Document) { d.Parties[0].Name = "Brf Björkhojden i stan" },
			"a fact less": func(d *Document) { d.Facts = d.Facts[1:] },
			"a number":    func(d *Document) { d.Content.Lines[0].Quantity = 88888000 },
		} {
			defect := largePictures(sample(kind, locale.Swedish))
			spoil(&defect)
			data, err := e.Render(defect)
			require.NoError(t, err)
			assert.Greater(t, apart(got[0], pages(t, data)[0]), tolerance, "%s: a planted defect passes: %s", kind, name)
		}
	}
}

// copied is the text that a reader copies out of a document, its lines and
// blanks joined.
func copied(t *testing.T, data []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "it.pdf")
	require.NoError(t, os.WriteFile(file, data, 0o600))
	return strings.Join(strings.Fields(run(t, "pdftotext", "-layout", "-enc", "UTF-8", file, "-")), " ")
}

// model is every text of a document.
func model(d Document) []string {
	texts := []string{d.Number, d.Description, d.Content.Terms}
	for _, p := range d.Parties {
		texts = append(append(texts, p.Name), p.Lines...)
	}
	for _, f := range d.Facts {
		texts = append(texts, f.Value)
	}
	for _, l := range d.Content.Lines {
		texts = append(texts, l.Article, l.Name, l.Unit)
		if l.Sum.Currency != "" {
			texts = append(texts, d.Language.Money(l.Sum.Minor, l.Sum.Currency))
		}
	}
	for _, total := range d.Content.Totals {
		texts = append(texts, total.Message(d.Language), d.Language.Money(total.Amount.Minor, total.Amount.Currency))
	}
	for _, list := range d.Content.Checklists {
		texts = append(texts, list.Title)
		for _, c := range list.Checks {
			texts = append(texts, c.Name, c.Result)
		}
	}
	for _, m := range d.Content.Measurements {
		texts = append(texts, m.Name, m.Value, m.Unit)
	}
	for _, s := range d.Content.Signatures {
		texts = append(texts, s.Name)
	}
	return texts
}

// missing are the texts of a document that cannot be copied out of it.
func missing(t *testing.T, d Document, data []byte) (absent []string) {
	t.Helper()
	text := copied(t, data)
	for _, want := range model(d) {
		if want = strings.Join(strings.Fields(want), " "); !strings.Contains(text, want) {
			absent = append(absent, want)
		}
	}
	return absent
}

func TestTextCanBeCopied(t *testing.T) {
	tools(t)
	t.Parallel()
	var e Engine
	for _, kind := range Kinds() {
		for _, l := range locale.BuiltIn() {
			d := sample(kind, l)
			data, err := e.Render(d)
			require.NoError(t, err)
			assert.Empty(t, missing(t, d, data), "%s %s", kind, l)
			d.Parties[0].Name += "!"
			assert.Len(t, missing(t, d, data), 1, "a planted defect passes")
		}
	}
	d := sample(Quote, locale.English)
	for _, text := range []string{"Ångström é ß – ”citat” € −1 ≤ 2,1 MΩ ≥ □", "Łódź čtyři Žitná señor Ωμέγα Жизнь ґудзик Ținut Őrség"} {
		d.Description = text
		data, err := e.Render(d)
		require.NoError(t, err)
		assert.Empty(t, missing(t, d, data))
	}
}

func TestFilesAreSound(t *testing.T) {
	tools(t)
	t.Parallel()
	var e Engine
	for name, d := range allSorts() {
		data, err := e.Render(d)
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "it.pdf")
		require.NoError(t, os.WriteFile(file, data, 0o600))
		assert.NotContains(t, run(t, "qpdf", "--check", file), "WARNING", name)
		info := run(t, "pdfinfo", file)
		assert.Contains(t, info, "Title:", name)
		assert.Regexp(t, `Tagged: +yes`, info, name)
		for line := range strings.Lines(strings.SplitAfterN(run(t, "pdffonts", file), "\n", 3)[2]) {
			fields := strings.Fields(line)
			assert.Equal(t, "yes", fields[len(fields)-5], "%s: font not embedded: %s", name, line)
		}

		// A planted defect: the end of the file points elsewhere.
		at := bytes.LastIndex(data, []byte("startxref\n"))
		require.NoError(t, os.WriteFile(file, append(bytes.Clone(data[:at]), "startxref\n17\n%%EOF\n"...), 0o600))
		assert.Error(t, exec.CommandContext(t.Context(), "qpdf", "--check", file).Run(), "%s: a planted defect passes", name)
	}
}

// allSorts are a document of every kind, and some that are large or odd.
func allSorts() map[string]Document {
	documents := map[string]Document{"absurd": absurd(), "many rows": manyRows()}
	for _, kind := range Kinds() {
		documents[string(kind)] = sample(kind, locale.Swedish)
	}
	unicode := sample(ServiceProtocol, locale.Swedish)
	unicode.Description = "č Ж"
	documents["unicode"] = unicode
	return documents
}

// Every object is as the tables of ISO 32000-1 want it, says pdfcpu in its strict
// mode.
func TestFilesAreValid(t *testing.T) {
	checker := os.Getenv("BUDKAVLE_PDFCPU")
	if checker == "" {
		t.Skip("set BUDKAVLE_PDFCPU to the path of pdfcpu: .ci/pdftools installs it")
	}
	t.Parallel()
	for name, d := range allSorts() {
		data, err := new(Engine).Render(d)
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "it.pdf")
		require.NoError(t, os.WriteFile(file, data, 0o600))
		run(t, checker, "validate", "-conf", "disable", "-mode", "strict", file)

		// A planted defect: the fonts lose the name of their family.
		require.NoError(t, os.WriteFile(file, bytes.ReplaceAll(data, []byte("/FontFamily"), []byte("/NotForThis")), 0o600))
		assert.Error(t, exec.CommandContext(t.Context(), checker, "validate", "-conf", "disable", "-mode", "strict", file).Run(), "%s: a planted defect passes", name)
	}
}

// A screen reader hears what is what (ISO 14289-1): headings, tables with heads,
// and words in place of each picture; and the file is well-formed for a second
// reader.
func TestStructureIsRead(t *testing.T) {
	tools(t)
	t.Parallel()
	data, err := new(Engine).Render(sample(ServiceProtocol, locale.Swedish))
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "it.pdf")
	require.NoError(t, os.WriteFile(file, data, 0o600))
	text := run(t, "pdfinfo", "-struct-text", file)
	for _, want := range []string{
		"H1 (block)\n    \"Serviceprotokoll AO462\"", "H2 (block)\n    \"Utförda besök\"", "TH:\n         /Scope /Column\n        \"Resultat\"",
		"TD\n        \"✕ Åtgärdas\"", "TH:\n         /Scope /Row\n        \"Kontaktperson\"", "Figure",
	} {
		assert.Contains(t, text, want)
	}
	tree := run(t, "pdfinfo", "-struct", file)
	assert.Equal(t, strings.Count(tree, "Figure"), len(sample(ServiceProtocol, locale.Swedish).Content.Photos)+3)
	assert.Equal(t, strings.Count(readable(t, data), "/S /Figure"), strings.Count(readable(t, data), "/Alt <"), "each picture has words")
	assert.NotContains(t, text, "Sida 1 av", "what stands on each page is passed over")
	assert.Contains(t, run(t, "pdfinfo", "-meta", file), "<pdfuaid:part>1</pdfuaid:part>")

	// Poppler finds the elements that our own inspection goes through.
	ours := map[string]int{}
	for _, v := range openPDF(t, data).at {
		if e, ok := v.(dict); ok && e["P"] != nil {
			if role, ok := e["S"].(name); ok {
				ours[string(role)]++
			}
		}
	}
	theirs := map[string]int{}
	for line := range strings.Lines(tree) {
		if role := strings.Fields(strings.NewReplacer(":", " ", "(", " ").Replace(line)); len(role) > 0 && ours[role[0]] > 0 {
			theirs[role[0]]++
		}
	}
	assert.Equal(t, ours, theirs)
}
