package plan

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// values are two of each type that is no struct of plain fields.
var values = map[reflect.Type][2]any{
	reflect.TypeFor[time.Time]():             {time.Date(2023, 10, 6, 7, 0, 0, 0, time.UTC), time.Date(2023, 10, 6, 7, 0, 0, 1, time.UTC)},
	reflect.TypeFor[recipients.Address]():    {recipients.MustParseAddress("a@example.se"), recipients.MustParseAddress("b@example.se")},
	reflect.TypeFor[recipients.Phone]():      {recipients.MustParsePhone("+46705123456"), recipients.MustParsePhone("+46705123457")},
	reflect.TypeFor[smsgw.SenderName]():      {must(smsgw.ParseSenderName("Norrkyl")), must(smsgw.ParseSenderName("Sydkyl"))},
	reflect.TypeFor[smsgw.ShortCode]():       {must(smsgw.ParseShortCode("72456")), must(smsgw.ParseShortCode("72457"))},
	reflect.TypeFor[snapshots.Fingerprint](): {snapshots.Fingerprint{1}, snapshots.Fingerprint{31: 1}},
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// fill gives every field beneath v a value, and calls leaf with each, how to change it
// and its path.
func fill(v reflect.Value, path string, leaf func(path string, change func())) {
	if two, ok := values[v.Type()]; ok {
		v.Set(reflect.ValueOf(two[0]))
		leaf(path, func() { v.Set(reflect.ValueOf(two[1])) })
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), path+"."+v.Type().Field(i).Name, leaf)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), path, leaf)
		leaf(path+" is nil", func() { v.SetZero() })
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 2))
		fill(v.Index(0), path+"[0]", leaf)
		leaf(path+" is empty", func() { v.SetLen(0) })
		leaf(path+" has one more", func() { v.SetLen(2) })
	case reflect.String:
		v.SetString("å" + path)
		leaf(path, func() { v.SetString("å" + path + "!") })
	case reflect.Bool:
		v.SetBool(true)
		leaf(path, func() { v.SetBool(false) })
	case reflect.Uint8:
		v.SetUint(7)
		leaf(path, func() { v.SetUint(8) })
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(7)
		leaf(path, func() { v.SetInt(-7) })
	default:
		panic(fmt.Sprintf("%s is of kind %s", path, v.Kind()))
	}
}

// whole is a plan with a value in every field, and what changes each of them.
func whole() (p *Plan, changes map[string]func()) {
	p, changes = &Plan{}, map[string]func(){}
	fill(reflect.ValueOf(p).Elem(), "Plan", func(path string, change func()) { changes[path] = change })
	return p, changes
}

// Every field of a plan is in its hash, also one that is added later.
func TestHashChangesWithEveryField(t *testing.T) {
	t.Parallel()
	p, changes := whole()
	require.Greater(t, len(changes), 120)
	want := p.hash()
	require.Len(t, want, 64)
	for path := range changes {
		if path == "Plan.Hash" {
			continue
		}
		changed, change := whole()
		change[path]()
		assert.NotEqual(t, want, changed.hash(), path)
	}
}

// What stands in one field and what stands in the next are told apart.
func TestHashKnowsWhereAFieldEnds(t *testing.T) {
	t.Parallel()
	a, b := Plan{Company: "ab", Key: "c"}, Plan{Company: "a", Key: "bc"}
	assert.NotEqual(t, a.hash(), b.hash())
	assert.NotEqual(t, (&Plan{}).hash(), (&Plan{}).ContentHash())
}

func TestHashComesBackFromJSON(t *testing.T) {
	t.Parallel()
	p, _ := whole()
	p.Company, p.Documents[0].Name, p.Zone = "a\xffb", "", strings.Repeat("lång ", 5000)
	p.Created = time.Date(1870, 1, 1, 12, 0, 0, 5, time.FixedZone("LMT", 3600+12*60+12)) // JSON keeps no seconds of an offset
	p.Messages = append(p.Messages, p.Messages[0], Message{Attachments: []int{}})
	text, err := json.Marshal(p)
	require.NoError(t, err)
	var back Plan
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, p.hash(), back.hash())
}

func TestHashOfATimeThatJSONCannotKeep(t *testing.T) {
	t.Parallel()
	assert.Empty(t, (&Plan{Created: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}).hash())
}

// A field that came after a plan was kept is zero in it, and changes nothing: the hash
// is of those that have a value alone.
func TestHashOfAFieldThatCameLater(t *testing.T) {
	t.Parallel()
	assert.Equal(t, (&Plan{}).hash(), (&Plan{Messages: []Message{}, Documents: []Document{}, Actor: order.Actor{Roles: []string{}}}).hash())
	w := newHasher("plan")
	w.text(1, "", "k") // the numbers of fields, not their places
	w.end()
	late := newHasher("plan")
	late.text(2, "k")
	late.number(7, 0)
	late.flag(8, false)
	late.data(9, nil)
	late.time(10, time.Time{})
	late.list(11, 0)
	late.texts(12, nil)
	late.numbers(13, nil)
	late.end()
	assert.Equal(t, w.sum(), late.sum())
}

// What an older version has put into an outbox is still known: the number and form of
// each field are for good. Who adds a field gives it a number of its own, and these
// plans, where it is empty, stay as they are.
func TestR614HashesAreForGood(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"whole": "4edf7cc60e3cf91f877cb4020ee32db3cee060bcac4974dcacde079d1fefcc31",
		"bare":  "3744ce0f15b54a8dfd37006f02737e292a71dd8ea832d989435618858f69488f",
		"dark":  "61e915609d12fc4b522bc96c277623088b35d77a985c66644609681505dca5e7",
	} {
		text, err := os.ReadFile("testdata/" + name + ".json")
		require.NoError(t, err)
		var kept Plan
		require.NoError(t, json.Unmarshal(text, &kept))
		require.NoError(t, kept.Verify(), name)
		assert.Equal(t, content, kept.ContentHash(), name)
	}
}

// A form that is sent twice has the same content: when each click was planned, and
// what the page shows beside, are no part of it.
func TestR612ContentHashIsOfWhatIsToldToWhom(t *testing.T) {
	t.Parallel()
	p, changes := whole()
	want := p.ContentHash()
	var told []string
	for path := range changes {
		changed, change := whole()
		change[path]()
		if changed.ContentHash() != want {
			told = append(told, strings.TrimPrefix(path, "Plan."))
		}
	}
	slices.Sort(told)
	assert.Equal(t, []string{
		"Company", "Documents has one more", "Documents is empty", "Documents[0].File.ContentType", "Documents[0].File.Name",
		"Documents[0].File.Ref", "Documents[0].Rendered", "DryRun", "Key", "Kind", "Messages has one more",
		"Messages is empty", "Messages[0].Attachments has one more", "Messages[0].Attachments is empty",
		"Messages[0].Attachments[0]", "Messages[0].Email is nil", "Messages[0].Email.From.Address",
		"Messages[0].Email.From.Name", "Messages[0].Email.HTML", "Messages[0].Email.ReplyTo.Address",
		"Messages[0].Email.ReplyTo.Name", "Messages[0].Email.Subject", "Messages[0].Email.Text", "Messages[0].ID",
		"Messages[0].Language", "Messages[0].Link", "Messages[0].Recipient", "Messages[0].SMS is nil",
		"Messages[0].SMS.From", "Messages[0].SMS.FromCode", "Messages[0].SMS.FromNumber", "Order.ID", "Order.Kind",
		"Snapshot is nil", "Snapshot.Fields is empty", "Snapshot.Fields[0].Item", "Snapshot.Fields[0].Name",
		"Snapshot.Fields[0].Proof", "Snapshot.Fields[0].Value", "Snapshot.Scope", "SnapshotSMS is nil",
		"SnapshotSMS.Fields is empty", "SnapshotSMS.Fields[0].Item", "SnapshotSMS.Fields[0].Name",
		"SnapshotSMS.Fields[0].Proof", "SnapshotSMS.Fields[0].Value", "SnapshotSMS.Scope",
	}, told)
	p.Messages[0].Email = nil
	want = p.ContentHash()
	p.Messages[0].SMS.Text += "!"
	assert.NotEqual(t, want, p.ContentHash(), "the text of an SMS")
	p.Documents[0].Rendered, p.Documents[0].SHA256 = false, "one"
	one := p.ContentHash()
	p.Documents[0].SHA256 = "two"
	assert.NotEqual(t, one, p.ContentHash(), "the bytes of what was not drawn")
}
