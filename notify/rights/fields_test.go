package rights_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// TestEverySettingNeedsItsRight changes one setting at a time: an administrator
// may, somebody without a role may not, and the refusal names the right (R805).
func TestEverySettingNeedsItsRight(t *testing.T) {
	t.Parallel()
	box := recipients.Mailbox{Name: "A", Address: recipients.MustParseAddress("a@example.se")}
	for _, row := range []struct {
		name   string
		change func(*order.Settings)
		want   []rights.Right
	}{
		{"nothing", func(*order.Settings) {}, nil},
		{"Company.Logo", func(s *order.Settings) { s.Company.Logo.Data = []byte{1} }, []rights.Right{rights.Logo}},
		{"Company.Name", func(s *order.Settings) { s.Company.Name = "Nytt" }, []rights.Right{rights.OtherSettings}},
		{"Company, both", func(s *order.Settings) { s.Company.Name, s.Company.Logo.Width = "Nytt", 200 }, []rights.Right{rights.Logo, rights.OtherSettings}},
		{"From", func(s *order.Settings) { s.From = box }, []rights.Right{rights.SenderName}},
		{"ReplyTo", func(s *order.Settings) { s.ReplyTo = box }, []rights.Right{rights.SenderName}},
		{"SMSFrom", func(s *order.Settings) { s.SMSFrom = smsgw.MustParseSenderName("Rorfirman") }, []rights.Right{rights.SenderName}},
		{"SMSFromNumber", func(s *order.Settings) { s.SMSFromNumber = recipients.MustParsePhone("+46705123456") }, []rights.Right{rights.SenderName}},
		{"Language", func(s *order.Settings) { s.Language = "fi" }, []rights.Right{rights.OtherSettings}},
		{"Zone", func(s *order.Settings) { s.Zone = "Europe/Helsinki" }, []rights.Right{rights.OtherSettings}},
		{"Region", func(s *order.Settings) { s.Region = "FI" }, []rights.Right{rights.OtherSettings}},
		{"Languages", func(s *order.Settings) { s.Languages = []locale.Table{{Tag: "is"}} }, []rights.Right{rights.OtherSettings}},
		{"PurchaseOrderTo", func(s *order.Settings) { s.PurchaseOrderTo = recipients.List{box} }, []rights.Right{rights.InternalAddresses}},
		{"ShowLogo", func(s *order.Settings) { s.ShowLogo = true }, []rights.Right{rights.Logo}},
		{"IncludeFiles", func(s *order.Settings) { s.IncludeFiles = true }, []rights.Right{rights.Files}},
		{"ShowImages", func(s *order.Settings) { s.ShowImages = true }, []rights.Right{rights.Files}},
		{"MachineNumberInName", func(s *order.Settings) { s.MachineNumberInName = true }, []rights.Right{rights.Files}},
		{"LeaveOutBrokenPictures", func(s *order.Settings) { s.LeaveOutBrokenPictures = true }, []rights.Right{rights.Files}},
		{"MaxMailBytes", func(s *order.Settings) { s.MaxMailBytes = 1 }, []rights.Right{rights.Files}},
		{"MaxPixels", func(s *order.Settings) { s.MaxPixels = 1 }, []rights.Right{rights.Files}},
		{"CustomerOnPurchaseOrders", func(s *order.Settings) { s.CustomerOnPurchaseOrders = true }, []rights.Right{rights.OtherSettings}},
		{"RemoteImages", func(s *order.Settings) { s.RemoteImages = true }, []rights.Right{rights.Templates}},
		{"KeepTypographyInSMS", func(s *order.Settings) { s.KeepTypographyInSMS = true }, []rights.Right{rights.OtherSettings}},
		{"MarkAnyChange", func(s *order.Settings) { s.MarkAnyChange = true }, []rights.Right{rights.OtherSettings}},
		{"ReadyMessage", func(s *order.Settings) { s.ReadyMessage = "Klart!" }, []rights.Right{rights.Messages}},
		{"BookingTemplates", func(s *order.Settings) {
			s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder}}
		}, []rights.Right{rights.Templates}},
		{"Templates", func(s *order.Settings) { s.Templates = []templating.MailTemplate{{ID: "t"}} }, []rights.Right{rights.Templates}},
		{"ExtraTags", func(s *order.Settings) { s.ExtraTags = []string{"ort"} }, []rights.Right{rights.Templates}},
		{"SMSWarning", func(s *order.Settings) { s.SMSWarning = 5 }, []rights.Right{rights.OtherSettings}},
		{"LoggingBegan", func(s *order.Settings) { s.LoggingBegan = time.Unix(0, 0) }, []rights.Right{rights.OtherSettings}},
		{"Test", func(s *order.Settings) { s.Test.DryRun = true }, []rights.Right{rights.TestMode}},
		{"several", func(s *order.Settings) { s.Test.DryRun, s.ShowLogo, s.From, s.Zone = true, true, box, "x" },
			[]rights.Right{rights.SenderName, rights.Logo, rights.TestMode, rights.OtherSettings}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			before := order.Settings{Company: order.Company{ID: "1", Name: "Mitt bolag"}}
			after := before
			row.change(&after)
			for _, way := range [][2]order.Settings{{before, after}, {after, before}} {
				needed, err := rights.SettingsFields().Needed(way[0], way[1])
				require.NoError(t, err)
				assert.Equal(t, row.want, needed)
				assert.NoError(t, rights.Default().Allow(rights.Who{Roles: []string{rights.Admin}}, needed...))
				err = rights.Default().Allow(rights.Who{}, needed...)
				if len(row.want) == 0 {
					assert.NoError(t, err)
					continue
				}
				var refused *rights.Error
				require.ErrorAs(t, err, &refused)
				assert.Equal(t, row.want, refused.Missing)
			}
		})
	}
}

// TestEveryListedFieldIsThere keeps the list true to the settings: those of the
// company's own people lie elsewhere.
func TestEveryListedFieldIsThere(t *testing.T) {
	t.Parallel()
	elsewhere := []string{"articles", "otherTime"}
	for field := range rights.SettingsFields() {
		if !hasField(reflect.TypeFor[order.Settings](), field) {
			assert.Contains(t, elsewhere, field)
		}
	}
}

func hasField(in reflect.Type, path string) bool {
	name, rest, deeper := strings.Cut(path, ".")
	for f := range in.NumField() {
		tag, _, _ := strings.Cut(in.Field(f).Tag.Get("json"), ",")
		if tag == name {
			return !deeper || hasField(in.Field(f).Type, rest)
		}
	}
	return false
}

func TestNeeded(t *testing.T) {
	t.Parallel()
	fields := rights.Fields{"a": rights.Logo, "a.b": rights.Files, "a.b.c": rights.Planner, "x.y": rights.TestMode}
	raw := func(text string) any { return json.RawMessage(text) }
	for _, row := range []struct {
		name          string
		before, after any
		want          []rights.Right
	}{
		{"the same", raw(`{"a":1}`), raw(`{"a": 1}`), nil},
		{"nothing at all", nil, nil, nil},
		{"the first time", nil, raw(`{"a":{"d":1}}`), []rights.Right{rights.Logo}},
		{"taken away", raw(`{"z":1}`), nil, []rights.Right{rights.OtherSettings}},
		{"a field within has the right of the field around it", raw(`{"a":{"d":1}}`), raw(`{"a":{"d":2}}`), []rights.Right{rights.Logo}},
		{"or its own", raw(`{"a":{"b":1}}`), raw(`{"a":{"b":2}}`), []rights.Right{rights.Files}},
		{"deeper", raw(`{"a":{"b":{"c":1}}}`), raw(`{"a":{"b":{"c":2}}}`), []rights.Right{rights.Planner}},
		{"deeper, beside", raw(`{"a":{"b":{"c":1}}}`), raw(`{"a":{"b":{"c":1,"e":2}}}`), []rights.Right{rights.Files}},
		{"both levels", raw(`{"a":{"b":1,"d":1}}`), raw(`{"a":{"b":2,"d":2}}`), []rights.Right{rights.Logo, rights.Files}},
		{"no longer an object", raw(`{"a":{"b":1}}`), raw(`{"a":7}`), []rights.Right{rights.Logo}},
		{"an unlisted field around a listed one", raw(`{"x":{"y":1,"w":1}}`), raw(`{"x":{"y":1,"w":2}}`), []rights.Right{rights.OtherSettings}},
		{"null is nothing", raw(`{"x":null}`), raw(`{"x":{"y":1}}`), []rights.Right{rights.TestMode}},
		{"what is not there is nothing", raw(`{"z":1}`), raw(`{"z":1,"x":{"y":1}}`), []rights.Right{rights.TestMode}},
		{"a name that only begins like a listed one", raw(`{"ab":1}`), raw(`{"ab":2}`), []rights.Right{rights.OtherSettings}},
		{"the host's own", map[string]int{"own": 1}, map[string]int{"own": 2}, []rights.Right{"own"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			own := maps.Clone(fields)
			own["own"] = "own"
			needed, err := own.Needed(row.before, row.after)
			require.NoError(t, err)
			assert.Equal(t, row.want, needed)
		})
	}
}

func TestNeededOfNoObject(t *testing.T) {
	t.Parallel()
	_, err := rights.SettingsFields().Needed([]int{1}, nil)
	assert.EqualError(t, err, "rights: settings before: []int is no object in JSON")
	_, err = rights.SettingsFields().Needed(nil, 7)
	assert.EqualError(t, err, "rights: settings after: int is no object in JSON")
	_, err = rights.SettingsFields().Needed(nil, make(chan int))
	assert.ErrorContains(t, err, "rights: settings after: json: unsupported type")
}

func TestSettingsFieldsIsACopy(t *testing.T) {
	t.Parallel()
	rights.SettingsFields()["mailServer"] = rights.MailServer
	assert.NotContains(t, rights.SettingsFields(), "mailServer")
}
