package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// about returns the warnings with a code.
func about(list []plan.Warning, code codes.Code) []plan.Warning {
	var found []plan.Warning
	for _, w := range list {
		if w.Code == code {
			found = append(found, w)
		}
	}
	return found
}

func TestR618AddressesThatFailedForGood(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		r := notifytest.Request(rules.Kind)
		r.Bounced = []string{"bo@example.se", "+46705123456", "somebody@example.org"}
		d := draft(t, notifytest.Settings(), o, r)
		d.To = recipients.MustParseList("lisa@example.se,bo@EXAMPLE.se")
		want := []string{"bo@example.se"}
		if rules.Can(delivery.SMS) {
			d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123456")
			want = append(want, "+46705123456")
		}
		for _, list := range [][]plan.Warning{d.Warnings(), planned(t, d).Warnings} {
			var who []string
			for _, w := range about(list, codes.WarnBounced) {
				who = append(who, w.Recipient)
				assert.Equal(t, "Meddelanden till "+w.Recipient+" har kommit i retur.", w.Text)
			}
			assert.Equal(t, want, who, "the next draft warns, and so does its plan")
		}
	})
}

func TestWarnsOfTheSameTextAgain(t *testing.T) {
	t.Parallel()
	first := planned(t, confirmation(t, notifytest.Settings())).Messages[0]
	for status, want := range map[delivery.Status]codes.Code{
		delivery.StatusSent: codes.WarnSentBefore, delivery.StatusDelivered: codes.WarnSentBefore,
		delivery.StatusUncertain: codes.WarnMaybeSent, delivery.StatusSending: codes.WarnMaybeSent,
		delivery.StatusFailed: "", delivery.StatusBounced: "", delivery.StatusSkipped: "",
	} {
		r := notifytest.Request(compose.BookingConfirmation)
		when := notifytest.Now().Add(-2 * time.Minute)
		r.Log = []audit.Message{{ID: first.ID, Recipient: first.Recipient, Status: status, Channel: delivery.Email, SentAt: when, ChangedAt: when, BodyHash: audit.HashBody("", first.Subject(), first.Body())}}
		d := draft(t, notifytest.Settings(), notifytest.Order(), r)
		warnings := append(about(planned(t, d).Warnings, codes.WarnSentBefore), about(planned(t, d).Warnings, codes.WarnMaybeSent)...)
		if want == "" {
			assert.Empty(t, warnings, status)
			continue
		}
		require.Len(t, warnings, 1, status)
		assert.Equal(t, want, warnings[0].Code)
		assert.Contains(t, warnings[0].Text, "2023-10-02 14:03", "two minutes ago")
		d.Text += "!"
		assert.NotContains(t, codesOf(planned(t, d).Warnings), "sent-before", "another text")
	}
}

func TestWarnsOfDearTexts(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	text := func(text string) []plan.Warning {
		d := draft(t, s, notifytest.Order(), notifytest.Request(compose.FreeMessage))
		d.SMS, d.Text = true, text
		p := planned(t, d)
		assert.Equal(t, d.SMSCount(), p.Messages[1].Segments, "counted as typed")
		return append(about(p.Warnings, codes.WarnManySMS), about(p.Warnings, codes.WarnManySMSBecause)...)
	}
	assert.Empty(t, text("Kort – med tankstreck"))
	assert.Empty(t, text(strings.Repeat("a", 306)), "two")
	warnings := text(strings.Repeat("a", 307))
	require.Len(t, warnings, 1)
	assert.Equal(t, "Texten blir 3 SMS.", warnings[0].Text)
	warnings = text(strings.Repeat("a", 69) + "😀")
	require.Len(t, warnings, 1)
	assert.Equal(t, "Texten blir 2 SMS på grund av ”😀”.", warnings[0].Text)
	s.KeepTypographyInSMS = true
	warnings = text(strings.Repeat("a", 140) + "–“–")
	require.Len(t, warnings, 1)
	assert.Equal(t, "Texten blir 3 SMS på grund av ”–” ”“”.", warnings[0].Text)

	d := draft(t, s, notifytest.Order(), notifytest.Request(compose.FreeMessage))
	d.SMS, d.Text = true, strings.Repeat("a", 153*plan.MaxSMS+1)
	assert.Equal(t, codes.RefusedManySMS, refusal(t, d).Code)
}

func TestWarnsOfTags(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	s.ExtraTags, o.ServiceObjects = []string{"portkod"}, nil
	s.Templates[0].Subject, s.Templates[0].Body = "Om {orderRef} {portkod}", "Hej\n{serviceObjects} {nextBookingName} {customerOrderNumber} {"
	warnings := planned(t, draft(t, s, o, notifytest.Request(compose.TemplateEmail))).Warnings
	assert.Equal(t, "empty-tag empty-tag template", codesOf(warnings))
	assert.Equal(t, "Taggen {portkod} är tom.", warnings[0].Text)
	assert.Contains(t, warnings[2].Text, "Mallen: ")
	o.Tags = map[string]string{"portkod": "1234"}
	assert.Len(t, about(draft(t, s, o, notifytest.Request(compose.TemplateEmail)).Warnings(), codes.WarnEmptyTag), 1)

	o.Bookings = nil
	assert.Len(t, about(draft(t, s, o, notifytest.Request(compose.TemplateEmail)).Warnings(), codes.WarnEmptyTag), 2)
}

// A tag that somebody types into the popup is not replaced any more.
func TestWarnsOfTypedTags(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	d.Subject += " {company}"
	d.Text += " {nextBokingDate} {nextBookingDate} <nextBookingTime> <nextBokingName> {nextBokingDate} <b> {}"
	var tags []string
	for _, w := range about(planned(t, d).Warnings, codes.WarnTagInText) {
		tags = append(tags, w.Text[strings.Index(w.Text, "{"):strings.Index(w.Text, "}")+1])
	}
	assert.ElementsMatch(t, []string{"{company}", "{nextBokingDate}", "{nextBookingDate}", "{nextBookingTime}", "{nextBokingName}"}, tags)
}

// A template with an angle tag that is nearly one is never sent, and the error
// says what was meant.
func TestANearlyMatchingAngleTag(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Templates[0].Body = "Hej <nextBokingDate>"
	_, err := compose.NewDraft(s, notifytest.Order(), notifytest.Request(compose.TemplateEmail))
	require.ErrorContains(t, err, "did you mean {nextBookingDate}?")
}

func TestR105WhoCannotGetSMS(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	for phone, want := range map[string]string{"+468123456": "+468123456", "0705123456": "0705123456", "": "Anna Ek"} {
		o.ContactPerson.Phone = phone
		d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
		assert.Empty(t, d.Phones)
		d.SMS, d.Phones = true, nil
		e := refusal(t, d)
		assert.Equal(t, codes.RefusedNobody, e.Code)
		assert.Contains(t, e.Message(locale.Swedish), "Anna Ek", "who, and why")

		r := notifytest.Request(compose.BookingConfirmation)
		r.Contacts = []order.Contact{o.ContactPerson, {Name: "Bo", Email: "bo@example.se", Phone: "+46705123457"}}
		d = draft(t, notifytest.Settings(), o, r)
		d.SMS = true
		p := planned(t, d)
		assert.Len(t, p.Messages, 3)
		require.Len(t, p.LeftOut, 1)
		assert.Equal(t, codes.LeftNoMobile, p.LeftOut[0].Code)
		assert.Equal(t, want, p.LeftOut[0].Recipient)
		d.Phones = append(d.Phones, recipients.MustParsePhone("+46705123458"))
		assert.Empty(t, planned(t, d).LeftOut, "another was typed")
	}
}

func TestWarnsOfAddresses(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	d.To = recipients.MustParseList("åsa@example.se,anna@host.local,anna@examрle.com,anna@example.se")
	assert.Equal(t, "smtputf8 special-domain mixed-script", codesOf(planned(t, d).Warnings))
}

func TestWarnsOfAVisitThatHasBegun(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Bookings[0].Start, o.Bookings[0].End = notifytest.Now().Add(-time.Hour), notifytest.Now().Add(time.Hour)
	assert.Contains(t, codesOf(draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation)).Warnings()), "under-way")
}

// Warnings are in the language of the user, texts in that of the recipient.
func TestWarningsAreForTheUser(t *testing.T) {
	t.Parallel()
	r := notifytest.Request(compose.BookingConfirmation)
	r.Actor.Language, r.Bounced = "fi", []string{"anna@example.se"}
	d := draft(t, notifytest.Settings(), notifytest.Order(), r)
	assert.Equal(t, "Viestit osoitteeseen anna@example.se ovat palautuneet.", d.Warnings()[0].Text)
	assert.Contains(t, d.Text, "Vänliga hälsningar\n")
}

// An SMS keeps its own short text when only the mail's subject is edited.
func TestTheSubjectIsNotTheSMS(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	d.SMS = true
	short := d.SMSText()
	d.Subject = "Annat ämne"
	assert.Equal(t, short, d.SMSText())
	assert.Equal(t, short, planned(t, d).Messages[1].SMS.Text)
	d.Text = "Annan – text"
	assert.Equal(t, "Annan - text", d.SMSText())
	assert.Equal(t, "Annan - text", planned(t, d).Messages[1].SMS.Text)
	assert.Contains(t, planned(t, d).Messages[0].Email.Text, "Annan – text", "a mail keeps the typography")

	s := notifytest.Settings()
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "b", Subject: "B", Body: "<p>Lång</p>", HTML: true, SMS: "Kort"}}}
	assert.Equal(t, "Kort", confirmation(t, s).SMSText())
	d = confirmation(t, s)
	d.Text = "<p>Annan</p><script>x</script>"
	assert.Equal(t, "Annan", d.SMSText())
}
