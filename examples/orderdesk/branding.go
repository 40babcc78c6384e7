package main

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/smsgw/kannel"
	"github.com/budkavle/budkavle/smsgw/twilio"
	"github.com/budkavle/budkavle/templating"
)

func fillSender(c company, values url.Values) {
	values.Set("fromName", c.Settings.From.Name)
	values.Set("fromAddress", c.Settings.From.Address.String())
	values.Set("replyTo", c.Settings.ReplyTo.Address.String())
	values.Set("smsFrom", c.Settings.SMSFrom.String())
}

func readSender(r *reading, c *company) {
	mailbox := func(name, field string) recipients.Mailbox {
		if r.text(field) == "" {
			return recipients.Mailbox{}
		}
		address, err := recipients.ParseAddress(r.text(field))
		r.wrong(field, err)
		return recipients.Mailbox{Name: name, Address: address}
	}
	c.Settings.From = mailbox(r.text("fromName"), "fromAddress")
	c.Settings.ReplyTo = mailbox("", "replyTo")
	c.Settings.SMSFrom = smsgw.SenderName{}
	if r.form.Get("smsFrom") != "" {
		name, err := smsgw.ParseSenderName(r.form.Get("smsFrom"))
		r.wrong("smsFrom", err)
		c.Settings.SMSFrom = name
	}
}

// verdicts are what each gateway says of a sender name, and a name that all of them
// take when this one is not.
func verdicts(text string) (all []smsgw.NameVerdict, portable string) {
	name, err := smsgw.ParseSenderName(text)
	if err != nil {
		return nil, ""
	}
	for _, rule := range []smsgw.NameRule{elks46.NameRule(), twilio.NameRule(), kannel.NameRule()} {
		all = append(all, rule.Verdict(name))
	}
	if !name.Portable() {
		portable = name.Suggestion()
	}
	return all, portable
}

func fillCompany(c company, values url.Values) {
	o := c.Settings.Company
	values.Set("name", o.Name)
	values.Set("details", strings.Join(o.Address, "\n"))
	values.Set("phone", o.Phone)
	values.Set("email", o.Email)
	values.Set("website", o.Website)
	values.Set("orgNumber", o.OrgNumber)
	values.Set("extra", strings.Join(o.Extra, "\n"))
	values.Set("accent", cmp.Or(o.Accent, templating.DefaultAccent))
	set(values, "showLogo", c.Settings.ShowLogo)
}

func readCompany(r *reading, c *company) {
	o := &c.Settings.Company
	o.Name, o.Phone, o.Email, o.Website, o.OrgNumber = r.text("name"), r.text("phone"), r.text("email"), r.text("website"), r.text("orgNumber")
	o.Address, o.Extra = rows(r.lines("details")), rows(r.lines("extra"))
	o.Accent = r.text("accent")
	if strings.EqualFold(o.Accent, templating.DefaultAccent) {
		o.Accent = ""
	}
	c.Settings.ShowLogo = r.on("showLogo")
	data, name, err := r.file("logo")
	r.wrong("logo", err)
	switch {
	case len(data) > 0:
		o.Logo = order.Logo{Name: name, ContentType: http.DetectContentType(data), Data: data}
	case r.on("removeLogo"):
		o.Logo = order.Logo{}
	}
}

// rows are the lines of a text that are not blank.
func rows(text string) []string {
	var rows []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			rows = append(rows, line)
		}
	}
	return rows
}

// upload reads a file of the form; none is no error.
func (v *visit) upload(name string) ([]byte, string, error) {
	f, head, err := v.r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	data, err := io.ReadAll(f)
	return data, head.Filename, errors.Join(err, f.Close())
}

// logo shows the company's logo as it was uploaded.
func (v *visit) logo() error {
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	logo := c.Settings.Company.Logo
	if len(logo.Data) == 0 {
		return errNotThere
	}
	return v.foreign(logo.ContentType, cmp.Or(logo.Name, "logo"), logo.Data)
}
