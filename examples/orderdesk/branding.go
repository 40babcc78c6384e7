package main

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/smsgw/kannel"
	"github.com/budkavle/budkavle/smsgw/twilio"
)

// verdicts are what each gateway says of a sender name, and a name that all of them
// take when this one is not.
func (v *visit) verdicts(text string) (all []nameVerdict, portable string) {
	name, err := smsgw.ParseSenderName(text)
	if err != nil {
		return nil, ""
	}
	for _, rule := range []smsgw.NameRule{elks46.NameRule(), twilio.NameRule(), kannel.NameRule()} {
		one := rule.Verdict(name)
		all = append(all, nameVerdict{one, one.Message(v.lang())})
	}
	if !name.Portable() {
		portable = name.Suggestion()
	}
	return all, portable
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

// takeLogo takes the picture that was uploaded, or takes away the one that there is.
func (v *visit) takeLogo(c *company) error {
	data, name, err := v.upload("company.logo")
	if err != nil {
		return err
	}
	logo := &c.Settings.Company.Logo
	switch {
	case len(data) > 0 && !bytes.Equal(data, logo.Data):
		*logo = email.File{Name: name, ContentType: http.DetectContentType(data), Data: data}
	case v.r.PostForm.Get("removeLogo") != "":
		*logo, c.Settings.ShowLogo = email.File{}, false
	}
	return nil
}
