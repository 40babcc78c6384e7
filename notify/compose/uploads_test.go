package compose_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// picture is one of a size that compresses to nothing.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewPaletted(image.Rect(0, 0, width, height), []color.Color{color.White})))
	return b.Bytes()
}

// withFiles are settings that allow files and an order that has two.
func withFiles(o order.Order) (order.Settings, order.Order) {
	s := notifytest.Settings()
	s.IncludeFiles, s.ShowImages = true, true
	o.Files = []order.File{
		{ID: "f1", Name: "bild/1.jpg", ContentType: "image/jpeg", Data: []byte("one")},
		{ID: "f2", Name: "bild_1.JPG", Data: []byte("two")},
	}
	return s, o
}

func TestR604OnlyTheChosenFilesGo(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		s, o := withFiles(o)
		names := func(files ...string) []string {
			d := draft(t, s, o, notifytest.Request(rules.Kind))
			require.Len(t, d.SelectableFiles(), 2)
			d.Files = files
			p := planned(t, d)
			mail, err := p.EmailOf(0, nil)
			require.NoError(t, err)
			var list []string
			for _, a := range mail.Attachments {
				if !strings.HasSuffix(a.Name, ".pdf") {
					list = append(list, a.Name+" "+string(a.Data))
				}
			}
			return list
		}
		assert.Empty(t, names())
		assert.Equal(t, []string{"bild_1.JPG two"}, names("f2"))
		assert.Equal(t, []string{"bild_1.jpg one", "bild_1_2.JPG two"}, names("f1", "f2"), "no two files have one name")
		assert.Equal(t, []string{"bild_1.jpg one"}, names("f1", "f1"), "a file goes once")
	})
}

func TestR604ASettingThatIsOffIsNamed(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		for _, c := range []struct{ include, images bool }{{false, false}, {false, true}, {true, false}} {
			s, o := withFiles(o)
			s.IncludeFiles, s.ShowImages = c.include, c.images
			d := draft(t, s, o, notifytest.Request(rules.Kind))
			d.Files = []string{"f1"}
			images := o.Kind == order.ServiceProtocol && !c.images
			if c.include && !images {
				assert.Len(t, d.SelectableFiles(), 2)
				require.Nil(t, d.FilesOff())
				planned(t, d)
				continue
			}
			assert.Empty(t, d.SelectableFiles())
			e := refusal(t, d)
			assert.Equal(t, codes.RefusedFilesOff, e.Code)
			assert.EqualValues(t, "files", e.Field)
			assert.Equal(t, d.FilesOff().Error(), e.Error(), "the popup can tell before")
			assert.Equal(t, !c.include, strings.Contains(e.Error(), "Ta med uppladdade filer vid sändning"), "%v", e)
			assert.Equal(t, images, strings.Contains(e.Error(), "Visa bilder"), "%v", e)
			d.Files = nil
			planned(t, d) // without files nothing is missing
		}
	})
}

func TestR604ASettingThatIsOffIsNamedInTheUsersLanguage(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.ServiceProtocol())
	s.IncludeFiles, s.ShowImages = false, false
	off := draft(t, s, o, notifytest.Request(compose.ServiceProtocol)).FilesOff()
	require.NotNil(t, off)
	for l, want := range map[locale.Language]string{
		locale.Swedish:   "Filer kan inte väljas: inställningen ”Ta med uppladdade filer vid sändning” (includeFiles), ”Visa bilder” (showImages) är av.",
		locale.Finnish:   "Tiedostoja ei voi valita: asetus ”Liitä ladatut tiedostot lähetykseen” (includeFiles), ”Näytä kuvat” (showImages) on pois päältä.",
		locale.German:    "Dateien können nicht gewählt werden: Die Einstellung „Hochgeladene Dateien beim Versand mitsenden“ (includeFiles), „Bilder anzeigen“ (showImages) ist aus.",
		locale.Norwegian: "Filer kan ikke velges: innstillingen «Ta med opplastede filer ved sending» (includeFiles), «Vis bilder» (showImages) er av.",
	} {
		assert.Equal(t, want, off.Message(l))
	}
}

func TestR604ALargeMailIsRefusedBefore(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	try := func(sizes ...int64) error {
		o.Files = nil
		var d *compose.Draft
		for i, size := range sizes {
			f := order.File{ID: string(rune('a' + i)), Name: "stor.bin", Size: size, SHA256: "00", Ref: "r"}
			o.Files = append(o.Files, f)
		}
		d = draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
		for _, f := range o.Files {
			d.Files = append(d.Files, f.ID)
		}
		_, err := d.Plan()
		return err
	}
	require.NoError(t, try(7<<20), "10 MiB as encoded are some 7.5 MiB of file")
	assert.ErrorContains(t, try(8<<20), "Choose fewer or smaller files")
	assert.ErrorContains(t, try(4<<20, 4<<20), "Choose fewer or smaller files")
	assert.ErrorContains(t, try(11<<20), "the limit is 10485760")
	for _, lie := range []int64{-1, 1 << 62, math.MaxInt64} {
		require.Error(t, try(lie), "%d", lie)
	}
	s.MaxEmailBytes = math.MaxInt64
	require.Error(t, try(math.MaxInt64, math.MaxInt64), "no sum overflows")
	s.MaxEmailBytes = 12 << 20
	assert.NoError(t, try(8<<20))
}

// The planned size is the size to the byte.
func TestR604TheSizeIsExact(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	s.ShowLogo, s.Company.Logo = true, email.File{Data: picture(t, 100, 20)}
	o.Files[0].Data = bytes.Repeat([]byte("x"), 100_001)
	d := draft(t, s, o, notifytest.Request(compose.OrderConfirmation))
	d.Files = []string{"f1", "f2"}
	p := planned(t, d)
	mail, err := p.EmailOf(0, nil)
	require.NoError(t, err)
	raw, err := email.Encode(mail)
	require.NoError(t, err)
	for _, c := range []struct {
		limit int
		fits  bool
	}{{len(raw), true}, {len(raw) - 1, false}} {
		s.MaxEmailBytes = int64(c.limit)
		d := draft(t, s, o, notifytest.Request(compose.OrderConfirmation))
		d.Files = []string{"f1", "f2"}
		_, err := d.Plan()
		assert.Equal(t, c.fits, err == nil, "%v", err)
	}
}

func TestR604HugePicturesAreRefusedBefore(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	s.MaxPixels = 10_000
	img := image.NewPaletted(image.Rect(0, 0, 101, 100), []color.Color{color.White, color.Black})
	var asJPEG, asGIF bytes.Buffer
	require.NoError(t, jpeg.Encode(&asJPEG, img, nil))
	require.NoError(t, gif.Encode(&asGIF, img, nil))
	for name, f := range map[string]order.File{
		"as the host says":   {Name: "a.png", Data: []byte("p"), Pixels: 10_001},
		"png":                {Name: "a.png", Data: picture(t, 101, 100)},
		"jpeg":               {Name: "a.jpg", Data: asJPEG.Bytes()},
		"gif":                {Name: "a.gif", Data: asGIF.Bytes()},
		"under a lying name": {Name: "a.txt", Data: picture(t, 101, 100), Pixels: 1},
	} {
		f.ID = "f"
		o.Files = []order.File{f}
		d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
		d.Files = []string{"f"}
		e := refusal(t, d)
		assert.Equal(t, codes.RefusedPicture, e.Code, name)
		assert.Contains(t, e.Error(), f.Name, "the error names it")
		assert.Contains(t, e.Message(d.Language()), "bildpunkter")
	}
	o.Files = []order.File{{ID: "f", Name: "a.png", Data: picture(t, 100, 100)}}
	d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
	d.Files = []string{"f"}
	planned(t, d)
	assert.EqualValues(t, 64_000_000, order.DefaultMaxPixels)
	assert.EqualValues(t, 10<<20, order.DefaultMaxEmailBytes)
}

// Photos of the document obey the same limit.
func TestR604HugePicturesInTheDocument(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.ServiceProtocol()
	s.ShowImages, s.MaxPixels = true, 10_000
	o.Content.Photos = []pdf.Picture{{Name: "kuggstång", Data: picture(t, 101, 100)}}
	e := refusal(t, draft(t, s, o, notifytest.Request(compose.ServiceProtocol)))
	assert.Equal(t, codes.RefusedDocument, e.Code)
	assert.Contains(t, e.Error(), "kuggstång")
	s.LeaveOutBrokenPictures = true
	assert.Contains(t, codesOf(planned(t, draft(t, s, o, notifytest.Request(compose.ServiceProtocol))).Warnings), "pdf-picture-left-out")
	s.ShowImages = false
	assert.Empty(t, planned(t, draft(t, s, o, notifytest.Request(compose.ServiceProtocol))).Warnings, "no photos without the setting")
}

func TestR604FilesThatCannotGo(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	o.Files = append(o.Files, order.File{ID: "empty", Name: "tom"}, order.File{ID: "ref", Name: "ref", Ref: "s3", Size: 3})
	for id, want := range map[string]codes.Code{"f9": codes.RefusedNoFile, "": codes.RefusedNoFile, "empty": codes.RefusedFile, "ref": codes.RefusedFile} {
		d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
		d.Files = []string{id}
		assert.Equal(t, want, refusal(t, d).Code, id)
	}
	o.Files = append(o.Files, order.File{ID: "nothing", Name: "tom.txt", Ref: "s3", SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})
	d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
	d.Files = []string{"nothing"}
	planned(t, d) // an empty file that the host keeps is one all the same
	d.Files, d.Email, d.SMS = []string{"f1"}, false, true
	assert.Equal(t, codes.RefusedFilesSMS, refusal(t, d).Code, "a file is never lost silently")
}

func TestNamesAndTypesOfUploads(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("å", 200)
	for _, c := range []struct{ name, kind, want, wantKind string }{
		{"a.txt", "", "a.txt", "application/octet-stream"},
		{"a.txt", "text/plain; charset=utf-8", "a.txt", "text/plain"},
		{"../../etc/passwd", "IMAGE/PNG", "_.._etc_passwd", "image/png"},
		{"a\r\nX-Evil: 1.txt", "text/plain\r\nX-Evil: 1", "a_X-Evil_ 1.txt", "application/octet-stream"},
		{"faktura.pdf.exe", "message/rfc822", "faktura.exe", "application/octet-stream"},
		{"a\u202efdp.exe", "odd", "afdp.exe", "application/octet-stream"},
		{"con.txt", "multipart/mixed", "_con.txt", "application/octet-stream"},
		{"skylt.PDF", "application/pdf", "skylt.PDF", "application/pdf"},
		{"", "", "dokument", "application/octet-stream"},
		{long + ".jpeg", "image/jpeg", strings.Repeat("å", 125) + ".jpeg", "image/jpeg"},
	} {
		s, o := withFiles(notifytest.Order())
		o.Files = []order.File{{ID: "f", Name: c.name, ContentType: c.kind, Data: []byte("a")}, {ID: "g", Name: c.name, ContentType: c.kind, Data: []byte("b")}}
		d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
		d.Files = []string{"f", "g"}
		p := planned(t, d)
		assert.Equal(t, c.want, p.Documents[0].Name, "%q", c.name)
		assert.NotEqual(t, p.Documents[0].Name, p.Documents[1].Name)
		assert.Equal(t, c.wantKind, p.Documents[0].ContentType, "%q", c.kind)
		mail, err := p.EmailOf(0, nil)
		require.NoError(t, err)
		require.NoError(t, mail.Validate(), "%q", c.name)
	}
}
