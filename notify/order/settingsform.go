package order

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// Form returns the settings as the inputs of a page, each by the path of its field as in
// JSON: "company.name", "from.address", "smsFrom". [ParseSettings] takes them back.
// The templates that there are, are among them: "templates[0].body". What is a file or a
// table (logo, languages), and a template that is new or goes, is edited in its own way.
// [InputOpened] is for a hidden input.
func (s Settings) Form() url.Values {
	in := WriteInputs()
	s.Bind(in)
	return in.Values()
}

// ParseSettings returns the settings, as they are saved, with what a browser has posted.
// An input that is not there leaves its field as it is, so that a page may show a part;
// checkboxes are as [SettingInputs.Flag] has them. With the mark that the page was opened
// with ([InputOpened]) an input that the user has not changed does so too, and what
// somebody else has changed meanwhile is refused. The error joins that and what could not
// be read, each a [*invalid.Error] whose Path is the input's name; what could not be read
// leaves its field as it was. Whether the settings are in order as a whole is
// [Settings.Validate]'s to say.
func ParseSettings(s Settings, posted url.Values) (Settings, error) {
	in := ReadInputs(posted)
	s.Bind(in)
	return s, in.Err()
}

// Bind names each input and its field, for both ways: for a page that shows settings of
// other kinds beside.
func (s *Settings) Bind(in *SettingInputs) {
	zone := s.zone()
	c := &s.Company
	s.bindCompanyName(in)
	in.Text("company.orgNumber", &c.OrgNumber)
	in.Lines("company.address", &c.Address)
	in.Text("company.phone", &c.Phone)
	s.bindCompanyEmail(in)
	in.Text("company.website", &c.Website)
	in.Lines("company.extra", &c.Extra)
	in.Text("company.accent", &c.Accent)
	in.Text("language", &s.Language)
	in.Text("zone", &s.Zone)
	in.Text("region", &s.Region)

	in.Text("from.name", &s.From.Name)
	in.Address("from.address", &s.From.Address)
	in.Text("replyTo.name", &s.ReplyTo.Name)
	in.Address("replyTo.address", &s.ReplyTo.Address)
	in.Value("smsFrom", &s.SMSFrom)
	in.Phone("smsFromNumber", &s.SMSFromNumber, s.CorrectionRegion())
	in.Value("smsFromCode", &s.SMSFromCode)
	in.Value("purchaseOrderTo", &s.PurchaseOrderTo)

	for name, flag := range map[string]*bool{
		"showLogo":                 &s.ShowLogo,
		"includeFiles":             &s.IncludeFiles,
		"showImages":               &s.ShowImages,
		"machineNumberInName":      &s.MachineNumberInName,
		"remoteImages":             &s.RemoteImages,
		"keepTypographyInSms":      &s.KeepTypographyInSMS,
		"markAnyChange":            &s.MarkAnyChange,
		"customerOnPurchaseOrders": &s.CustomerOnPurchaseOrders,
		"leaveOutBrokenPictures":   &s.LeaveOutBrokenPictures,
		"test.dryRun":              &s.Test.DryRun,
	} {
		in.Flag(name, flag)
	}
	in.Area("readyMessage", &s.ReadyMessage)
	in.Lines("extraTags", &s.ExtraTags)
	s.bindTemplates(in)
	s.bindReminders(in)
	in.Text("quiet.from", &s.Quiet.From)
	in.Text("quiet.to", &s.Quiet.To)
	in.Text("quiet.zone", &s.Quiet.Zone)

	in.Number64("maxEmailBytes", &s.MaxEmailBytes)
	in.Number64("maxPixels", &s.MaxPixels)
	in.Number("smsWarning", &s.SMSWarning)
	in.Number("company.logoWidth", &c.LogoWidth)
	in.Number("hostLogoWidth", &s.HostLogoWidth)
	in.date("loggingBegan", &s.LoggingBegan, zone, s.zone())
	in.Address("test.redirectEmail", &s.Test.RedirectEmail)
	in.Phone("test.redirectPhone", &s.Test.RedirectPhone, s.CorrectionRegion())
	in.Lines("test.allow", &s.Test.Allow)
}

// zone is where the company's days begin.
func (s *Settings) zone() *time.Location {
	if zone, err := s.ZoneOf(Order{}); err == nil {
		return zone
	}
	return time.UTC
}

// bindCompanyName binds the name that mails are signed with. One that is there cannot be
// emptied, since the mails would be from nobody; a company that never had one works on.
func (s *Settings) bindCompanyName(in *SettingInputs) {
	in.text("company.name", func() string { return s.Company.Name }, func(text string) bool {
		text = strings.TrimSpace(text)
		if cleantext.Name(text) == "" && cleantext.Name(s.Company.Name) != "" {
			in.Refuse("company.name", invalid.Missing)
			return false
		}
		s.Company.Name = text
		return true
	})
}

// bindCompanyEmail binds the addresses that customers' comments go to when nobody is
// responsible. A new one that nothing can be sent to is refused.
func (s *Settings) bindCompanyEmail(in *SettingInputs) {
	in.text("company.email", func() string { return s.Company.Email }, func(text string) bool {
		text = strings.TrimSpace(text)
		if _, err := recipients.ParseList(text); err != nil && text != s.Company.Email && text != "" {
			return in.because(err, "company.email")
		}
		s.Company.Email = text
		return true
	})
}

// bindTemplates binds the texts of the templates that there are.
func (s *Settings) bindTemplates(in *SettingInputs) {
	text := func(path string, t *templating.EmailTemplate) {
		in.Text(path+".name", &t.Name)
		in.Text(path+".subject", &t.Subject)
		in.Area(path+".body", &t.Body)
		in.Flag(path+".html", &t.HTML)
		in.Area(path+".sms", &t.SMS)
	}
	s.Templates, s.BookingTemplates = slices.Clone(s.Templates), slices.Clone(s.BookingTemplates)
	ids, about := make([]string, len(s.Templates)), make([]string, len(s.BookingTemplates))
	for i, t := range s.Templates {
		ids[i] = t.ID
	}
	for i, t := range s.BookingTemplates {
		about[i] = strings.Join([]string{string(t.Order), string(t.about()), t.Language}, " ")
	}
	in.align("templates", ids)
	in.align("bookingTemplates", about)
	for i := range s.Templates {
		text(row("templates", i), &s.Templates[i])
	}
	for i := range s.BookingTemplates {
		text(row("bookingTemplates", i), &s.BookingTemplates[i].EmailTemplate)
	}
}
