package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// bytes puts the pages and all that they use into a file.
func (c *canvas) bytes() []byte {
	f := newFile()
	catalog, tree, resources := f.reserve(), f.reserve(), f.reserve()
	pages := make([]int, len(c.pages))
	for i := range pages {
		pages[i] = f.reserve()
	}
	kids := make([]string, len(pages))
	for i, p := range c.pages {
		content := f.reserve()
		f.packed(content, "", p.content)
		f.object(pages[i], "<</Type /Page /Parent ", ref(tree), " /Resources ", ref(resources), " /Contents ",
			ref(content), " /StructParents ", strconv.Itoa(i), ">>")
		kids[i] = ref(pages[i])
	}
	f.object(tree, "<</Type /Pages /Kids [", strings.Join(kids, " "), "] /Count ", strconv.Itoa(len(pages)),
		" /MediaBox [0 0 ", fixed(pageWidth), " ", fixed(pageHeight), "]>>")
	f.object(resources, "<</Font <<", c.writeFonts(f), ">> /XObject <<", c.writeImages(f), ">>>>")
	outline := c.outline(f, pages)
	root := c.structure(f, pages)
	metadata := f.reserve()
	f.stream(metadata, "/Type /Metadata /Subtype /XML", c.xmp())
	f.object(catalog, "<</Type /Catalog /Pages ", ref(tree), " /Lang (", c.language,
		") /MarkInfo <</Marked true>> /StructTreeRoot ", ref(root), " /Outlines ", ref(outline),
		" /Metadata ", ref(metadata), " /ViewerPreferences <</DisplayDocTitle true>>>>")
	info := f.add("<</Title ", hexText(c.title), " /Author ", hexText(c.author),
		" /Producer (Budkavle) /CreationDate ", pdfDate(c.date), " /ModDate ", pdfDate(c.date), ">>")
	return f.finish(catalog, info)
}

// describe sets the metadata.
func (c *canvas) describe(title, author, language string, date time.Time) {
	c.title, c.author, c.language, c.date = basic(title), basic(author), language, date
}

// writeFonts writes those that the document uses, and returns their names.
func (c *canvas) writeFonts(f *file) string {
	var names strings.Builder
	add := func(font, object int) { names.WriteString("/F" + strconv.Itoa(font) + " " + ref(object) + " ") }
	if c.western {
		for i, a := range faces() {
			add(1+i, a.write(f))
		}
	}
	for i := range c.subsets {
		if s := &c.subsets[i]; len(s.chars) > 0 {
			add(3+i, s.write(f, [2]string{"BUDKAW+BudkavleSans", "BUDKAW+BudkavleSans-Bold"}[i], i == 1))
		}
	}
	return names.String()
}

// writeImages writes the pictures, and returns their names.
func (c *canvas) writeImages(f *file) string {
	var names strings.Builder
	for i, pic := range c.images {
		n := f.reserve()
		wide, high := strconv.Itoa(pic.width), strconv.Itoa(pic.height)
		dict := "/Type /XObject /Subtype /Image /Width " + wide + " /Height " + high + " /BitsPerComponent 8 /ColorSpace /"
		space, colours := "DeviceRGB", "3"
		if pic.grey {
			space, colours = "DeviceGray", "1"
		}
		if pic.kind == "JPEG" {
			f.stream(n, dict+space+" /Filter /DCTDecode", pic.data)
		} else {
			parms := "<</Predictor 15 /Colors " + colours + " /Columns " + wide + ">>"
			f.stream(n, dict+space+" /Filter /FlateDecode /DecodeParms "+parms, pixelsOf(pic.data))
		}
		names.WriteString("/I" + strconv.Itoa(i+1) + " " + ref(n) + " ")
	}
	return names.String()
}

// pixelsOf are the compressed pixels of a PNG as the standard library writes
// it, which PDF takes as they are.
func pixelsOf(data []byte) (pixels []byte) {
	for at := 8; at+12 <= len(data); {
		size := int(binary.BigEndian.Uint32(data[at:]))
		if string(data[at+4:at+8]) == "IDAT" {
			pixels = append(pixels, data[at+8:at+8+size]...)
		}
		at += 12 + size
	}
	return pixels
}

// outline writes the list of contents that a reader shows beside the pages.
func (c *canvas) outline(f *file, pages []int) int {
	root := f.reserve()
	numbers := make([]int, len(c.marks))
	for i := range numbers {
		numbers[i] = f.reserve()
	}
	next := func(from, level, step int) string {
		for i := from + step; i >= 0 && i < len(c.marks) && c.marks[i].level >= level; i += step {
			if c.marks[i].level == level {
				return ref(numbers[i])
			}
		}
		return ""
	}
	for i, m := range c.marks {
		parts := []string{
			"<</Title ", hexText(m.text), " /Dest [", ref(pages[m.page-1]),
			" /XYZ 0 ", fixed(pageHeight - m.y), " null]",
		}
		add := func(key, to string) {
			if to != "" {
				parts = append(parts, " /"+key+" "+to)
			}
		}
		if m.level == 0 {
			add("Parent", ref(root))
			if len(c.marks) > 1 {
				add("First", ref(numbers[1]))
				add("Last", ref(numbers[len(numbers)-1]))
				add("Count", strconv.Itoa(len(c.marks)-1))
			}
		} else {
			add("Parent", ref(numbers[0]))
			add("Prev", next(i, 1, -1))
			add("Next", next(i, 1, 1))
		}
		f.object(numbers[i], append(parts, ">>")...)
	}
	f.object(root, "<</Type /Outlines /First ", ref(numbers[0]), " /Last ", ref(numbers[0]), " /Count ",
		strconv.Itoa(len(c.marks)), ">>")
	return root
}

// xmp says title, author, language and date again, as archives and screen
// readers look for them (ISO 16684-1), and that the file keeps the rules for
// accessible ones (ISO 14289-1).
func (c *canvas) xmp() []byte {
	escaped := func(text string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(text)) // a buffer takes everything
		return b.String()
	}
	date := c.date.UTC().Format(time.RFC3339)
	return []byte(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>` + "\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">` +
		`<pdfuaid:part>1</pdfuaid:part>` +
		`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escaped(c.title) + `</rdf:li></rdf:Alt></dc:title>` +
		`<dc:creator><rdf:Seq><rdf:li>` + escaped(c.author) + `</rdf:li></rdf:Seq></dc:creator>` +
		`<dc:language><rdf:Bag><rdf:li>` + escaped(c.language) + `</rdf:li></rdf:Bag></dc:language>` +
		`<xmp:CreateDate>` + date + `</xmp:CreateDate><xmp:ModifyDate>` + date +
		`</xmp:ModifyDate><pdf:Producer>Budkavle</pdf:Producer>` +
		`</rdf:Description></rdf:RDF></x:xmpmeta>` + "\n" + `<?xpacket end="r"?>`)
}

// guard turns a panic into an error: whatever a document holds, a host must not
// go down with it.
func guard(err *error) {
	if r := recover(); r != nil {
		*err = errors.Join(*err, fmt.Errorf("pdf: the document cannot be drawn: %v", r))
	}
}
