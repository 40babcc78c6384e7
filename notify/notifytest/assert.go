package notifytest

import (
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/smsgw"
)

// TB is the part of testing.TB that the assertions need.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// AssertEmail checks that exactly one mail went to an address, with every one of
// texts in its subject or text part, and returns it; the zero value when it did
// not. A failure says what was sent instead.
func (r *Recorder) AssertEmail(t TB, to string, texts ...string) email.Message {
	t.Helper()
	to, _ = canonical(to)
	var found []email.Message
	for _, m := range r.Emails() {
		if m.To.Address.String() == to {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		t.Errorf("want one mail to %s, got %d; sent was:%s", to, len(found), r.sent())
		return email.Message{}
	}
	for _, text := range texts {
		if !strings.Contains(found[0].Subject, text) && !strings.Contains(found[0].Text, text) {
			t.Errorf("the mail to %s lacks %q; its subject is %q and its text:\n%s", to, text, found[0].Subject, found[0].Text)
		}
	}
	return found[0]
}

// AssertAttached checks that the one mail to an address has a file of a name, and
// returns its bytes; nil when it has none. A failure says which files it has.
func (r *Recorder) AssertAttached(t TB, to, name string) []byte {
	t.Helper()
	m := r.AssertEmail(t, to)
	var names []string
	for _, a := range m.Attachments {
		if a.Name == name {
			return a.Data
		}
		names = append(names, a.Name)
	}
	if m.ID != "" {
		t.Errorf("the mail to %s has no file %q; its files are %q", to, name, names)
	}
	return nil
}

// AssertSMS checks that exactly one SMS went to a number, with every one of
// texts in it, and returns it; the zero value when it did not. A failure says
// what was sent instead.
func (r *Recorder) AssertSMS(t TB, to string, texts ...string) smsgw.SMS {
	t.Helper()
	to, _ = canonical(to)
	var found []smsgw.SMS
	for _, s := range r.SentSMS() {
		if s.To.String() == to {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		t.Errorf("want one SMS to %s, got %d; sent was:%s", to, len(found), r.sent())
		return smsgw.SMS{}
	}
	for _, text := range texts {
		if !strings.Contains(found[0].Text, text) {
			t.Errorf("the SMS to %s lacks %q; its text is:\n%s", to, text, found[0].Text)
		}
	}
	return found[0]
}

// AssertNothingSent checks that neither a mail nor an SMS was sent.
func (r *Recorder) AssertNothingSent(t TB) {
	t.Helper()
	if sent := r.sent(); sent != nothing {
		t.Errorf("want nothing sent, but sent was:%s", sent)
	}
}

// AssertNothingTo checks that neither a mail nor an SMS was sent to an address or
// number. What is no address and no number with its + fails, since nothing could ever
// be sent to it.
func (r *Recorder) AssertNothingTo(t TB, recipient string) {
	t.Helper()
	to, ok := canonical(recipient)
	if !ok {
		t.Errorf("%q is no address, and no number such as +46705123456", recipient)
		return
	}
	for _, m := range r.Emails() {
		if m.To.Address.String() == to {
			t.Errorf("want nothing sent to %s, but it got the mail %q:\n%s", to, m.Subject, m.Text)
		}
	}
	for _, s := range r.SentSMS() {
		if s.To.String() == to {
			t.Errorf("want nothing sent to %s, but it got the SMS:\n%s", to, s.Text)
		}
	}
}

const nothing = " nothing"

// sent lists what was sent, for failing tests.
func (r *Recorder) sent() string {
	var b strings.Builder
	for _, m := range r.Emails() {
		fmt.Fprintf(&b, "\n  mail to %s: %q", m.To.Address, m.Subject)
		for _, a := range m.Attachments {
			fmt.Fprintf(&b, ", %s", a.Name)
		}
	}
	for _, s := range r.SentSMS() {
		fmt.Fprintf(&b, "\n  SMS to %s: %q", s.To, s.Text)
	}
	if b.Len() == 0 {
		return nothing
	}
	return b.String()
}
