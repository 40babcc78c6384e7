package plan_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating/locale"
)

// A name keeps its own extension however long the rest is: letters of a to z in
// either case and digits, ten at most.
func TestR502AnUploadKeepsItsExtension(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("å", 200)
	for extension, kept := range map[string]bool{
		".gz": true, ".a": true, ".AZ": true, ".az09": true, ".0123456789": true, ".01234567890": false, ".tår": false, ".a-b": false,
	} {
		name := plan.SafeFileName(long + extension)
		assert.LessOrEqual(t, len(name), email.MaxFileName, extension)
		assert.Equal(t, kept, strings.HasSuffix(name, extension) && strings.HasPrefix(name, "åå"), "%q became %q", extension, name)
	}
	for _, n := range []int{123, 124, 125, 126, 127, 128} { // also where a letter stands on the edge, and where two have the name
		name := strings.Repeat("å", n)
		l := letter(plan.FileDocument(order.File{Name: name + ".txt", Data: []byte("1")}), plan.FileDocument(order.File{Name: name + ".txt", Data: []byte("2")}))
		p, err := l.Plan()
		require.NoError(t, err, n)
		for _, d := range p.Documents {
			assert.LessOrEqual(t, len(d.Name), email.MaxFileName)
			assert.True(t, utf8.ValidString(d.Name))
		}
		assert.NotEqual(t, p.Documents[0].Name, p.Documents[1].Name)
	}
	assert.Equal(t, "a.tar.gz", plan.SafeFileName("a.tar.gz"))
	assert.Equal(t, "_.._etc_passwd", plan.SafeFileName("../../etc/passwd"))
}

// What was planned is what is attached: the bytes are checked by size and hash.
func TestR611WhatIsResolvedIsWhatWasPlanned(t *testing.T) {
	t.Parallel()
	planned := plan.FileDocument(order.File{Name: "b.txt", ContentType: "text/plain", Data: []byte("as planned")})
	assert.EqualValues(t, 10, planned.Size)
	kept := planned
	kept.Data, kept.Ref = nil, "ref"
	p, err := letter(kept).Plan()
	require.NoError(t, err)
	mail, err := p.EmailOf(0, func(order.File) ([]byte, error) { return []byte("as planned"), nil })
	require.NoError(t, err)
	assert.Equal(t, []email.File{{Name: "b.txt", ContentType: "text/plain", Data: []byte("as planned")}}, mail.Attachments)
	assert.Empty(t, p.Messages[0].Email.Attachments, "the plan's own mail is as it was")
	for _, other := range []string{"as planneD", "as planned.", ""} {
		_, err := p.EmailOf(0, func(order.File) ([]byte, error) { return []byte(other), nil })
		require.Error(t, err, other)
	}
	gone := errors.New("gone")
	_, err = p.EmailOf(0, func(order.File) ([]byte, error) { return []byte("as planned"), gone })
	require.ErrorIs(t, err, gone)
	_, err = p.EmailOf(0, nil)
	require.ErrorContains(t, err, `document "b.txt" has only a reference`)
	for _, i := range []int{-1, 1} {
		_, err = p.EmailOf(i, nil)
		require.ErrorContains(t, err, "the plan has 1")
	}
}

// A document is its file's, with a type that mail programs take, its size and its hash.
func TestR611ADocumentOfAFile(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"": "application/octet-stream", "text/plain; charset=utf-8": "text/plain", "IMAGE/PNG": "image/png", "nonsense": "application/octet-stream", "a/b/c": "application/octet-stream",
		"multipart/mixed": "application/octet-stream", "message/rfc822": "application/octet-stream", "image/": "application/octet-stream",
	} {
		d := plan.FileDocument(order.File{ID: "f", Name: "a", Pixels: 1, ContentType: given, Data: []byte("x"), Size: 2, SHA256: "of something else"})
		assert.Equal(t, want, d.ContentType, given)
		assert.False(t, d.Rendered, "it is the host's")
		assert.EqualValues(t, 1, d.Size, "as it is, whatever the host says")
		assert.Len(t, d.SHA256, 64)
		assert.Empty(t, d.ID)
		assert.Zero(t, d.Pixels)
	}
	kept := plan.FileDocument(order.File{Name: "a", Ref: "r", Size: 2, SHA256: "ab"})
	assert.Equal(t, order.File{Name: "a", ContentType: "application/octet-stream", Ref: "r", Size: 2, SHA256: "ab"}, kept.File)
	assert.True(t, plan.RenderedDocument([]byte("x")).Rendered)
}

// Without leaves out a person by address or number, and whose message was redirected.
func TestR707Without(t *testing.T) {
	t.Parallel()
	p := plan.Plan{
		Company:  "c",
		Messages: []plan.Message{{ID: "1", Recipient: "anna@example.se"}, {ID: "2", Recipient: "test@example.se", IntendedFor: "Anna@example.se"}, {ID: "3", Recipient: "bo@example.se"}},
		LeftOut:  []plan.LeftOut{{Recipient: "anna@example.se"}, {Recipient: "bo@example.se"}},
		Warnings: []plan.Warning{{Code: "x"}, {Code: "y", Recipient: "ANNA@example.se"}},
	}
	left, gone := p.Without("anna@example.se", "", "nobody")
	assert.Equal(t, []string{"1", "2"}, gone)
	assert.Equal(t, p.Messages[2:], left.Messages)
	assert.Equal(t, p.LeftOut[1:], left.LeftOut)
	assert.Equal(t, p.Warnings[:1], left.Warnings)
	assert.Equal(t, "c", left.Company, "and the rest is as it was")
	require.NoError(t, left.Verify())
	assert.Len(t, p.Messages, 3, "the plan itself is as it was")
	p.Hash = left.Hash
	require.ErrorIs(t, p.Verify(), plan.ErrChanged)
}

func TestCount(t *testing.T) {
	t.Parallel()
	mail := plan.Message{Channel: delivery.Email, Email: &email.Message{}}
	sms := func(parts int) plan.Message {
		return plan.Message{Channel: delivery.SMS, SMS: &smsgw.SMS{}, Segments: smsgw.Segments{Segments: parts}}
	}
	p := plan.Plan{Messages: []plan.Message{mail, sms(3), sms(1), mail, mail}}
	mails, parts := p.Count()
	assert.Equal(t, [2]int{3, 4}, [2]int{mails, parts})
}

// Mails in several languages share the document that is the same in all, and a name
// that is taken in one mail is another there.
func TestTheSameDocumentStandsOnce(t *testing.T) {
	t.Parallel()
	file := func(name, data string) plan.Document {
		return plan.FileDocument(order.File{Name: name, ContentType: "text/plain", Data: []byte(data)})
	}
	l := letter()
	l.To = recipients.MustParseList("anna@example.se,ben@example.com,carl@example.se")
	l.People = order.People{}
	l.People.Note("ben@example.com", order.Addressee{Language: "en"})
	l.Documents = func(in locale.Language) ([]plan.Document, []plan.Warning, error) {
		return []plan.Document{file("terms.txt", "the same"), file("Terms.txt", in.Tag()), file("terms.txt", "third")}, nil, nil
	}
	p, err := l.Plan()
	require.NoError(t, err)
	var names []string
	for _, d := range p.Documents {
		names = append(names, d.Name+" "+string(d.Data))
	}
	assert.Equal(t, []string{"terms.txt the same", "Terms_2.txt sv", "terms_3.txt third", "Terms_2.txt en"}, names)
	assert.Equal(t, [][]int{{0, 1, 2}, {0, 3, 2}, {0, 1, 2}}, [][]int{p.Messages[0].Attachments, p.Messages[1].Attachments, p.Messages[2].Attachments})
}
