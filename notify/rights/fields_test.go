package rights_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
)

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
	for field := range in.Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == name {
			return !deeper || hasField(field.Type, rest)
		}
	}
	return false
}

// A page asks by the path of an input, in lists too, which input a user may change.
func TestTheRightOfAField(t *testing.T) {
	t.Parallel()
	fields := rights.Fields{"a": rights.Logo, "a.b": rights.Files, "templates": rights.Templates}
	for path, want := range map[string]rights.Right{
		"a": rights.Logo, "a.b": rights.Files, "a.b.c": rights.Files, "a.c": rights.Logo, "a.c.d": rights.Logo, "ab": rights.OtherSettings,
		"templates[2].body": rights.Templates, "templates[2]": rights.Templates, "templates": rights.Templates, "template": rights.OtherSettings,
		"": rights.OtherSettings, "x.a": rights.OtherSettings, ".": rights.OtherSettings, "[": rights.OtherSettings, "a.": rights.Logo,
	} {
		assert.Equal(t, want, fields.Of(path), path)
	}
	fields[""] = rights.EmailServer
	assert.Equal(t, rights.EmailServer, fields.Of("host"))
	assert.Equal(t, rights.EmailServer, fields.Of(""))
	assert.Equal(t, rights.Files, fields.Of("a.b"))
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
		{"an empty value that was not there", raw(`{"z":1}`), raw(`{"z":1,"q":0}`), []rights.Right{rights.OtherSettings}},
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

func TestChangesAreByPath(t *testing.T) {
	t.Parallel()
	fields := rights.Fields{"": rights.EmailServer, "b.c": rights.Logo, "d": rights.Files}
	before := json.RawMessage(`{"d":1,"b":{"c":1,"e":1},"a":1,"same":1}`)
	after := json.RawMessage(`{"d":2,"b":{"c":2,"e":2},"a":2,"same":1}`)
	got, err := fields.Changes(before, after)
	require.NoError(t, err)
	assert.Equal(t, []rights.ChangedField{{"a", rights.EmailServer}, {"b.c", rights.Logo}, {"b.e", rights.EmailServer}, {"d", rights.Files}}, got)
	got, err = fields.Changes(after, after)
	require.NoError(t, err)
	assert.Empty(t, got)
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
	rights.SettingsFields()["emailServer"] = rights.EmailServer
	assert.NotContains(t, rights.SettingsFields(), "emailServer")
}
