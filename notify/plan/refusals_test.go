package plan_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating/locale"
)

var (
	anna = recipients.MustParsePhone("+46705123456")
	bo   = recipients.MustParsePhone("+46705123457")
)

// both is a letter by mail and SMS to Anna, of whom the order knows nothing.
func both() *plan.Letter {
	l := letter()
	l.SMS, l.Phones = true, recipients.PhoneList{anna}
	l.SMSText = func(locale.Language) (string, error) { return "God jul", nil }
	return l
}

// nothing says that an error is of no field.
var nothing = []string{}

// refusals are the fields and codes of an error.
func refusals(err error) (list []string) {
	for _, e := range plan.FieldErrors(err) {
		list = append(list, string(e.Field)+" "+string(e.Code))
	}
	return list
}

func TestALetterNeedsAKindAKeyAndAZone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*plan.Letter){
		"kind": func(l *plan.Letter) { l.Kind = "" }, "key": func(l *plan.Letter) { l.Key = "" }, "zone": func(l *plan.Letter) { l.Zone = nil },
	} {
		l := both()
		change(l)
		p, err := l.Plan()
		require.ErrorContains(t, err, "the letter is empty", name)
		assert.Empty(t, p)
	}
}

// Each thing that is missing is one refusal at its field, and nothing is planned then.
func TestR620EveryRefusalNamesItsField(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	tall := email.File{Data: []byte("no picture")}
	for name, row := range map[string]struct {
		change func(*plan.Letter)
		want   []string
	}{
		"no channel": {func(l *plan.Letter) { l.Email, l.SMS = false, false }, []string{"channel no-channel"}},
		"nobody":     {func(l *plan.Letter) { l.To, l.Phones = nil, nil }, []string{"to nobody"}},
		"an empty address": {
			func(l *plan.Letter) { l.To = append(l.To, recipients.Mailbox{Name: "Bo"}) }, []string{"to no-recipient"},
		},
		"an empty number":          {func(l *plan.Letter) { l.Phones = append(l.Phones, recipients.Phone{}) }, []string{"phones no-recipient"}},
		"an address without mails": {func(l *plan.Letter) { l.Email, l.To = false, recipients.List{{}} }, nil},
		"a number without SMS":     {func(l *plan.Letter) { l.SMS, l.Phones = false, recipients.PhoneList{{}} }, nil},
		"no sender":                {func(l *plan.Letter) { l.Settings.From = recipients.Mailbox{} }, []string{"from no-sender"}},
		"no sender of SMS":         {func(l *plan.Letter) { l.Settings.SMSFrom = smsgw.SenderName{} }, []string{"smsFrom no-sms-sender"}},
		"no sender, no channel": {
			func(l *plan.Letter) { l.Settings, l.Email, l.SMS = order.Settings{}, false, false }, []string{"channel no-channel"},
		},
		"refused before": {
			func(l *plan.Letter) {
				l.Refused = []*plan.FieldError{plan.Refuse(plan.FieldTemplate, codes.RefusedEmpty)}
			}, []string{"template empty"},
		},
		"a text that fails": {
			func(l *plan.Letter) {
				l.EmailText = func(locale.Language) (plan.EmailText, error) { return plan.EmailText{}, boom }
			}, []string{"text text"},
		},
		"a text that fails by itself": {
			func(l *plan.Letter) {
				l.EmailText = func(locale.Language) (plan.EmailText, error) {
					return plan.EmailText{}, plan.Refuse(plan.FieldSubject, codes.RefusedTooLong, 3, 2)
				}
			}, []string{"subject too-long"},
		},
		"an SMS that fails": {func(l *plan.Letter) { l.SMSText = func(locale.Language) (string, error) { return "", boom } }, []string{"text text"}},
		"an empty SMS":      {func(l *plan.Letter) { l.SMSText = func(locale.Language) (string, error) { return "", nil } }, []string{"text empty"}},
		"255 SMS":           {func(l *plan.Letter) { l.SMSText = text(255 * 153) }, nil},
		"256 SMS":           {func(l *plan.Letter) { l.SMSText = text(255*153 + 1) }, []string{"text too-many-sms"}},
		"documents that fail": {
			func(l *plan.Letter) {
				l.To = append(l.To, recipients.MustParseMailbox("bo@example.se"))
				l.Documents = func(locale.Language) ([]plan.Document, []plan.Warning, error) { return nil, nil, boom }
			}, []string{"document document"},
		},
		"a calendar that fails": {
			func(l *plan.Letter) {
				l.Calendar = func(recipients.Mailbox, locale.Language, string) (*email.Calendar, error) { return nil, boom }
			}, []string{"booking calendar"},
		},
		"a logo that is none": {func(l *plan.Letter) { l.Settings.ShowLogo, l.Settings.Company.Logo = true, tall }, []string{"email mail"}},
		"a logo not shown":    {func(l *plan.Letter) { l.Settings.Company.Logo = tall }, nil},
		"a link that is none": {
			func(l *plan.Letter) {
				l.People = order.People{}
				l.People.Note("anna@example.se", order.Addressee{Link: "javascript:alert(1)"})
			}, []string{"link link"},
		},
		"a mail that nothing can carry": {
			func(l *plan.Letter) {
				l.Documents = func(locale.Language) ([]plan.Document, []plan.Warning, error) {
					return []plan.Document{{File: order.File{Name: "a\nb", ContentType: "text/plain", Ref: "r", Size: 1}}}, nil, nil
				}
			}, []string{"email mail"},
		},
		"an SMS in a year that JSON does not know": {
			func(l *plan.Letter) { l.Email, l.Now = false, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, nothing,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := both()
			row.change(l)
			p, err := l.Plan()
			if row.want == nil {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			assert.Empty(t, p, "no half plan")
			assert.Equal(t, row.want, append([]string{}, refusals(err)...))
		})
	}
	l := both()
	l.SMSText = func(locale.Language) (string, error) { return "", boom }
	_, err := l.Plan()
	require.ErrorIs(t, err, boom, "the cause is there to be looked for")
	l.Now = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	l.Email, l.SMSText = false, text(1)
	_, err = l.Plan()
	require.ErrorContains(t, err, "after 9999")
	l = both()
	l.To, l.SMS = nil, false
	_, err = l.Plan()
	require.ErrorIs(t, err, plan.ErrNobody)
	l.LeftOut = []plan.LeftOut{{Code: "own", Recipient: "Anna"}}
	p, err := l.Plan()
	require.NoError(t, err, "that somebody was left out is something to show")
	assert.Equal(t, l.LeftOut, p.LeftOut)
}

func text(n int) func(locale.Language) (string, error) {
	return func(locale.Language) (string, error) {
		b := make([]byte, n)
		for i := range b {
			b[i] = 'x'
		}
		return string(b), nil
	}
}

// R615: who is not on the list is left out, a redirected message says whose it was, and
// a channel without a test recipient sends nothing.
func TestR615TestModes(t *testing.T) {
	t.Parallel()
	test := recipients.MustParseAddress("test@example.com")
	for name, row := range map[string]struct {
		mode order.TestMode
		want []string // recipient, outcome, whose
		left []string
	}{
		"off":             {order.TestMode{}, []string{"anna@example.se", "+46705123456"}, nil},
		"a dry run":       {order.TestMode{DryRun: true}, []string{"anna@example.se dry-run", "+46705123456 dry-run"}, nil},
		"a list":          {order.TestMode{Allow: []string{"@example.se"}}, []string{"anna@example.se"}, []string{"not-allowed sms +46705123456"}},
		"a list of one":   {order.TestMode{Allow: []string{"+46705123456"}}, []string{"+46705123456"}, []string{"not-allowed email anna@example.se"}},
		"mails elsewhere": {order.TestMode{RedirectEmail: test}, []string{"test@example.com redirected anna@example.se"}, []string{"not-redirected sms +46705123456"}},
		"SMS elsewhere":   {order.TestMode{RedirectPhone: bo}, []string{"+46705123457 redirected +46705123456"}, []string{"not-redirected email anna@example.se"}},
		"both elsewhere, dry": {
			order.TestMode{RedirectEmail: test, RedirectPhone: bo, DryRun: true},
			[]string{"test@example.com dry-run anna@example.se", "+46705123457 dry-run +46705123456"},
			nil,
		},
		"to themselves": {
			order.TestMode{RedirectEmail: recipients.MustParseAddress("anna@example.se"), RedirectPhone: anna},
			[]string{"anna@example.se", "+46705123456"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := both()
			l.Settings.Test = row.mode
			p, err := l.Plan()
			require.NoError(t, err)
			var got, left, said []string
			for _, m := range p.Messages {
				one := m.Recipient
				if m.Test != "" {
					one += " " + string(m.Test)
				}
				if m.IntendedFor != "" {
					one += " " + m.IntendedFor
				}
				got = append(got, one)
				if m.Email != nil {
					assert.Equal(t, m.Recipient, m.Email.To.Address.String())
					assert.Equal(t, m.IntendedFor == "", m.Email.To.Name == "Anna", "a stranger is not called Anna")
				} else {
					assert.Equal(t, m.Recipient, m.SMS.To.String())
				}
				whose := m.Recipient
				if m.IntendedFor != "" {
					whose = m.IntendedFor
				}
				assert.Equal(t, plan.MessageID("mitt-bolag", "form-token", m.Channel, whose), m.ID)
			}
			for _, o := range p.LeftOut {
				left = append(left, string(o.Code)+" "+string(o.Channel)+" "+o.Recipient)
				assert.Contains(t, o.Text, o.Recipient)
			}
			for _, w := range p.Warnings {
				assert.Equal(t, w.Code == codes.WarnTestRedirect, w.Recipient != "", "whose message it was")
				said = append(said, string(w.Code))
			}
			assert.Equal(t, row.want, got)
			assert.Equal(t, row.left, left)
			assert.Equal(t, row.mode.Redirects() && name != "to themselves", slices.Contains(said, "test-redirect"))
			assert.Equal(t, row.mode.DryRun, p.DryRun)
			if row.mode.DryRun {
				assert.Equal(t, "test-dry-run", said[0])
			} else {
				assert.NotContains(t, said, "test-dry-run")
			}
		})
	}
}

// Whoever stands twice in a list gets one message, and the other entry is told of.
func TestR602OneMessageARecipient(t *testing.T) {
	t.Parallel()
	l := both()
	l.To = recipients.List{recipients.MustParseMailbox("Anna <anna@example.se>"), recipients.MustParseMailbox("bo@example.se"), recipients.MustParseMailbox("A <anna@example.se>")}
	l.Phones = recipients.PhoneList{anna, bo, anna}
	p, err := l.Plan()
	require.NoError(t, err)
	var got []string
	for _, m := range p.Messages {
		got = append(got, m.Recipient)
	}
	assert.Equal(t, []string{"anna@example.se", "bo@example.se", "+46705123456", "+46705123457"}, got)
	assert.Equal(t, []plan.LeftOut{
		{Code: codes.LeftDuplicate, Channel: delivery.Email, Recipient: "anna@example.se", Text: "anna@example.se står två gånger och får ett meddelande."},
		{Code: codes.LeftDuplicate, Channel: delivery.SMS, Recipient: "+46705123456", Text: "+46705123456 står två gånger och får ett meddelande."},
	}, p.LeftOut)
}

// What a message is about is what the letter says, and no NUL or odd byte of the host's
// comes into a plan.
func TestAPlanSaysWhatTheLetterIs(t *testing.T) {
	t.Parallel()
	l := both()
	l.Order, l.Source = audit.OrderRef{Kind: "work-order", ID: "462", Number: "AO462"}, plan.SourceTemplate
	l.Actor = order.Actor{ID: "ev\x00a", Name: "Eva\xff", Language: "en"}
	l.Template, l.Snapshot, l.SnapshotSMS = audit.TemplateRef{ID: "t", Version: 2}, &snapshots.Snapshot{Scope: snapshots.ScopeBooking}, &snapshots.Snapshot{Scope: snapshots.ScopeOrder}
	l.TemplateIn = func(in locale.Language) audit.TemplateRef {
		if in.Tag() == "en" {
			return audit.TemplateRef{ID: "en"}
		}
		return l.Template
	}
	l.People = order.People{}
	l.People.Note("anna@example.se", order.Addressee{Language: "en", Link: "https://host.example/1", Staff: true})
	zone, err := notifytest.Settings().ZoneOf(order.Order{})
	require.NoError(t, err)
	l.Zone = zone
	p, err := l.Plan()
	require.NoError(t, err)
	assert.Equal(t, "mitt-bolag", p.Company)
	assert.Equal(t, order.Actor{ID: "eva", Name: "Eva\uFFFD", Language: "en"}, p.Actor)
	assert.Equal(t, l.Order, p.Order)
	assert.Equal(t, "Europe/Stockholm", p.Zone)
	assert.Equal(t, l.Template, p.Template)
	assert.Equal(t, plan.SourceTemplate, p.Source)
	assert.Same(t, l.Snapshot, p.Told(delivery.Email))
	assert.Same(t, l.SnapshotSMS, p.Told(delivery.SMS))
	p.SnapshotSMS = nil
	assert.Same(t, l.Snapshot, p.Told(delivery.SMS))
	mail, sms := p.Messages[0], p.Messages[1]
	assert.Equal(t, &audit.TemplateRef{ID: "en"}, mail.Template)
	assert.Nil(t, sms.Template)
	assert.Equal(t, audit.AudienceStaff, mail.Audience)
	assert.Equal(t, audit.AudienceCustomer, sms.Audience)
	assert.True(t, mail.Contact)
	assert.False(t, sms.Contact)
	assert.Equal(t, "https://host.example/1", mail.Link)
	assert.Contains(t, mail.Email.HTML, "Open the order")
	l.Audience = audit.AudienceSupplier
	p, err = l.Plan()
	require.NoError(t, err)
	assert.Equal(t, audit.AudienceSupplier, p.Messages[1].Audience)
	l.Order = audit.OrderRef{}
	p, err = l.Plan()
	require.NoError(t, err)
	assert.NotContains(t, p.Messages[0].Email.HTML, "Open the order", "it is about none")
	assert.Contains(t, p.Messages[0].Email.HTML, ">Open</a>")
}

func TestValid(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"åäö": "åäö", "a\x00b": "ab", "a\xffb": "a\uFFFDb", "a\xff\x00": "a\uFFFD", "\x00": "", "": ""} {
		assert.Equal(t, want, plan.Valid(given), "%q", given)
	}
}

// The English of a log begins in lower case, unless what it begins with is a name.
func TestFieldErrorsInALog(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "plan: subject: this field is empty: write something", plan.Refuse(plan.FieldSubject, codes.RefusedEmpty).Error())
	assert.Equal(t, "plan: phones: SMS needs a mobile number", plan.Refuse(plan.FieldPhones, "no-mobile").Error())
	withColon := plan.Refuse(plan.FieldText, "compulsory").Because(nil, plan.FieldTo)
	assert.Equal(t, "plan: text: the company has made this event compulsory, and it cannot be switched off: To", withColon.Error())
	open := plan.Refuse(plan.FieldText, codes.RefusedText, "x").Because(nil, plan.FieldTo)
	assert.Equal(t, "The text could not be written: x; To", open.Message(locale.English))
	twice := plan.Refuse(plan.FieldFiles, codes.RefusedEmailSize, 2, 1).Because(plan.ErrNobody, plan.Refuse(plan.FieldTo, codes.RefusedNobody))
	first, second := plan.Refuse(plan.FieldFiles, codes.RefusedEmailSize, 2, 1).Message(locale.Swedish), plan.Refuse(plan.FieldTo, codes.RefusedNobody).Message(locale.Swedish)
	assert.Equal(t, first+" "+second, twice.Message(locale.Swedish))
	require.ErrorIs(t, twice, plan.ErrNobody)
	assert.Equal(t, []*plan.FieldError{twice}, plan.FieldErrors(errors.Join(errors.New("x"), twice)))
	assert.Nil(t, plan.FieldErrors(errors.New("x")))
	assert.Equal(t, "own", plan.Kind("own").Message(locale.Swedish))
	assert.Equal(t, "bokningsbekräftelse", plan.Kind("booking-confirmation").Message(locale.Swedish))
}
