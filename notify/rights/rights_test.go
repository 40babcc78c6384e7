package rights_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestSettingsPage is the page of rights in every language (R805).
func TestSettingsPage(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		t.Run(l.Tag(), func(t *testing.T) {
			t.Parallel()
			var page strings.Builder
			seen := map[string]bool{}
			for _, right := range append(rights.All(), rights.Everything) {
				name := right.Name(l)
				assert.False(t, seen[name], "two rights are called %s", name)
				seen[name] = true
				page.WriteString(string(right) + ": " + name + "\n")
			}
			page.WriteString("\n" + (&rights.Error{Missing: []rights.Right{rights.Logo}}).Message(l) + "\n")
			page.WriteString((&rights.Error{Missing: []rights.Right{rights.EmailServer, rights.Logo, "export"}}).Message(l) + "\n")
			golden := filepath.Join("testdata", "page."+l.Tag()+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(page.String()), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), page.String())
		})
	}
}

func TestAllIsACopy(t *testing.T) {
	t.Parallel()
	rights.All()[0] = "mine"
	assert.Equal(t, rights.EmailServer, rights.All()[0])
	assert.NotContains(t, rights.All(), rights.Everything)
}

// TestWhoMayWhat is every role by every right (R805).
func TestWhoMayWhat(t *testing.T) {
	t.Parallel()
	roles := rights.Roles{
		"admin":      {rights.Everything},
		"office":     {rights.Messages, rights.Templates, "export"},
		"technician": {},
		"dispatcher": {rights.Planner, rights.OthersChannels},
		"":           {rights.Files},
	}
	for _, row := range []struct {
		name  string
		roles rights.Roles
		who   rights.Who
		may   []rights.Right // of All and the host's own
	}{
		{"administrator", roles, rights.Who{Roles: []string{"admin"}}, append(rights.All(), "export", "")},
		{"one role", roles, rights.Who{Roles: []string{"office"}}, []rights.Right{rights.Messages, rights.Templates, "export"}},
		{"two roles", roles, rights.Who{Roles: []string{"technician", "office", "dispatcher"}}, []rights.Right{rights.Messages, rights.Templates, "export", rights.Planner, rights.OthersChannels}},
		{"a role without rights", roles, rights.Who{Roles: []string{"technician"}}, nil},
		{"a role that is not listed", roles, rights.Who{Roles: []string{"boss"}}, nil},
		{"a role in other letters", roles, rights.Who{Roles: []string{"Admin"}}, nil},
		{"a role without a name", roles, rights.Who{Roles: []string{""}}, []rights.Right{rights.Files}},
		{"nobody", roles, rights.Who{}, nil},
		{"administrator by default", nil, rights.Who{Roles: []string{rights.Admin}}, append(rights.All(), "export", "")},
		{"empty is the default too", rights.Roles{}, rights.Who{Roles: []string{rights.Admin}}, append(rights.All(), "export", "")},
		{"others by default", nil, rights.Who{Roles: []string{"office"}}, nil},
		{"a role called everything", nil, rights.Who{Roles: []string{"everything"}}, nil},
		{"an administrator who has lost it", rights.Roles{"office": {rights.Logo}}, rights.Who{Roles: []string{rights.Admin}}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for _, right := range append(rights.All(), "export", "") {
				may := slices.Contains(row.may, right)
				assert.Equal(t, may, row.roles.Has(row.who, right), "%q", right)
				err := row.roles.Allow(row.who, right)
				if may {
					assert.NoError(t, err, "%q", right)
					continue
				}
				var refused *rights.Error
				require.ErrorAs(t, err, &refused, "%q", right)
				assert.Equal(t, []rights.Right{right}, refused.Missing)
			}
			assert.NoError(t, row.roles.Allow(row.who), "what needs no right is everybody's")
		})
	}
}

// TestARefusalNamesEveryRight: in the page's order, each once (R805).
func TestARefusalNamesEveryRight(t *testing.T) {
	t.Parallel()
	roles := rights.Roles{"office": {rights.Templates}}
	who := rights.Who{ID: "eva@example.se", Roles: []string{"office"}}
	err := roles.Allow(who, "z-own", rights.OthersLog, rights.Templates, "a-own", rights.EmailServer, rights.OthersLog)
	var refused *rights.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, []rights.Right{rights.EmailServer, rights.OthersLog, "a-own", "z-own"}, refused.Missing)
	assert.Equal(t, "eva@example.se", refused.Who)
	assert.EqualError(t, err, "rights: not allowed without mail-server (Own mail server), others-log (Other users’ message log), a-own (a-own), z-own (z-own)")
	assert.NotContains(t, refused.Message(locale.Swedish), "eva", "who it was is no part of the text")
}

// TestRolesAreData: they go through JSON and back unchanged.
func TestRolesAreData(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		roles rights.Roles
		json  string
	}{
		{"the default", rights.Default(), `{"admin":["everything"]}`},
		{"none", nil, `null`},
		{"own", rights.Roles{"a": {rights.Logo, "export"}, "b": {}}, `{"a":["logo","export"],"b":[]}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			text, err := json.Marshal(row.roles)
			require.NoError(t, err)
			assert.JSONEq(t, row.json, string(text))
			var back rights.Roles
			require.NoError(t, json.Unmarshal(text, &back))
			assert.Equal(t, row.roles, back)
		})
	}
	text, err := json.Marshal(rights.Who{ID: "u-7", Roles: []string{"admin"}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"u-7","roles":["admin"]}`, string(text))
	text, err = json.Marshal(rights.Who{})
	require.NoError(t, err)
	assert.JSONEq(t, `{}`, string(text))
}

func TestDefaultIsACopy(t *testing.T) {
	t.Parallel()
	rights.Default()["office"] = []rights.Right{rights.Everything}
	assert.Equal(t, rights.Roles{"admin": {rights.Everything}}, rights.Default())
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	roles := rights.Roles{
		"admin":  {rights.Everything},
		"office": {"mail-sever", rights.Logo, "export"},
		"other":  {"mail-sever", "", "archive"},
	}
	assert.Equal(t, []rights.Right{"", "archive", "mail-sever"}, roles.Unknown("export"))
	assert.Equal(t, []rights.Right{"", "archive", "export", "mail-sever"}, roles.Unknown())
	assert.Empty(t, rights.Default().Unknown())
	assert.Error(t, roles.Allow(rights.Who{Roles: []string{"office"}}, rights.EmailServer), "a misspelt right gives nothing")
}

// TestTheHostsOwnName: the name of a right of the host's stands in its language.
func TestTheHostsOwnName(t *testing.T) {
	t.Parallel()
	table := locale.Swedish.Table()
	table.Phrases["rights.export"] = "Exportera loggen"
	own, err := locale.New(table)
	require.NoError(t, err)
	refused := &rights.Error{Missing: []rights.Right{"export"}}
	assert.Equal(t, "Du saknar rättigheten ”Exportera loggen”. Be en administratör om den.", refused.Message(own))
	assert.Equal(t, "export", rights.Right("export").Name(locale.Swedish))
}
