package order

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// Form returns the settings as the inputs of a page, each by the path of its field as in
// JSON: "company.name", "from.address", "smsFrom". [ParseSettings] takes them back.
// The templates that there are, are among them: "templates[0].body". What is a file or a
// table (logo, languages), and a template that is new or goes, is edited in its own way.
func (s Settings) Form() url.Values {
	in := WriteInputs()
	s.bind(in)
	return in.Values()
}

// ParseSettings returns the settings with what a browser has posted. An input that is
// not there leaves its field as it is, so that a page may show a part; checkboxes are as
// [SettingInputs.Flag] has them. The error joins what could not be read, each a
// [*invalid.Error] whose Path is the input's name, and leaves its field as it was;
// whether the settings are in order as a whole is [Settings.Validate]'s to say.
func ParseSettings(s Settings, posted url.Values) (Settings, error) {
	in := ReadInputs(posted)
	s.bind(in)
	return s, in.Err()
}

// bind names each input and its field, for both ways.
func (s *Settings) bind(in *SettingInputs) {
	c := &s.Company
	in.Text("company.name", &c.Name)
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

	in.Number64("maxMailBytes", &s.MaxMailBytes)
	in.Number64("maxPixels", &s.MaxPixels)
	in.Number("smsWarning", &s.SMSWarning)
	in.Number("company.logoWidth", &c.LogoWidth)
	in.Number("hostLogoWidth", &s.HostLogoWidth)
	zone, err := s.ZoneOf(Order{})
	if err != nil {
		zone = time.UTC
	}
	in.Date("loggingBegan", &s.LoggingBegan, zone)
	in.Address("test.redirectEmail", &s.Test.RedirectEmail)
	in.Phone("test.redirectPhone", &s.Test.RedirectPhone, s.CorrectionRegion())
	in.Lines("test.allow", &s.Test.Allow)
}

// bindCompanyEmail binds the addresses that customers' comments go to when nobody is
// responsible. A new one that nothing can be sent to is refused.
func (s *Settings) bindCompanyEmail(in *SettingInputs) {
	before := s.Company.Email
	in.Text("company.email", &s.Company.Email)
	if _, err := recipients.ParseList(s.Company.Email); err != nil && s.Company.Email != before && s.Company.Email != "" {
		in.because(err, "company.email")
		s.Company.Email = before
	}
}

// bindTemplates binds the texts of the templates that there are.
func (s *Settings) bindTemplates(in *SettingInputs) {
	text := func(path string, t *templating.MailTemplate) {
		in.Text(path+".name", &t.Name)
		in.Text(path+".subject", &t.Subject)
		in.Area(path+".body", &t.Body)
		in.Flag(path+".html", &t.HTML)
		in.Area(path+".sms", &t.SMS)
	}
	s.Templates, s.BookingTemplates = slices.Clone(s.Templates), slices.Clone(s.BookingTemplates)
	for i := range s.Templates {
		text("templates["+strconv.Itoa(i)+"]", &s.Templates[i])
	}
	for i := range s.BookingTemplates {
		text("bookingTemplates["+strconv.Itoa(i)+"]", &s.BookingTemplates[i].MailTemplate)
	}
}

// bindReminders binds a row of inputs for each reminder: so many days before at a time
// of the day, or so many hours before the visit. A row in which nothing is written is
// none; posted rows are counted from 0 without a gap, and replace what was there.
func (s *Settings) bindReminders(in *SettingInputs) {
	row := func(i int) (days, at, hours string) {
		path := "reminders[" + strconv.Itoa(i) + "]."
		return path + "daysBefore", path + "at", path + "hoursBefore"
	}
	if !in.Reading() {
		for i, r := range s.Reminders {
			days, at, hours := row(i)
			clock, before := "", int(r.Before/time.Hour)
			if r.DaysBefore > 0 {
				clock = time.Date(0, 1, 1, r.Hour, r.Minute, 0, 0, time.UTC).Format("15:04")
			}
			in.Number(days, &r.DaysBefore)
			in.Text(at, &clock)
			in.Number(hours, &before)
		}
		return
	}
	var read []booking.Reminder
	posted := false
	for i := 0; ; i++ {
		days, at, hours := row(i)
		if !slices.ContainsFunc([]string{days, at, hours}, in.Has) {
			break
		}
		posted = true
		var r booking.Reminder
		clock, before := "", 0
		in.Number(days, &r.DaysBefore)
		in.Text(at, &clock)
		in.Number(hours, &before)
		r.Before = time.Duration(before) * time.Hour
		if i < len(s.Reminders) && int(s.Reminders[i].Before/time.Hour) == before {
			r.Before = s.Reminders[i].Before // with the minutes that no input shows
		}
		if r.DaysBefore != 0 && before != 0 {
			in.Refuse(hours, invalid.DaysOrHours)
		}
		if r.DaysBefore != 0 {
			r.Before = 0
			if r.Hour, r.Minute = booking.DayBefore().Hour, 0; clock != "" {
				t, err := time.Parse("15:04", strings.TrimSpace(clock))
				if err != nil {
					in.Refuse(at, invalid.Clock, quote(clock))
				}
				r.Hour, r.Minute = t.Hour(), t.Minute()
			}
		}
		if r != (booking.Reminder{}) {
			read = append(read, r)
		}
	}
	if posted {
		s.Reminders = read
	}
}
