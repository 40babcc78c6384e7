package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/pdf/internal/truetype"
	"github.com/budkavle/budkavle/templating/locale"
)

// An inspection looks for breaches of PDF/UA-1 (ISO 14289-1) as the Matterhorn
// protocol lists those that a machine can find; its numbers stand before each.
type inspection struct {
	*readFile
	found   []string
	pages   []pdfRef
	content map[piece]bool // marked on a page
	claimed map[piece]int  // by how many elements
	parents map[piece]int  // by the parent tree: the number of the element
	figures map[piece]bool // with a picture in them
}

// A piece is a marked part of a page.
type piece struct{ page, number int }

func (i *inspection) breach(format string, args ...any) {
	i.found = append(i.found, fmt.Sprintf(format, args...))
}

func inspect(o *readFile) []string {
	i := &inspection{readFile: o, content: map[piece]bool{}, claimed: map[piece]int{}, parents: map[piece]int{}, figures: map[piece]bool{}}
	catalog := i.dict(i.trailer["Root"])
	i.catalog(catalog)
	for _, kid := range i.list(i.dict(catalog["Pages"])["Kids"]) {
		i.pages = append(i.pages, kid.(pdfRef))
	}
	i.fonts()
	for n := range i.pages {
		i.page(n)
	}
	root := i.dict(catalog["StructTreeRoot"])
	i.parentTree(root)
	i.structure(root, catalog["StructTreeRoot"])
	for p := range i.content {
		if i.claimed[p] != 1 {
			i.breach("01-006 piece %d of page %d is in %d elements", p.number, p.page+1, i.claimed[p])
		}
	}
	slices.Sort(i.found)
	return slices.Compact(i.found)
}

func (i *inspection) catalog(c dict) {
	if i.dict(c["MarkInfo"])["Marked"] != true {
		i.breach("02-001 the file does not say that it is tagged")
	}
	if lang, _ := c["Lang"].(string); len(lang) < 2 {
		i.breach("11-006 no language")
	}
	if i.dict(c["ViewerPreferences"])["DisplayDocTitle"] != true {
		i.breach("07-001 the title is not shown")
	}
	number, _ := c["Metadata"].(pdfRef)
	xmp := string(i.streams[int(number)])
	for text, breach := range map[string]string{
		"<pdfuaid:part>1</pdfuaid:part>": "06-002 the metadata does not say PDF/UA-1", `xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"`: "06-002 the namespace is another", "<dc:title>": "06-003 no title",
	} {
		if !strings.Contains(xmp, text) {
			i.breach("%s", breach)
		}
	}
	if title := spoken(i.dict(i.trailer["Info"])["Title"]); title == "" || !strings.Contains(xmp, ">"+title+"<") {
		i.breach("06-004 the title %q is not that of the metadata", title)
	}
	if i.trailer["Encrypt"] != nil {
		i.breach("26-001 the file is encrypted")
	}
	if c["StructTreeRoot"] == nil {
		i.breach("01-005 no structure")
	}
}

// page goes through the operators of a page: whatever is drawn is in an element or
// an artifact.
func (i *inspection) page(n int) {
	p := i.dict(i.pages[n])
	if p["StructParents"] != float64(n) {
		i.breach("01-006 page %d is number %v of the parent tree", n+1, p["StructParents"])
	}
	if p["Annots"] != nil && p["Tabs"] != name("S") {
		i.breach("28-008 page %d has annotations in no order", n+1)
	}
	ref, _ := p["Contents"].(pdfRef)
	l := &lexer{i.streams[int(ref)]}
	var operands []any
	var open []string
	var at piece
	for v := l.value(); v != nil; v = l.value() {
		o, isOp := v.(op)
		if !isOp {
			operands = append(operands, v)
			continue
		}
		switch o {
		case "BMC", "BDC":
			tag, _ := operands[0].(name)
			if len(open) > 0 {
				i.breach("01-003 %s lies within %s on page %d", tag, open[0], n+1)
			}
			open = append(open, string(tag))
			if o == "BDC" {
				number, _ := operands[1].(dict)["MCID"].(float64)
				at = piece{n, int(number)}
				if i.content[at] {
					i.breach("01-006 piece %d is on page %d twice", at.number, n+1)
				}
				i.content[at] = true
			} else if tag != "Artifact" {
				i.breach("01-005 %s on page %d has no number", tag, n+1)
			}
		case "EMC":
			open = open[:max(0, len(open)-1)]
		case "Tj", "S", "f", "Do", "B":
			if len(open) == 0 {
				i.breach("01-005 %s on page %d is neither in an element nor an artifact", o, n+1)
			} else if o == "Do" {
				i.figures[at] = open[0] != "Artifact"
			}
		}
		operands = nil
	}
	if len(open) > 0 {
		i.breach("01-003 %s is not ended on page %d", open[0], n+1)
	}
}

func (i *inspection) parentTree(root dict) {
	nums := i.list(i.dict(root["ParentTree"])["Nums"])
	for k := 0; k+1 < len(nums); k += 2 {
		page, _ := nums[k].(float64)
		for number, element := range i.list(nums[k+1]) {
			ref, _ := element.(pdfRef)
			i.parents[piece{int(page), number}] = int(ref)
		}
	}
	if len(nums) != 2*len(i.pages) || root["ParentTreeNextKey"] != float64(len(i.pages)) {
		i.breach("01-006 the parent tree has %d entries for %d pages", len(nums)/2, len(i.pages))
	}
}

// What may stand in what, of the elements that we use.
var children = map[string][]string{
	"": {"Document"}, "Document": {"H1", "H2", "P", "Figure", "Table"}, "Table": {"TR"}, "TR": {"TH", "TD"},
	"H1": nil, "H2": nil, "P": nil, "Figure": nil, "TH": nil, "TD": nil,
}

func (i *inspection) structure(root dict, rootRef any) {
	level, headings := 0, 0
	var walk func(element any, parentRef any, parent string)
	walk = func(element, parentRef any, parent string) {
		e := i.dict(element)
		ref, _ := element.(pdfRef)
		role, _ := e["S"].(name)
		if !slices.Contains(children[parent], string(role)) {
			i.breach("09-004 %s stands in %q", role, parent)
		}
		if e["P"] != parentRef {
			i.breach("01-006 %s points to %v for %v", role, e["P"], parentRef)
		}
		if strings.HasPrefix(string(role), "H") {
			now := int(role[1] - '0')
			if now > level+1 || headings == 0 && now != 1 {
				i.breach("14-003 %s comes after a heading of level %d", role, level)
			}
			level = now
			headings++
		}
		kids, pieces, pictures := i.list(e["K"]), 0, 0
		for _, kid := range kids {
			switch kid := kid.(type) {
			case pdfRef:
				walk(kid, ref, string(role))
				continue
			case float64:
				pieces++
				pictures += i.claim(piece{slices.Index(i.pages, e["Pg"].(pdfRef)), int(kid)}, ref)
			case dict:
				pieces++
				page, _ := kid["Pg"].(pdfRef)
				number, _ := kid["MCID"].(float64)
				pictures += i.claim(piece{slices.Index(i.pages, page), int(number)}, ref)
			}
		}
		i.role(string(role), e, len(kids), pieces, pictures)
	}
	kids := i.list(root["K"])
	if _, one := root["K"].(pdfRef); one {
		kids = []any{root["K"]}
	}
	if len(kids) != 1 {
		i.breach("09-004 the root has %d elements", len(kids))
	}
	for _, kid := range kids {
		walk(kid, rootRef, "")
	}
	if headings == 0 {
		i.breach("14-002 no heading")
	}
}

// claim notes that an element has a piece; 1 when there is a picture in it.
func (i *inspection) claim(p piece, element pdfRef) int {
	i.claimed[p]++
	if i.parents[p] != int(element) {
		i.breach("01-006 the parent tree says another element for piece %d of page %d", p.number, p.page+1)
	}
	if !i.content[p] {
		i.breach("01-006 no piece %d is on page %d", p.number, p.page+1)
	}
	if i.figures[p] {
		return 1
	}
	return 0
}

// role is what an element must have of its own.
func (i *inspection) role(role string, e dict, kids, pieces, pictures int) {
	switch role {
	case "Figure":
		if strings.TrimSpace(spoken(e["Alt"])) == "" {
			i.breach("13-004 a picture without words")
		}
		if pictures == 0 {
			i.breach("13-004 a Figure without a picture")
		}
	case "TH":
		scope := i.dict(e["A"])["Scope"]
		if scope != name("Row") && scope != name("Column") {
			i.breach("15-003 a head of a table that is of neither row nor column")
		}
	case "Table":
		columns, heads := 0, 0
		for n, row := range i.list(e["K"]) {
			cells := i.list(i.dict(row)["K"])
			if n > 0 && len(cells) != columns {
				i.breach("15-003 rows of %d and %d cells", columns, len(cells))
			}
			columns = len(cells)
			for _, cell := range cells {
				if i.dict(cell)["S"] == name("TH") {
					heads++
				}
			}
		}
		if heads == 0 {
			i.breach("15-003 a table without heads")
		}
	}
	if pictures > 0 && role != "Figure" {
		i.breach("13-001 a picture in %s", role)
	}
	if kids == 0 && role != "TD" && role != "TH" {
		i.breach("09-004 an empty %s", role)
	}
}

// fonts are embedded, say which character each code is, and have the widths that
// the file says.
func (i *inspection) fonts() {
	for _, f := range i.dict(i.dict(i.dict(i.pages[0])["Resources"])["Font"]) {
		font := i.dict(f)
		base, _ := font["BaseFont"].(name)
		unicode, _ := font["ToUnicode"].(pdfRef)
		if !bytes.Contains(i.streams[int(unicode)], []byte("begincmap")) {
			i.breach("10-001 %s does not say which characters its codes are", base)
		}
		for _, never := range []string{"<0000>\n", "<FEFF>\n", "<FFFE>\n"} {
			if bytes.Contains(i.streams[int(unicode)], []byte(never)) {
				i.breach("31-028 %s has a code without a character", base)
			}
		}
		described := font
		if font["Subtype"] == name("Type0") {
			described = i.dict(i.list(font["DescendantFonts"])[0])
			if described["CIDToGIDMap"] != name("Identity") || font["Encoding"] != name("Identity-H") {
				i.breach("31-004 %s does not say which glyph a code is", base)
			}
		}
		descriptor := i.dict(described["FontDescriptor"])
		program, _ := descriptor["FontFile2"].(pdfRef)
		file := i.streams[int(program)]
		if len(file) < 12 {
			i.breach("31-009 %s is not embedded", base)
			continue
		}
		if described["BaseFont"] != descriptor["FontName"] {
			i.breach("31-009 %s is described as %v", base, descriptor["FontName"])
		}
		if font["Subtype"] == name("TrueType") {
			cut, err := truetype.Parse(file)
			if err != nil {
				i.breach("31-009 %s is no font: %v", base, err)
				continue
			}
			i.simple(base, font, descriptor, cut)
			continue
		}
		unit := float64(binary.BigEndian.Uint16(tableOf(file, "head")[18:]))
		for n, w := range i.list(i.list(described["W"])[1]) {
			if width := 1000 * float64(binary.BigEndian.Uint16(tableOf(file, "hmtx")[4*(n+1):])) / unit; math.Abs(w.(float64)-width) > 1 {
				i.breach("31-016 glyph %d of %s is %.1f wide and said to be %v", n+1, base, width, w)
			}
		}
	}
}

// tableOf is a table of a TrueType font.
func tableOf(file []byte, tag string) []byte {
	for at := 12; at+16 <= len(file); at += 16 {
		if string(file[at:at+4]) == tag {
			return file[binary.BigEndian.Uint32(file[at+8:]):]
		}
	}
	return nil
}

// adobe are the names of the Adobe glyph list that our faces use.
var adobe = map[name]rune{"minus": '−', "H22073": '□', "Omega": 'Ω', "lessequal": '≤', "greaterequal": '≥'}

// simple is a font of one byte a character.
func (i *inspection) simple(base name, font, descriptor dict, cut *truetype.Font) {
	encoding := i.dict(font["Encoding"])
	if descriptor["Flags"] != 32.0 || encoding["BaseEncoding"] != name("WinAnsiEncoding") {
		i.breach("31-020 %s has no encoding", base)
	}
	codes := map[int]rune{}
	for code := range 256 {
		if r := latin([]byte{byte(code)}); code >= 32 && code != 127 {
			codes[code] = []rune(string(r))[0]
		}
	}
	at := 0
	for _, d := range i.list(encoding["Differences"]) {
		if n, ok := d.(float64); ok {
			at = int(n)
			continue
		}
		glyph, _ := d.(name)
		r, known := adobe[glyph]
		if !known {
			i.breach("31-021 %s has the glyph %s, which no list has", base, glyph)
		}
		codes[at] = r
	}
	first, _ := font["FirstChar"].(float64)
	widths := i.list(font["Widths"])
	for code, r := range codes {
		glyph := cut.Glyph(r)
		if glyph == 0 {
			i.breach("31-030 %s lacks %q", base, r)
		}
		if w := widths[code-int(first)]; math.Abs(w.(float64)-float64(cut.Advance(glyph))) > 1 {
			i.breach("31-016 %q of %s is %d wide and said to be %v", r, base, cut.Advance(glyph), w)
		}
	}
}

// Every paper in every language keeps the rules for accessible files.
func TestPapersAreAccessible(t *testing.T) {
	t.Parallel()
	documents := map[string]Document{"absurd": absurd(), "bare": {Kind: WorkOrder, Number: "1", Date: seen}}
	for _, kind := range Kinds() {
		for _, l := range locale.BuiltIn() {
			documents[string(kind)+" "+l.Tag()] = sample(kind, l)
		}
	}
	unicode := sample(ServiceProtocol, locale.Swedish)
	unicode.Description, unicode.Company.Name, unicode.Content.Photos[1].Caption = "Łódź čtyři Ж Ω ≤ □ 漢", "", " "
	documents["unicode, and a logo of nobody"] = unicode
	for name, d := range documents {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := new(Engine).Render(d)
			require.NoError(t, err)
			assert.Empty(t, inspect(openPDF(t, data)))
		})
	}
	e, err := New(Style{LeaveOutBroken: true})
	require.NoError(t, err)
	broken := sample(ServiceProtocol, locale.Swedish)
	broken.Content.Photos[0].Data = []byte("no picture")
	data, err := e.Render(broken)
	require.NoError(t, err)
	assert.Empty(t, inspect(openPDF(t, data)), "a picture that is left out leaves words")
}

// What the inspection finds when it is planted.
func TestTheInspectionSees(t *testing.T) {
	t.Parallel()
	data, err := new(Engine).Render(sample(ServiceProtocol, locale.Swedish))
	require.NoError(t, err)
	roleOf := func(o *readFile, role string) dict { // the first such element, by number
		for n := range len(o.at) + 1 {
			if d, ok := o.at[n].(dict); ok && d["S"] == name(role) {
				return d
			}
		}
		return nil
	}
	content := func(o *readFile, from, to string) {
		page := o.dict(o.list(o.dict(o.dict(o.trailer["Root"])["Pages"])["Kids"])[0])
		number := int(page["Contents"].(pdfRef))
		o.streams[number] = bytes.Replace(o.streams[number], []byte(from), []byte(to), 1)
	}
	catalog := func(o *readFile) dict { return o.dict(o.trailer["Root"]) }
	xmp := func(o *readFile, from, to string) {
		number := int(catalog(o)["Metadata"].(pdfRef))
		o.streams[number] = bytes.ReplaceAll(o.streams[number], []byte(from), []byte(to))
	}
	font := func(o *readFile, subtype string) dict {
		for _, f := range o.dict(o.dict(o.dict(o.list(o.dict(catalog(o)["Pages"])["Kids"])[0])["Resources"])["Font"]) {
			if d := o.dict(f); d["Subtype"] == name(subtype) {
				return d
			}
		}
		return nil
	}
	for defect, plant := range map[string]struct {
		plant func(o *readFile)
		want  string
	}{
		"no mark":           {func(o *readFile) { delete(catalog(o), "MarkInfo") }, "02-001"},
		"no language":       {func(o *readFile) { delete(catalog(o), "Lang") }, "11-006"},
		"title hidden":      {func(o *readFile) { delete(catalog(o), "ViewerPreferences") }, "07-001"},
		"no claim":          {func(o *readFile) { xmp(o, "pdfuaid:part", "pdfuaid:p") }, "06-002"},
		"no title":          {func(o *readFile) { xmp(o, "dc:title", "dc:t") }, "06-003"},
		"another title":     {func(o *readFile) { xmp(o, "Serviceprotokoll AO462", "Utan namn") }, "06-004"},
		"encrypted":         {func(o *readFile) { o.trailer["Encrypt"] = dict{} }, "26-001"},
		"text in nothing":   {func(o *readFile) { content(o, "/Artifact BMC", "/Artifact BMC EMC") }, "01-005"},
		"a piece not ended": {func(o *readFile) { content(o, "EMC", "") }, "01-003"},
		"a piece twice":     {func(o *readFile) { content(o, "/MCID 3>>", "/MCID 2>>") }, "01-006"},
		"a piece of nobody": {func(o *readFile) { roleOf(o, "P")["K"] = []any{} }, "01-006"},
		"another parent":    {func(o *readFile) { roleOf(o, "TR")["P"] = pdfRef(1) }, "01-006"},
		"parent tree": {func(o *readFile) {
			l := o.list(o.list(o.dict(o.dict(catalog(o)["StructTreeRoot"])["ParentTree"])["Nums"])[1])
			l[1] = l[2]
		}, "01-006"},
		"picture unsaid":     {func(o *readFile) { delete(roleOf(o, "Figure"), "Alt") }, "13-004"},
		"picture in P":       {func(o *readFile) { roleOf(o, "Figure")["S"] = name("P") }, "13-001"},
		"no picture":         {func(o *readFile) { roleOf(o, "P")["S"] = name("Figure") }, "13-004"},
		"first heading":      {func(o *readFile) { roleOf(o, "H1")["S"] = name("H2") }, "14-003"},
		"no heading":         {func(o *readFile) { roleOf(o, "H1")["S"] = name("P") }, "14-003"},
		"no scope":           {func(o *readFile) { delete(roleOf(o, "TH"), "A") }, "15-003"},
		"a cell less":        {func(o *readFile) { r := roleOf(o, "TR"); r["K"] = o.list(r["K"])[:1] }, "15-003"},
		"a cell in the open": {func(o *readFile) { roleOf(o, "P")["S"] = name("TD") }, "09-004"},
		"no heads": {func(o *readFile) {
			for n := range o.at {
				if d, ok := o.at[n].(dict); ok && d["S"] == name("TH") {
					d["S"] = name("TD")
				}
			}
		}, "15-003"},
		"codes unsaid":  {func(o *readFile) { delete(font(o, "TrueType"), "ToUnicode") }, "10-001"},
		"glyphs unsaid": {func(o *readFile) { o.dict(o.list(font(o, "Type0")["DescendantFonts"])[0])["CIDToGIDMap"] = nil }, "31-004"},
		"not embedded":  {func(o *readFile) { delete(o.dict(font(o, "TrueType")["FontDescriptor"]), "FontFile2") }, "31-009"},
		"another width": {func(o *readFile) { o.list(font(o, "TrueType")["Widths"])[40] = 1.0 }, "31-016"},
		"another width, wide": {func(o *readFile) {
			o.list(o.list(o.dict(o.list(font(o, "Type0")["DescendantFonts"])[0])["W"])[1])[0] = 1.0
		}, "31-016"},
		"a strange glyph": {func(o *readFile) { o.list(o.dict(font(o, "TrueType")["Encoding"])["Differences"])[1] = name("uni2212") }, "31-021"},
		"no encoding":     {func(o *readFile) { o.dict(font(o, "TrueType")["FontDescriptor"])["Flags"] = 4.0 }, "31-020"},
	} {
		o := openPDF(t, data)
		plant.plant(o)
		found := inspect(o)
		assert.True(t, slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, plant.want) }), "%s: want %s, found %v", defect, plant.want, found)
	}
}
