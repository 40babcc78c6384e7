package rights_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A settingRow changes one field, and says which right it takes.
type settingRow struct {
	path  string
	right rights.Right
	order func(*order.Settings)
	staff func(*staff.Settings)
}

func picture(t *testing.T, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 8))))
	return b.Bytes()
}

// settingRows are all fields of a company's settings, each with its right.
func settingRows(t *testing.T) []settingRow {
	box := recipients.Mailbox{Name: "A", Address: recipients.MustParseAddress("a@example.se")}
	of := func(path string, right rights.Right, change func(*order.Settings)) settingRow {
		return settingRow{path: path, right: right, order: change}
	}
	ofStaff := func(path string, right rights.Right, change func(*staff.Settings)) settingRow {
		return settingRow{path: path, right: right, staff: change}
	}
	return []settingRow{
		of("company.address", rights.OtherSettings, func(s *order.Settings) { s.Company.Address = []string{"Nygatan 2"} }),
		of("company.accent", rights.OtherSettings, func(s *order.Settings) { s.Company.Accent = "#112233" }),
		of("company.email", rights.OtherSettings, func(s *order.Settings) { s.Company.Email = "ny@example.com" }),
		of("company.extra", rights.OtherSettings, func(s *order.Settings) { s.Company.Extra = []string{"F-skatt"} }),
		of("company.logo", rights.Logo, func(s *order.Settings) { s.Company.Logo.Data = picture(t, 24) }),
		of("company.logoDark", rights.Logo, func(s *order.Settings) { s.Company.LogoDark.Data = picture(t, 24) }),
		of("company.logoWidth", rights.Logo, func(s *order.Settings) { s.Company.LogoWidth = 120 }),
		of("company.name", rights.OtherSettings, func(s *order.Settings) { s.Company.Name = "Nytt" }),
		of("company.orgNumber", rights.OtherSettings, func(s *order.Settings) { s.Company.OrgNumber = "556000-0001" }),
		of("company.phone", rights.OtherSettings, func(s *order.Settings) { s.Company.Phone = "08-1" }),
		of("company.website", rights.OtherSettings, func(s *order.Settings) { s.Company.Website = "https://example.com" }),
		of("from", rights.SenderName, func(s *order.Settings) { s.From = box }),
		of("replyTo", rights.SenderName, func(s *order.Settings) { s.ReplyTo = box }),
		of("smsFrom", rights.SenderName, func(s *order.Settings) { s.SMSFrom = smsgw.MustParseSenderName("Rorfirman") }),
		of("language", rights.OtherSettings, func(s *order.Settings) { s.Language = "fi" }),
		of("zone", rights.OtherSettings, func(s *order.Settings) { s.Zone = "Europe/Helsinki" }),
		of("region", rights.OtherSettings, func(s *order.Settings) { s.Region = "FI" }),
		of("purchaseOrderTo", rights.InternalAddresses, func(s *order.Settings) { s.PurchaseOrderTo = recipients.List{box} }),
		of("languages", rights.OtherSettings, func(s *order.Settings) { s.Languages = []locale.Table{locale.English.Table()} }),
		of("hostLogo", rights.Logo, func(s *order.Settings) { s.HostLogo.Data = picture(t, 24) }),
		of("hostLogoWidth", rights.Logo, func(s *order.Settings) { s.HostLogoWidth = 120 }),
		of("showLogo", rights.Logo, func(s *order.Settings) { s.ShowLogo = true }),
		of("includeFiles", rights.Files, func(s *order.Settings) { s.IncludeFiles = true }),
		of("showImages", rights.Files, func(s *order.Settings) { s.ShowImages = true }),
		of("machineNumberInName", rights.Files, func(s *order.Settings) { s.MachineNumberInName = true }),
		of("leaveOutBrokenPictures", rights.Files, func(s *order.Settings) { s.LeaveOutBrokenPictures = true }),
		of("maxEmailBytes", rights.Files, func(s *order.Settings) { s.MaxEmailBytes = 1 << 20 }),
		of("maxPixels", rights.Files, func(s *order.Settings) { s.MaxPixels = 1 << 20 }),
		of("customerOnPurchaseOrders", rights.OtherSettings, func(s *order.Settings) { s.CustomerOnPurchaseOrders = true }),
		of("remoteImages", rights.Templates, func(s *order.Settings) { s.RemoteImages = true }),
		of("keepTypographyInSms", rights.OtherSettings, func(s *order.Settings) { s.KeepTypographyInSMS = true }),
		of("markAnyChange", rights.OtherSettings, func(s *order.Settings) { s.MarkAnyChange = true }),
		of("reminders", rights.OtherSettings, func(s *order.Settings) { s.Reminders = []booking.Reminder{booking.DayBefore()} }),
		of("quiet", rights.OtherSettings, func(s *order.Settings) { s.Quiet = booking.QuietHours{From: "21:00", To: "07:00"} }),
		of("readyMessage", rights.Messages, func(s *order.Settings) { s.ReadyMessage = "Klart!" }),
		of("bookingTemplates", rights.Templates, func(s *order.Settings) {
			s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "b", Subject: "Bokat", Body: "Vi kommer {nextBooking}"}}}
		}),
		of("templates", rights.Templates, func(s *order.Settings) { s.Templates = nil }),
		of("extraTags", rights.Templates, func(s *order.Settings) { s.ExtraTags = []string{"ort"} }),
		of("smsWarning", rights.OtherSettings, func(s *order.Settings) { s.SMSWarning = 5 }),
		of("loggingBegan", rights.OtherSettings, func(s *order.Settings) { s.LoggingBegan = time.Unix(0, 0) }),
		of("test", rights.TestMode, func(s *order.Settings) { s.Test.DryRun = true }),
		ofStaff("articles", rights.InternalAddresses, func(s *staff.Settings) {
			s.Articles = map[order.Kind]staff.ArticleAddresses{order.WorkOrder: {ToOrder: recipients.List{box}}}
		}),
		ofStaff("otherTime", rights.Planner, func(s *staff.Settings) { s.OtherTime = true }),
		ofStaff("serviceReminderDays", rights.OtherSettings, func(s *staff.Settings) { s.ServiceReminderDays = 14 }),
		ofStaff("digestHour", rights.OtherSettings, func(s *staff.Settings) { s.DigestHour = 18 }),
		ofStaff("compulsory", rights.OtherSettings, func(s *staff.Settings) { s.Compulsory = []staff.Event{staff.Booked} }),
	}
}

// senderRows are the two senders of SMS that stand in the place of the first.
func senderRows() []settingRow {
	return []settingRow{
		{path: "smsFromNumber", right: rights.SenderName, order: func(s *order.Settings) { s.SMSFromNumber = recipients.MustParsePhone("+46705123456") }},
		{path: "smsFromCode", right: rights.SenderName, order: func(s *order.Settings) { s.SMSFromCode = smsgw.MustParseShortCode("71456") }},
	}
}

// The whole matrix of actor, field and right, by the entrances through which
// settings are saved: nothing is saved without the right, the refusal stands at
// the field, and it names the right (R805).
func TestR805WhoMaySaveWhat(t *testing.T) {
	t.Parallel()
	logo := picture(t, 16)
	rows := append(settingRows(t), senderRows()...)
	var paths []string
	for _, row := range rows {
		paths = append(paths, row.path)
		for _, actor := range actors(row.right) {
			t.Run(row.path+" by "+actor.name, func(t *testing.T) {
				t.Parallel()
				saved := false
				var err error
				if row.staff != nil {
					var before, after staff.Settings
					row.staff(&after)
					err = desk(row.right, notifytest.Settings()).SaveStaffSettings(t.Context(), actor.who, before, after, func(_ context.Context, got staff.Settings) error {
						saved = true
						assert.Equal(t, after, got)
						return nil
					})
				} else {
					before := notifytest.Settings()
					before.Company.Logo.Data = logo
					if strings.HasPrefix(row.path, "smsFrom") && row.path != "smsFrom" {
						before.SMSFrom = smsgw.SenderName{}
					}
					after := before
					row.order(&after)
					var next *notify.Desk
					next, err = desk(row.right, before).SaveSettings(t.Context(), actor.who, after, func(_ context.Context, got order.Settings) error {
						saved = true
						assert.Equal(t, after, got)
						return nil
					})
					if actor.may {
						require.NoError(t, err)
						assert.Equal(t, after, next.Settings())
					} else {
						assert.Nil(t, next)
					}
				}
				assert.Equal(t, actor.may, saved)
				if actor.may {
					assert.NoError(t, err)
					return
				}
				list := invalid.Errors(err)
				require.Len(t, list, 1)
				assert.Equal(t, row.path, list[0].Path)
				assert.Equal(t, invalid.Right, list[0].Code)
				assert.Equal(t, "Det får du inte ändra. Du saknar rättigheten ”"+row.right.Name(locale.Swedish)+"”. Be en administratör om den.", list[0].Message(locale.Swedish))
				assert.Contains(t, list[0].Error(), row.path+": You may not change this. You lack the right “"+row.right.Name(locale.English)+"”")
				assert.Equal(t, 1, strings.Count(list[0].Error(), "“"+row.right.Name(locale.English)+"”"), "said once")
				var lacking *rights.Error
				require.ErrorAs(t, err, &lacking)
				assert.Equal(t, []rights.Right{row.right}, lacking.Missing)
			})
		}
	}
	for _, of := range []reflect.Type{reflect.TypeFor[order.Settings](), reflect.TypeFor[staff.Settings]()} {
		for _, field := range fieldsIn(of, "") {
			if field != "company.id" { // another company's, which no right gives
				assert.Contains(t, paths, field, "every field of the settings has its row")
			}
		}
	}
}

// An actorRow is somebody who saves, and whether they may.
type actorRow struct {
	name string
	who  order.Actor
	may  bool
}

// actors are all sorts of them, for a field that takes a right: the roles of their
// company are those of [desk].
func actors(right rights.Right) []actorRow {
	of := func(roles ...string) order.Actor { return order.Actor{ID: "bo", Name: "Bo", Roles: roles} }
	rows := []actorRow{
		{"the system itself", order.Actor{}, false},
		{"a user without a role", of(), false},
		{"a role that is not there", of("boss"), false},
		{"a role without a name", of(""), false},
		{"a role that is written otherwise", of("ADMIN", "The-Right"), false},
		{"the role that has the right", of("the-right"), true},
		{"the right as the name of a role", of(string(right)), false},
		{"the role that has every other right", of("the-rest"), false},
		{"both", of("the-rest", "the-right"), true},
		{"nobody with the role", order.Actor{Roles: []string{"the-right"}}, true},
		{"an administrator", of(rights.Admin), true},
	}
	for _, other := range rights.All() {
		if other != right {
			rows = append(rows, actorRow{"who has " + string(other), of("only-" + string(other)), false})
		}
	}
	return rows
}

// desk is of a company with a role for a right, one for all others, and one for
// each other alone.
func desk(right rights.Right, s order.Settings) *notify.Desk {
	roles := rights.Roles{rights.Admin: {rights.Everything}, "the-right": {right}}
	for _, other := range rights.All() {
		if other != right {
			roles["the-rest"] = append(roles["the-rest"], other)
			roles["only-"+string(other)] = []rights.Right{other}
		}
	}
	return notifytest.NewBench(func(c *notify.Config) {
		c.Roles = func(context.Context, string) (rights.Roles, error) { return roles, nil }
	}).For(s)
}

// fieldsIn are the names in JSON of the fields of a type, those of the company each
// by itself.
func fieldsIn(of reflect.Type, path string) (fields []string) {
	for f := range of.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Type == reflect.TypeFor[order.Company]() {
			fields = append(fields, fieldsIn(f.Type, name+".")...)
			continue
		}
		fields = append(fields, path+name)
	}
	return fields
}

func TestR805WhatIsWrongIsToldBesideWhatIsRefused(t *testing.T) {
	t.Parallel()
	d := desk(rights.Logo, notifytest.Settings())
	after := notifytest.Settings()
	after.Zone, after.ReadyMessage, after.Company.Accent = "Europe/Atlantis", "Klart!", "blue"
	_, err := d.SaveSettings(t.Context(), order.Actor{ID: "bo", Roles: []string{"the-right"}}, after, neverSave(t))
	var told []string
	for _, e := range invalid.Errors(err) {
		told = append(told, e.Path+" "+string(e.Code))
	}
	assert.ElementsMatch(t, []string{"company.accent right", "readyMessage right", "zone right", "company.accent colour", "zone zone"}, told)
	_, err = d.SaveSettings(t.Context(), order.Actor{ID: "eva", Roles: []string{rights.Admin}}, after, neverSave(t))
	assert.Len(t, invalid.Errors(err), 2, "no right makes wrong settings right")
}

func neverSave(t *testing.T) func(context.Context, order.Settings) error {
	return func(context.Context, order.Settings) error {
		assert.Fail(t, "saved")
		return nil
	}
}

func TestR805WhatIsSavedNoFurther(t *testing.T) {
	t.Parallel()
	eva, bo := order.Actor{ID: "eva", Roles: []string{rights.Admin}}, order.Actor{ID: "bo"}
	d := desk(rights.Logo, notifytest.Settings())
	other := notifytest.Settings()
	other.Company.ID = "another"
	_, err := d.SaveSettings(t.Context(), eva, other, neverSave(t))
	require.ErrorIs(t, err, notify.ErrOtherCompany)

	next, err := d.SaveSettings(t.Context(), bo, notifytest.Settings(), neverSave(t))
	require.NoError(t, err, "nothing has changed, and nothing is saved")
	assert.Equal(t, d.Settings(), next.Settings())
	require.NoError(t, d.SaveStaffSettings(t.Context(), bo, staff.Settings{}, staff.Settings{}, nil))
	require.NoError(t, d.SavePreferences(t.Context(), bo, staff.Settings{}, staff.Person{}, staff.Preferences{}, nil))
	require.NoError(t, d.SaveFields(t.Context(), bo, nil, map[string]int{"port": 25}, map[string]int{"port": 25}, nil))

	broken := errors.New("the disk is full")
	after := notifytest.Settings()
	after.Language = "da"
	_, err = d.SaveSettings(t.Context(), eva, after, func(context.Context, order.Settings) error { return broken })
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, d.SaveStaffSettings(t.Context(), eva, staff.Settings{}, staff.Settings{OtherTime: true}, func(context.Context, staff.Settings) error { return broken }), broken)
	require.Error(t, d.SaveStaffSettings(t.Context(), eva, staff.Settings{}, staff.Settings{ServiceReminderDays: -1}, nil))
	assert.ErrorContains(t, d.SaveFields(t.Context(), eva, nil, 7, nil, nil), "is no object")
}

// Settings of the host's own, such as a mail server's, are guarded by one right as a
// whole.
func TestR805TheHostsOwnSettings(t *testing.T) {
	t.Parallel()
	before, after := map[string]any{"host": "a", "port": 25}, map[string]any{"host": "b", "port": 25}
	fields := rights.Fields{"": rights.EmailServer}
	for _, actor := range actors(rights.EmailServer) {
		t.Run(actor.name, func(t *testing.T) {
			t.Parallel()
			saved := false
			d := desk(rights.EmailServer, notifytest.Settings())
			err := d.SaveFields(t.Context(), actor.who, fields, before, after, func(context.Context) error { saved = true; return nil })
			assert.Equal(t, actor.may, saved)
			assert.Equal(t, actor.may, err == nil)
			assert.Equal(t, fmt.Sprint(err), fmt.Sprint(d.AllowChange(t.Context(), actor.who, fields, before, after)))
			if !actor.may {
				assert.Equal(t, "host", invalid.Errors(err)[0].Path)
			}
		})
	}
}

// Preferences are saved through the same kind of entrance.
func TestR804WhoMaySavePreferences(t *testing.T) {
	t.Parallel()
	before := staff.Preferences{Events: []staff.Event{staff.Booked}}
	bo := staff.Person{User: order.User{ID: "bo", Email: "bo@example.com"}, Preferences: before}
	for _, row := range []struct {
		name  string
		by    order.Actor
		after staff.Preferences
		may   bool
	}{
		{"the user, what", order.Actor{ID: "bo"}, staff.Preferences{}, true},
		{"the user, how", order.Actor{ID: "bo"}, staff.Preferences{Events: before.Events, Email: true}, true},
		{"an administrator, how", order.Actor{ID: "eva", Roles: []string{rights.Admin}}, staff.Preferences{Events: before.Events, Email: true}, true},
		{"an administrator, what", order.Actor{ID: "eva", Roles: []string{rights.Admin}}, staff.Preferences{}, false},
		{"a colleague, how", order.Actor{ID: "kim"}, staff.Preferences{Events: before.Events, Email: true}, false},
		{"nobody, how", order.Actor{}, staff.Preferences{Events: before.Events, Email: true}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var saved *staff.Preferences
			err := desk(rights.Logo, notifytest.Settings()).SavePreferences(t.Context(), row.by, staff.Settings{}, bo, row.after, func(_ context.Context, p staff.Preferences) error { saved = &p; return nil })
			assert.Equal(t, row.may, err == nil)
			if row.may {
				require.NotNil(t, saved)
				assert.Equal(t, row.after, *saved)
			} else {
				assert.Nil(t, saved)
			}
		})
	}
}

// Whoever holds every right of the library may do all that the library guards, and
// a list of rights that has a new one fails here until its matrix has it.
func TestR805EveryRightGuardsSomething(t *testing.T) {
	t.Parallel()
	guarded := []rights.Right{
		rights.EmailServer, rights.OthersChannels, // above
		rights.OthersLog, rights.SendAgain, rights.PersonalData, // by the desk: its own test has each entrance
	}
	for _, row := range append(settingRows(t), senderRows()...) {
		guarded = append(guarded, row.right)
	}
	for _, right := range rights.All() {
		assert.True(t, slices.Contains(guarded, right), right)
	}
}
