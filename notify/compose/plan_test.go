package compose_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

// whole is a draft with everything that a kind of message can have.
func whole(t *testing.T, rules compose.Rules, o order.Order) *compose.Draft {
	t.Helper()
	s, o := withFiles(o)
	s.ShowLogo, s.Company.Logo = true, email.File{Name: "logo.png", Data: picture(t, 100, 20)}
	s.ReplyTo.Address = recipients.MustParseAddress("svar@example.com")
	o.Link = "https://host.example.com/462"
	o.Files = append(o.Files, order.File{ID: "f3", Name: "ritning.dwg", Size: 3, SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Ref: "s3://ritning"})
	r := notifytest.Request(rules.Kind)
	r.Bounced = []string{"bo@example.se"}
	r.Now = time.Date(2023, 10, 2, 14, 5, 0, 123, time.FixedZone("", 7200))
	d := draft(t, s, o, r)
	d.To = recipients.MustParseList("Anna <anna@example.se>,bo@example.se,karin@example.se")
	d.To = append(d.To, d.To[1]) // twice
	d.Files = []string{"f1", "f3"}
	if d.Rules().Can("sms") {
		d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123456,+46705123457")
	}
	return d
}

func resolve(order.File) ([]byte, error) { return []byte("abc"), nil }

func TestR611APlanComesBackFromJSON(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		p := planned(t, whole(t, rules, o))
		back := throughJSON(t, p)
		require.NoError(t, back.Verify())
		assert.Equal(t, p.Hash, back.Hash)
		assert.Equal(t, p.ContentHash(), back.ContentHash())
		for i, m := range p.Messages {
			if m.SMS != nil {
				assert.Equal(t, m.SMS, back.Messages[i].SMS)
				continue
			}
			sent, err := p.EmailOf(i, resolve)
			require.NoError(t, err)
			later, err := back.EmailOf(i, resolve)
			require.NoError(t, err)
			assert.True(t, sent.Date.Equal(later.Date))
			sent.Date, later.Date = time.Time{}, time.Time{}
			assert.Equal(t, sent, later, "what is sent is what was planned")
			assert.Len(t, sent.Inline, 1)
		}
	})
}

func TestR611APlanIsPure(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		d := whole(t, rules, o)
		assert.Equal(t, planned(t, d), planned(t, d))
		assert.Equal(t, planned(t, d).Hash, planned(t, whole(t, rules, o)).Hash, "the same input gives the same plan")
	})
}

// Whatever is changed in a kept plan, the hash knows.
func TestR611AChangedPlanIsKnown(t *testing.T) {
	t.Parallel()
	d := whole(t, compose.Kinds()[6], notifytest.Order())
	for name, change := range map[string]func(p *plan.Plan){
		"company":    func(p *plan.Plan) { p.Company = "annat" },
		"key":        func(p *plan.Plan) { p.Key = "annan" },
		"order":      func(p *plan.Plan) { p.Order.Number = "AO1" },
		"recipient":  func(p *plan.Plan) { p.Messages[0].Recipient = "eve@example.org" },
		"envelope":   func(p *plan.Plan) { p.Messages[0].Email.To = p.Messages[1].Email.To },
		"text":       func(p *plan.Plan) { p.Messages[0].Email.Text += "!" },
		"link":       func(p *plan.Plan) { p.Messages[0].Link = "https://example.org" },
		"sms":        func(p *plan.Plan) { p.Messages[4].SMS.Text += "!" },
		"file name":  func(p *plan.Plan) { p.Documents[0].Name = "b.jpg" },
		"file":       func(p *plan.Plan) { p.Documents[0].Data = []byte("other") },
		"logo":       func(p *plan.Plan) { p.Logo.Data = nil },
		"attachment": func(p *plan.Plan) { p.Messages[0].Attachments = nil },
		"warning":    func(p *plan.Plan) { p.Warnings = nil },
		"left out":   func(p *plan.Plan) { p.LeftOut = nil },
		"dry run":    func(p *plan.Plan) { p.DryRun = true },
		"one less":   func(p *plan.Plan) { p.Messages = p.Messages[1:] },
		"the hash":   func(p *plan.Plan) { p.Hash = "" },
	} {
		p := throughJSON(t, planned(t, d))
		change(&p)
		require.ErrorIs(t, p.Verify(), plan.ErrChanged, name)
	}
	require.ErrorIs(t, new(plan.Plan).Verify(), plan.ErrChanged, "the zero value is no plan")
}

// The content is the same for two clicks on one form, and another for anything
// that the recipients would see (R612).
func TestR612TheContentOfAForm(t *testing.T) {
	t.Parallel()
	make := func(change func(s *order.Settings, o *order.Order, r *compose.Request, d *compose.Draft)) string {
		s, o := withFiles(notifytest.Order())
		r := notifytest.Request(compose.OrderConfirmation)
		var d *compose.Draft
		change(&s, &o, &r, nil)
		d = draft(t, s, o, r)
		d.Files = []string{"f1"}
		change(&s, &o, &r, d)
		p := planned(t, d)
		return p.ContentHash()
	}
	content := make(func(*order.Settings, *order.Order, *compose.Request, *compose.Draft) {})
	assert.Equal(t, content, make(func(_ *order.Settings, _ *order.Order, r *compose.Request, _ *compose.Draft) {
		r.Now = notifytest.Now().Add(3 * time.Second)
	}), "each click is planned at its own time")
	for name, change := range map[string]func(s *order.Settings, o *order.Order, r *compose.Request, d *compose.Draft){
		"file": func(_ *order.Settings, o *order.Order, _ *compose.Request, _ *compose.Draft) {
			o.Files[0].Data = []byte("3")
		},
		"accent": func(s *order.Settings, _ *order.Order, _ *compose.Request, _ *compose.Draft) {
			s.Company.Accent = "#ff0000"
		},
		"sender": func(s *order.Settings, _ *order.Order, _ *compose.Request, _ *compose.Draft) {
			s.From.Name = "Annan"
		},
		"order": func(_ *order.Settings, o *order.Order, _ *compose.Request, _ *compose.Draft) {
			o.Description = "Annat"
		},
		"document": func(_ *order.Settings, _ *order.Order, r *compose.Request, _ *compose.Draft) {
			r.Document = &order.File{Data: []byte("%PDF")}
		},
		"recipient": func(_ *order.Settings, _ *order.Order, _ *compose.Request, d *compose.Draft) {
			if d != nil {
				d.To = recipients.MustParseList("bo@example.se")
			}
		},
		"name of the file": func(_ *order.Settings, _ *order.Order, _ *compose.Request, d *compose.Draft) {
			if d != nil {
				d.FileName = "annan.pdf"
			}
		},
	} {
		assert.NotEqual(t, content, make(change), name)
	}
}

func TestR611FilesAreThoseThatWerePlanned(t *testing.T) {
	t.Parallel()
	p := planned(t, whole(t, compose.Kinds()[6], notifytest.Order()))
	_, err := p.EmailOf(0, func(order.File) ([]byte, error) { return []byte("abd"), nil })
	require.ErrorContains(t, err, "changed since")
	_, err = p.EmailOf(0, nil)
	require.ErrorContains(t, err, "nobody to resolve it")
	for _, i := range []int{-1, len(p.Messages)} {
		_, err := p.EmailOf(i, resolve)
		require.ErrorContains(t, err, "does not exist")
	}
	_, err = p.EmailOf(len(p.Messages)-1, resolve)
	require.ErrorContains(t, err, "is no mail")
	p.Messages[0].Attachments = []int{99}
	_, err = p.EmailOf(0, resolve)
	require.ErrorContains(t, err, "attaches document 99")
}

func TestR611EveryProblemAtOnce(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.From = recipients.Mailbox{}
	d := draft(t, s, notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	d.To, d.Text, d.Subject, d.Files, d.SMS = nil, "", "", []string{"f"}, true
	_, err := d.Plan()
	var fields []string
	for _, e := range plan.FieldErrors(err) {
		fields = append(fields, string(e.Field))
	}
	assert.Equal(t, []string{"subject", "text", "text", "subject", "files", "to", "channel", "from"}, fields)
	_, err = new(compose.Draft).Plan()
	require.ErrorContains(t, err, "make it with NewDraft")
	assert.Empty(t, new(compose.Draft).Warnings())
	assert.Nil(t, plan.FieldErrors(err))
}

func TestADraftHasItsOwnOrder(t *testing.T) {
	t.Parallel()
	o := notifytest.ServiceProtocol()
	d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.ServiceProtocol))
	before := planned(t, d)
	o.Content.Checklists[0].Checks[0].Result = "Trasig"
	o.Customer.Contacts[0].Name, o.ServiceObjects[0].Name = "annan", "annat"
	assert.Equal(t, before.Hash, planned(t, d).Hash, "the text, the document and the snapshot tell the same")
}

// A plan is kept as JSON, so every field of it has a name there.
func TestR611PlansArePlainData(t *testing.T) {
	t.Parallel()
	for _, v := range []any{plan.Plan{}, plan.Message{}, plan.Document{}, plan.Warning{}, plan.LeftOut{}, order.Settings{}, order.Company{}, email.File{}, order.TestMode{}, order.Order{}, order.Party{}, order.Contact{}, order.User{}, order.ServiceObject{}, order.File{}, order.Comment{}, order.Actor{}} {
		kind := reflect.TypeOf(v)
		for f := range kind.Fields() {
			assert.True(t, f.IsExported() && (f.Anonymous || f.Tag.Get("json") != ""), "%s.%s", kind, f.Name)
		}
	}
	text, err := json.Marshal(plan.Plan{})
	require.NoError(t, err)
	assert.JSONEq(t, `{"company":"","key":"","kind":"","order":{},"created":"0001-01-01T00:00:00Z","messages":null,"hash":""}`, string(text))
}
