package plan_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

func planned(t *testing.T, l *plan.Letter) plan.Plan {
	t.Helper()
	p, err := l.Plan()
	require.NoError(t, err)
	return p
}

// picture is a PNG of one colour.
func picture(t *testing.T, width, height int) email.File {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewPaletted(image.Rect(0, 0, width, height), []color.Color{color.Black})))
	return email.File{Data: b.Bytes()}
}

// The names of sender and recipient are the company's and the contact's where nothing
// else is said, and what is said stands.
func TestNamesInAMail(t *testing.T) {
	t.Parallel()
	l := letter()
	l.People = order.People{}
	l.People.Note("anna@example.se", order.Addressee{Name: "Anna Ek\r\nBcc: x"})
	p := planned(t, l)
	assert.Equal(t, "Mitt bolag", p.Messages[0].Email.From.Name)
	assert.Equal(t, "Anna", p.Messages[0].Name, "as it was typed")
	l.To[0].Name, l.Settings.From.Name, l.Settings.Company.Name = "", "", "Bolaget\nAB"
	p = planned(t, l)
	assert.Equal(t, "Bolaget AB", p.Messages[0].Email.From.Name)
	assert.Equal(t, "Anna Ek Bcc: x", p.Messages[0].Name)
	assert.Equal(t, "Anna Ek Bcc: x", p.Messages[0].Email.To.Name)
	assert.Equal(t, strings.Repeat("å", 127), plan.PersonName(strings.Repeat("å", 128)), "no half letter")
	assert.Equal(t, strings.Repeat("a", 255), plan.PersonName(strings.Repeat("a", 255)))
	assert.Equal(t, strings.Repeat("a", 255), plan.PersonName(strings.Repeat("a", 256)))
}

// A mail of the system says so, whoever is behind it.
func TestAutomaticMailsSaySo(t *testing.T) {
	t.Parallel()
	l := letter()
	assert.True(t, planned(t, l).Messages[0].Email.Automatic, "nobody sends it")
	l.Actor = order.Actor{ID: "eva"}
	assert.False(t, planned(t, l).Messages[0].Email.Automatic)
	l.Automatic = true
	assert.True(t, planned(t, l).Messages[0].Email.Automatic)
}

// A mail is dated in the letter's zone, to the second.
func TestTheDateOfAMail(t *testing.T) {
	t.Parallel()
	l := letter()
	l.Now, l.Zone = time.Date(2023, 10, 2, 12, 5, 7, 999, time.UTC), time.FixedZone("X", 7200)
	assert.Equal(t, "2023-10-02T14:05:07+02:00", planned(t, l).Messages[0].Email.Date.Format(time.RFC3339Nano))
}

// An order's mails hang together in mail programs: each refers to the first that went.
func TestAMailRefersToTheFirstThatWent(t *testing.T) {
	t.Parallel()
	l := letter()
	own := planned(t, l).Messages[0].ID
	assert.Equal(t, own, planned(t, l).Messages[0].Email.Thread)
	l.Log = []audit.Message{
		{ID: "sms", Channel: delivery.SMS, Status: delivery.StatusSent},
		{ID: "failed", Channel: delivery.Email, Status: delivery.StatusFailed},
		{ID: "first", Channel: delivery.Email, Status: delivery.StatusSent},
		{ID: "second", Channel: delivery.Email, Status: delivery.StatusSent},
	}
	assert.Equal(t, "first", planned(t, l).Messages[0].Email.Thread)
}

// The layout is the letter's with what every mail of the company has around it.
func TestR307TheLayoutOfAMail(t *testing.T) {
	t.Parallel()
	l := letter()
	l.Settings.Company.Website, l.Settings.Company.Extra = "https://example.com", []string{"Godkänd för F-skatt"}
	l.Settings.ReplyTo = recipients.MustParseMailbox("svar@example.com")
	p := planned(t, l)
	m := p.Messages[0]
	for _, want := range []string{"Mitt bolag", "Storgatan 1", "08-123 45 67", "info@example.com", "https://example.com", "556000-0000", "Godkänd för F-skatt", "gott nytt år"} {
		assert.Contains(t, m.Body(), want)
	}
	assert.Contains(t, m.Email.HTML, "<h1", "a text without a headline has its subject as one")
	assert.NotContains(t, m.Email.HTML, "bk-btn\"")
	assert.Equal(t, "svar@example.com", m.Email.ReplyTo.Address.String())
	assert.Equal(t, "God jul", m.Subject())
	assert.Nil(t, m.Parts())

	l.Layout = func(in locale.Language) templating.Layout { return templating.Layout{Headline: "Rubrik " + in.Tag()} }
	l.EmailText = func(locale.Language) (plan.EmailText, error) {
		return plan.EmailText{Subject: "God\njul", Body: "<p>Hej <b>du</b></p><script>x</script>", HTML: true, SignOff: "Tomten"}, nil
	}
	m = planned(t, l).Messages[0]
	assert.Contains(t, m.Email.HTML, "Rubrik sv</h1>")
	assert.Contains(t, m.Email.HTML, "<b>du</b>")
	assert.NotContains(t, m.Email.HTML, "script")
	assert.Contains(t, m.Body(), "Tomten")
	assert.Equal(t, "God jul", m.Subject(), "one line")
	l.EmailText = func(locale.Language) (plan.EmailText, error) {
		return plan.EmailText{Subject: "Bild", Body: `<p>x</p><img src="https://example.com/a.png" alt="a">`, HTML: true}, nil
	}
	assert.NotContains(t, planned(t, l).Messages[0].Email.HTML, "a.png", "what stands elsewhere tells who reads")
	l.Settings.RemoteImages = true
	assert.Contains(t, planned(t, l).Messages[0].Email.HTML, "a.png")
	l.Layout, l.Settings.RemoteImages = nil, false
	m = planned(t, l).Messages[0]
	assert.NotContains(t, m.Email.HTML, "<h1", "a template in HTML has the headings that it has")
	assert.NotContains(t, m.Email.HTML, "<img")
}

// What goes with a mail stands in its text, with pages, size and what to do with it.
func TestAMailNamesItsPapers(t *testing.T) {
	t.Parallel()
	paper := plan.RenderedDocument([]byte("%PDF /Type /Pages /Type /Page\n/Type /Page>>/Type /Page"))
	paper.Name = "AO462.pdf"
	other := plan.FileDocument(order.File{Name: "bild.png", ContentType: "image/png", Data: []byte("/Type /Page ")})
	l := letter(paper, other)
	method := "PUBLISH"
	l.Calendar = func(to recipients.Mailbox, in locale.Language, link string) (*email.Calendar, error) {
		assert.Equal(t, "Anna sv ", to.Name+" "+in.Tag()+" "+link)
		return &email.Calendar{Method: method, Name: "besok.ics", Data: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")}, nil
	}
	p := planned(t, l)
	body := p.Messages[0].Body()
	assert.Contains(t, body, "AO462.pdf, 2 sidor", "what ends the file is no page to see")
	assert.NotContains(t, body, "bild.png, 1 sida")
	assert.Contains(t, body, "besok.ics, lägg in i kalendern")
	assert.Equal(t, "PUBLISH", p.Messages[0].Email.Calendar.Method)
	method = "CANCEL"
	assert.Contains(t, planned(t, l).Messages[0].Body(), "besok.ics, ta bort ur kalendern")
}

// The logo is in the mail once, no larger than it is shown on a dense screen, and of few
// pixels it is not blown up.
func TestR603TheLogo(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		width, height, wanted int // of the picture, and of the setting
		shown, kept           int // wide
	}{
		"of few pixels":        {20, 10, 0, 20, 20},
		"wide":                 {1600, 100, 0, 160, 320},
		"high":                 {100, 640, 0, 10, 20},
		"of one pixel's width": {1, 640, 0, 1, 1},
		"as the setting says":  {20, 10, 120, 120, 20},
		"large, as it says":    {1000, 500, 120, 120, 240},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := letter()
			l.To = append(l.To, recipients.MustParseMailbox("bo@example.se"))
			l.People = order.People{}
			l.People.Note("bo@example.se", order.Addressee{Language: "en"})
			l.Settings.ShowLogo, l.Settings.Company.Logo = true, picture(t, row.width, row.height)
			l.Settings.Company.LogoWidth = row.wanted
			p := planned(t, l)
			assert.Equal(t, "logo", p.Logo.Name)
			assert.Equal(t, "image/png", p.Logo.ContentType)
			kept, err := png.DecodeConfig(bytes.NewReader(p.Logo.Data))
			require.NoError(t, err)
			assert.Equal(t, row.kept, kept.Width)
			for i, m := range p.Messages {
				assert.Contains(t, m.Email.HTML, `width="`+itoa(row.shown)+`"`)
				assert.Contains(t, m.Email.HTML, "cid:"+p.Logo.ContentID)
				assert.Empty(t, m.Email.Inline)
				whole, err := p.EmailOf(i, nil)
				require.NoError(t, err)
				assert.Equal(t, []email.Inline{*p.Logo}, whole.Inline)
				page, err := p.PreviewHTML(i)
				require.NoError(t, err)
				assert.Contains(t, page, "data:image/png;base64,")
				assert.NotContains(t, page, "cid:")
			}
		})
	}
	l := letter()
	l.Settings.ShowLogo, l.Settings.Company.Logo = true, picture(t, 20, 10)
	l.Settings.Company.Logo.Name = "Bolagets logga.png"
	assert.Equal(t, "Bolagets logga.png", planned(t, l).Logo.Name)
}

func itoa(n int) string {
	return strings.TrimLeft(string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)}), "0")
}

// A mail that is small beside the limit but for the logo is counted with it.
func TestR604TheLogoCounts(t *testing.T) {
	t.Parallel()
	l := letter()
	l.Settings.ShowLogo, l.Settings.Company.Logo = true, picture(t, 20, 10)
	p := planned(t, l)
	whole, err := p.EmailOf(0, nil)
	require.NoError(t, err)
	size, err := email.EncodedSize(whole)
	require.NoError(t, err)
	l.Settings.MaxEmailBytes = int64(size)
	planned(t, l)
	l.Settings.MaxEmailBytes--
	l.To = append(l.To, recipients.MustParseMailbox("bo@example.se"))
	_, err = l.Plan()
	assert.Equal(t, []string{"files mail-too-large"}, refusals(err), "once")
}

// What is no mail, or no message, cannot be previewed or taken out.
func TestWhatCannotBePreviewed(t *testing.T) {
	t.Parallel()
	l := both()
	p := planned(t, l)
	page, err := p.PreviewHTML(0)
	require.NoError(t, err)
	assert.Equal(t, p.Messages[0].Email.HTML, page)
	for i, want := range map[int]string{-1: "does not exist", 2: "does not exist", 1: "is no mail"} {
		_, err := p.PreviewHTML(i)
		require.ErrorContains(t, err, want)
		_, err = p.EmailOf(i, nil)
		require.ErrorContains(t, err, want)
	}
	assert.Equal(t, "God jul", p.Messages[1].Body())
	assert.Equal(t, "God jul", p.Messages[1].Parts()[0].Text)
	assert.Empty(t, p.Messages[1].Subject())
	assert.Empty(t, (&plan.Message{}).Body())
	for _, n := range []int{-1, 0} {
		p.Messages[0].Attachments = []int{n}
		_, err := p.EmailOf(0, nil)
		require.ErrorContains(t, err, "the plan has 0")
	}
}

// The text is asked for once a language.
func TestTextsAreMadeOnceALanguage(t *testing.T) {
	t.Parallel()
	l := letter()
	l.To = recipients.MustParseList("anna@example.se,bo@example.se,carl@example.se")
	l.People, l.Language = order.People{}, "de"
	l.People.Note("bo@example.se", order.Addressee{Language: "fi"})
	var asked, documents, laid []string
	l.Layout = func(in locale.Language) templating.Layout {
		laid = append(laid, in.Tag())
		return templating.Layout{}
	}
	l.EmailText = func(in locale.Language) (plan.EmailText, error) {
		asked = append(asked, in.Tag())
		return plan.EmailText{Subject: in.Tag(), Body: in.Tag()}, nil
	}
	l.Documents = func(in locale.Language) ([]plan.Document, []plan.Warning, error) {
		documents = append(documents, in.Tag())
		return nil, []plan.Warning{{Code: "own", Text: "the same"}}, nil
	}
	p := planned(t, l)
	assert.Equal(t, []string{"de", "fi"}, asked)
	assert.Equal(t, []string{"de", "fi"}, documents)
	assert.Equal(t, []string{"de", "fi"}, laid)
	assert.Equal(t, []plan.Warning{{Code: "own", Text: "the same"}}, p.Warnings, "once")
	assert.Equal(t, []string{"de", "fi", "de"}, []string{p.Messages[0].Language, p.Messages[1].Language, p.Messages[2].Language})
}

// Documents that cannot be made are asked for once a language, and refused once.
func TestDocumentsThatCannotBeMade(t *testing.T) {
	t.Parallel()
	l := letter()
	l.To = recipients.MustParseList("anna@example.se,bo@example.se")
	asked := 0
	l.Documents = func(locale.Language) ([]plan.Document, []plan.Warning, error) {
		asked++
		return nil, nil, fmt.Errorf("drawing number %d failed", asked)
	}
	_, err := l.Plan()
	assert.Equal(t, []string{"document document"}, refusals(err))
	assert.Equal(t, 1, asked)
}

// The logo for the dark goes beside the other, and not by itself.
func TestR603TheLogoForTheDark(t *testing.T) {
	t.Parallel()
	l := letter()
	l.To = append(l.To, recipients.MustParseMailbox("bo@example.se"))
	dark := picture(t, 40, 10)
	l.Settings.ShowLogo, l.Settings.Company.Logo, l.Settings.Company.LogoDark = true, picture(t, 20, 10), dark
	p := planned(t, l)
	require.NotNil(t, p.LogoDark)
	for i, m := range p.Messages {
		assert.Contains(t, m.Email.HTML, "cid:"+p.LogoDark.ContentID)
		whole, err := p.EmailOf(i, nil)
		require.NoError(t, err)
		assert.Equal(t, []email.Inline{*p.Logo, *p.LogoDark}, whole.Inline)
	}
	p.LogoDark.Data = append([]byte(nil), p.Logo.Data...)
	require.ErrorIs(t, p.Verify(), plan.ErrChanged)

	l.Settings.Company.LogoDark = email.File{}
	assert.Nil(t, planned(t, l).LogoDark)
	l.Settings.Company.Logo, l.Settings.Company.LogoDark = email.File{}, dark
	p = planned(t, l)
	assert.Nil(t, p.Logo)
	assert.Nil(t, p.LogoDark)
	l.Settings.Company.Logo, l.Settings.Company.LogoDark = picture(t, 20, 10), email.File{Data: []byte("none")}
	_, err := l.Plan()
	assert.Equal(t, []string{"email mail"}, refusals(err))
}

// An upload that the host keeps has the size and hash that the host says; of bytes they are
// what they are.
func TestADocumentOfAnUpload(t *testing.T) {
	t.Parallel()
	kept := plan.FileDocument(order.File{Name: "a.txt", Ref: "r", Size: 7, SHA256: "abc"})
	assert.Equal(t, int64(7), kept.Size)
	assert.Equal(t, "abc", kept.SHA256)
	held := plan.FileDocument(order.File{Name: "a.txt", Data: []byte("a"), Size: 7, SHA256: "abc"})
	assert.Equal(t, int64(1), held.Size)
	assert.NotEqual(t, "abc", held.SHA256)
}
