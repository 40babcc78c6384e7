package compose_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

// hostile are texts that people, and others, put into fields.
var hostile = []string{
	"", " ", "2026/117", `..\..\x`, "CON", "Anna\r\nBcc: eve@example.com", "Anna\x00Ek", "\u202eknA", "a\u200bb\u2028c", "\xff\xfe å",
	"{company}{nextBooking}", "<script>alert(1)</script>", "=?utf-8?q?x?=", "%s%d%!", "😀👩‍🚒", strings.Repeat("å", 1000), strings.Repeat("a,", 500), "2023-10-06", "\ufeff", "a@b.se, c@d.se",
}

// fill puts text into every text of a value, however deep, besides those that
// keep says no to.
func fill(v reflect.Value, text string, keep func(field string) bool) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			fill(v.Index(i), text, keep)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !keep(f.Name) && v.Type() != reflect.TypeFor[time.Time]() {
				fill(v.Field(i), text, keep)
			}
		}
	}
}

// survives is what must hold for any input: no panic, and either an error or a
// plan that can be kept and sent.
func survives(t *testing.T, s order.Settings, o order.Order, r compose.Request, change func(d *compose.Draft)) {
	t.Helper()
	_ = o.Validate()
	_ = s.Validate()
	_ = compose.Prompts(s, order.Order{}, o, r.Actor, r.Now)
	_ = compose.Addresses(s, o, r)
	_ = compose.History(s, o, nil, r.Now)
	d, err := compose.NewDraft(s, o, r)
	if err != nil {
		return
	}
	change(d)
	_, _, _, _ = d.Suggestions(), d.PhoneSuggestions(), d.SMSText(), d.SMSCount()
	_ = d.Warnings()
	p, err := d.Plan()
	if err != nil {
		assert.Empty(t, p.Messages)
		for _, e := range plan.FieldErrors(err) {
			assert.NotEmpty(t, e.Message(d.Language()))
		}
		return
	}
	require.NoError(t, p.Verify())
	back := throughJSON(t, p)
	require.Equal(t, p.Hash, back.Hash)
	require.NoError(t, back.Verify())
	for i := range p.Messages {
		p.Messages[i].Email = plainDate(p.Messages[i])
		back.Messages[i].Email = plainDate(back.Messages[i])
	}
	require.Equal(t, p.Messages, back.Messages, "what is kept is what is sent")
	require.Equal(t, p.ContentHash(), back.ContentHash())
	for i, m := range back.Messages {
		if m.SMS != nil {
			require.NoError(t, m.SMS.Validate())
			continue
		}
		mail, err := back.EmailOf(i, resolve)
		require.NoError(t, err)
		mail.Date = notifytest.Now()
		require.NoError(t, mail.Validate())
	}
}

// plainDate leaves out what compares by pointer.
func plainDate(m plan.Message) *email.Message {
	if m.Email == nil {
		return nil
	}
	mail := *m.Email
	mail.Date = time.Time{}
	return &mail
}

func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for _, text := range hostile {
		everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
			for _, all := range []bool{false, true} {
				s, o := withFiles(o)
				r := notifytest.Request(rules.Kind)
				o.Facility, o.Tags = o.Customer, map[string]string{text: text}
				fixed := []string{"Company", "Kind", "Number", "Zone", "Email", "OrderEmail", "Link", "ID", "SHA256", "Ref", "Key", "Template", "Body", "Subject"}
				if all {
					fixed = []string{"Company", "Kind", "Key", "Template"}
				}
				keep := func(field string) bool { return slices.Contains(fixed, field) }
				fill(reflect.ValueOf(&o).Elem(), text, keep)
				fill(reflect.ValueOf(&r.Actor).Elem(), text, keep)
				fill(reflect.ValueOf(&r.Comment).Elem(), text, keep)
				if text != "" {
					id := s.Company.ID
					fill(reflect.ValueOf(&s.Company).Elem(), text, keep)
					s.Company.ID = id
				}
				survives(t, s, o, r, func(d *compose.Draft) {
					d.To = recipients.List{{Name: text, Address: recipients.MustParseAddress("a@example.se")}}
					if d.Rules().EditText {
						d.Text, d.Subject = d.Text+text, d.Subject+text
					}
					if d.Rules().AttachPDF {
						d.FileName = text
					}
					if d.Rules().Can("sms") {
						d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123456")
					}
					d.Files = []string{o.Files[0].ID}
				})
			}
		})
	}
}

func TestEmptyEverything(t *testing.T) {
	t.Parallel()
	survives(t, order.Settings{}, order.Order{}, compose.Request{}, func(*compose.Draft) {})
	_, err := compose.NewDraft(order.Settings{}, order.Order{}, compose.Request{})
	require.ErrorContains(t, err, "unknown kind of message")
	r := notifytest.Request(compose.BookingConfirmation)
	for want, change := range map[string]func(r *compose.Request, o *order.Order){
		"has no Key":                          func(r *compose.Request, _ *order.Order) { r.Key = "" },
		"has no Now":                          func(r *compose.Request, _ *order.Order) { r.Now = time.Time{} },
		"no Number":                           func(_ *compose.Request, o *order.Order) { o.Number = "" },
		`unknown Kind "", want one of [quote`: func(_ *compose.Request, o *order.Order) { o.Kind = "" },
	} {
		r, o := r, notifytest.Order()
		change(&r, &o)
		_, err := compose.NewDraft(notifytest.Settings(), o, r)
		require.ErrorContains(t, err, want)
	}
	d := draft(t, notifytest.Settings(), notifytest.Order(), r)
	d.To, d.Phones, d.Files, d.Email, d.SMS = nil, nil, nil, false, false
	_, err = d.Plan()
	require.Error(t, err)
	var none plan.Plan
	mails, sms := none.Count()
	assert.Zero(t, mails+sms)
	assert.Empty(t, new(plan.Message).Body()+new(plan.Message).Subject())
}

func TestHostileTimes(t *testing.T) {
	t.Parallel()
	for _, when := range []time.Time{{}, time.Unix(0, 0), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(math.MaxInt32, 0), notifytest.Now().In(time.FixedZone("odd", 12345))} {
		everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
			for _, end := range []time.Time{{}, when, notifytest.Now()} {
				for _, now := range []time.Time{notifytest.Now(), when} {
					o.Bookings = []booking.Booking{{ID: "b", Start: when, End: end}, {Start: notifytest.Now().Add(time.Hour), End: when, AllDay: true, Zone: "Mars/Olympus"}}
					r := notifytest.Request(rules.Kind)
					r.Now = now
					survives(t, notifytest.Settings(), o, r, func(*compose.Draft) {})
				}
			}
		})
	}
	o := notifytest.Order()
	for _, zone := range []string{"Mars/Olympus", "Local", "../etc/passwd", "\x00"} {
		o.Zone = zone
		_, err := compose.NewDraft(notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
		require.ErrorContains(t, err, "unknown time zone")
	}
}

// A thousand recipients of an order that a thousand know: nobody is lost, the
// document and the logo are there once.
func TestAThousandRecipients(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	s.ShowLogo, s.Company.Logo = true, email.File{Data: picture(t, 400, 100)}
	for i := range 1000 {
		c := order.Contact{Name: fmt.Sprint("Nr ", i), Email: fmt.Sprintf("nr%d@example.se", i), Phone: fmt.Sprintf("+467012%05d", i)}
		o.Customer.Contacts = append(o.Customer.Contacts, c)
		o.Bookings = append(o.Bookings, booking.Booking{ID: fmt.Sprint(i), Start: notifytest.Now().AddDate(0, 1, i)})
	}
	d := draft(t, s, o, notifytest.Request(compose.OrderConfirmation))
	d.To = nil
	for _, suggestion := range d.Suggestions().Lines {
		d.To = append(d.To, recipients.Mailbox{Address: suggestion.Address})
	}
	p := planned(t, d)
	require.Len(t, p.Messages, 1002)
	assert.Len(t, p.Documents, 1)
	ids := map[string]bool{}
	for _, m := range p.Messages {
		ids[m.ID] = true
		assert.NotEmpty(t, m.Name)
	}
	assert.Len(t, ids, 1002)
	mails, sms := p.Count()
	assert.Equal(t, []int{1002, 0}, []int{mails, sms})
	s.MaxEmailBytes = 1000
	d = draft(t, s, o, notifytest.Request(compose.OrderConfirmation))
	for range 1000 {
		d.To = append(d.To, recipients.MustParseList("a@example.se,b@example.se")...)
	}
	assert.Equal(t, codes.RefusedEmailSize, refusal(t, d).Code, "said once")
}

func TestABadNameStopsNobody(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Anna\r\nBcc: eve@example.com": "Anna Bcc: eve@example.com",
		"Anna\x00\u202eEk":             "AnnaEk",
		strings.Repeat("å", 200):       strings.Repeat("å", 127),
	} {
		o := notifytest.Order()
		o.ContactPerson.Name = name
		p := planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation)))
		assert.Equal(t, want, p.Messages[0].Email.To.Name)
		assert.Equal(t, want, p.Messages[0].Name)
		require.NoError(t, p.Messages[0].Email.Validate())
	}
}

func TestAnOrderNumberIsNoPath(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{"2026/117": "2026_117", `A\1`: "A_1", "AO 462": "AO 462"} {
		o := notifytest.Order()
		o.Number = number
		p := planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation)))
		assert.Equal(t, want+".ics", p.Messages[0].Email.Calendar.Name)
		p = planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.OrderConfirmation)))
		assert.Equal(t, want+".pdf", p.Documents[0].Name)
		assert.Contains(t, p.Messages[0].Subject(), number)
	}
	o := notifytest.Order()
	o.Number = "\xff"
	_, err := compose.NewDraft(notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
	require.ErrorContains(t, err, "no valid UTF-8")
}

func TestASubjectThatIsTooLongIsItsField(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	d.Subject = strings.Repeat("å", 500)
	assert.Equal(t, plan.FieldSubject, refusal(t, d).Field)
	assert.Equal(t, codes.RefusedTooLong, refusal(t, d).Code)
}

func FuzzPlan(f *testing.F) {
	for _, text := range hostile {
		f.Add(text, text, uint8(len(text)))
	}
	f.Fuzz(func(t *testing.T, name, text string, pick uint8) {
		rules := compose.Kinds()[int(pick)%len(compose.Kinds())]
		for _, o := range notifytest.Orders() {
			if !slices.Contains(rules.Orders, o.Kind) {
				continue
			}
			r := notifytest.Request(rules.Kind)
			o.Number, o.Customer.Name, o.ContactPerson.Name, o.Description = "AO"+name, name, name, text
			r.Comment.Text, r.Comment.Author = text, name
			survives(t, notifytest.Settings(), o, r, func(d *compose.Draft) {
				if d.Rules().EditText {
					d.Text, d.Subject = text, name
				}
				d.SMS = d.Rules().Can("sms") && len(d.Phones) > 0
			})
		}
	})
}
