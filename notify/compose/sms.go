package compose

import (
	"strings"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// smsFor is the text of an SMS in a language: what the user made of it, the
// template's own text for SMS, or the built-in short one. A template without
// one is sent whole, in plain text.
func (d *Draft) smsFor(l locale.Language) (string, error) {
	if d.textEdited() {
		return d.plain(oneEnding(d.Text), d.source.html), nil
	}
	source, err := d.sourceIn(l)
	if err != nil {
		return "", err
	}
	t, err := d.write(l)
	if err != nil {
		return "", err
	}
	if t.sms == "" {
		return d.plain(t.body, source.html), nil
	}
	if source.source != plan.SourceBuiltIn {
		return strings.TrimSpace(t.sms), nil
	}
	return d.callable(strings.TrimSpace(t.sms), l), nil
}

// callable is a built-in SMS that names the company's telephone, when its sender
// cannot be answered (R616) and the SMS stays a single one.
func (d *Draft) callable(text string, l locale.Language) string {
	s := d.settings
	if !s.SMSFromNumber.IsZero() || s.SMSFrom.IsZero() || s.Company.Phone == "" {
		return text
	}
	with, err := d.writeWith(l, templating.Values{"companyPhone": s.Company.Phone})
	if err != nil || with.sms == "" || smsgw.Count(forSMS(s, with.sms)).Segments > 1 {
		return text
	}
	return strings.TrimSpace(with.sms)
}

// plain is a text without the HTML that it may be.
func (d *Draft) plain(text string, html bool) string {
	if html {
		text = templating.PlainText(templating.Sanitize(text, templating.Policy{}))
	}
	return strings.TrimSpace(text)
}

// forSMS writes typography in GSM-7 unless the settings keep it (R204).
func forSMS(s order.Settings, text string) string {
	if s.KeepTypographyInSMS {
		return smsgw.Normalize(text)
	}
	text, _ = smsgw.Transliterate(text)
	return text
}
