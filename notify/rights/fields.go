package rights

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Fields say which right it takes to change a field of settings, by the field's
// name in JSON, one within another with a dot: "company.logo". A field that is
// not listed takes the right of the field around it, else that of the empty name,
// else [OtherSettings]: {"": EmailServer} is a mail server's settings as a whole.
type Fields map[string]Right

// A ChangedField is a field of settings that has changed, and the right that it takes.
type ChangedField struct {
	Path  string // as in [Fields]
	Right Right
}

// settingsFields are those of a company's settings for messages and for its own people.
var settingsFields = Fields{
	"company.logo":           Logo,
	"company.logoDark":       Logo,
	"company.logoWidth":      Logo,
	"showLogo":               Logo,
	"hostLogo":               Logo,
	"hostLogoWidth":          Logo,
	"from":                   SenderName,
	"replyTo":                SenderName,
	"smsFrom":                SenderName,
	"smsFromNumber":          SenderName,
	"smsFromCode":            SenderName,
	"templates":              Templates,
	"bookingTemplates":       Templates,
	"extraTags":              Templates,
	"remoteImages":           Templates,
	"readyMessage":           Messages,
	"includeFiles":           Files,
	"showImages":             Files,
	"machineNumberInName":    Files,
	"leaveOutBrokenPictures": Files,
	"maxEmailBytes":          Files,
	"maxPixels":              Files,
	"purchaseOrderTo":        InternalAddresses,
	"articles":               InternalAddresses,
	"otherTime":              Planner,
	"test":                   TestMode,
}

// SettingsFields returns the rights for a company's settings, as a copy that a
// host adds its own to: fields["emailServer"] = rights.EmailServer.
func SettingsFields() Fields { return maps.Clone(settingsFields) }

// Of returns the right that it takes to change a field, by its path as an error of
// settings has it: places in lists ("templates[2].body") are left aside.
func (f Fields) Of(path string) Right {
	for path != "" {
		if right, ok := f[path]; ok {
			return right
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return cmp.Or(f[""], OtherSettings)
}

// Needed returns the rights that it takes to save settings after instead of
// before, as [Fields.Changes] finds them, in the order of [All] and each once; none
// when nothing has changed.
func (f Fields) Needed(before, after any) ([]Right, error) {
	changes, err := f.Changes(before, after)
	if err != nil {
		return nil, err
	}
	var needed []Right
	for _, c := range changes {
		needed = append(needed, c.Right)
	}
	return sorted(needed), nil
}

// Changes returns the fields that differ between settings before and after, by
// path; none when nothing has changed. Both are anything that encoding/json writes
// as an object, such as a struct of settings; nil stands for settings that are not
// there yet. The error says which of the two is something else.
func (f Fields) Changes(before, after any) ([]ChangedField, error) {
	old, err := object(before)
	if err != nil {
		return nil, fmt.Errorf("rights: settings before: %w", err)
	}
	saved, err := object(after)
	if err != nil {
		return nil, fmt.Errorf("rights: settings after: %w", err)
	}
	changes := f.changed("", cmp.Or(f[""], OtherSettings), old, saved)
	slices.SortFunc(changes, func(a, b ChangedField) int { return strings.Compare(a.Path, b.Path) })
	return changes, nil
}

// changed collects what differs in two objects; around is the right of the field
// that they are.
func (f Fields) changed(path string, around Right, before, after map[string]json.RawMessage) []ChangedField {
	names := maps.Clone(before)
	if names == nil {
		names = map[string]json.RawMessage{}
	}
	maps.Copy(names, after)
	var changes []ChangedField
	for name := range names {
		old, saved := before[name], after[name]
		if bytes.Equal(old, saved) {
			continue
		}
		field := path + name
		right := around
		if own, ok := f[field]; ok {
			right = own
		}
		if f.within(field) {
			oldFields, err := fieldsOf(old)
			savedFields, err2 := fieldsOf(saved)
			if err == nil && err2 == nil {
				changes = append(changes, f.changed(field+".", right, oldFields, savedFields)...)
				continue
			}
		}
		changes = append(changes, ChangedField{field, right})
	}
	return changes
}

// within reports whether a field within the given one has a right of its own.
func (f Fields) within(field string) bool {
	for path := range f {
		if strings.HasPrefix(path, field+".") {
			return true
		}
	}
	return false
}

// object writes a value as JSON and returns its fields.
func object(value any) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	fields, err := fieldsOf(text)
	if err != nil {
		return nil, fmt.Errorf("%T is no object in JSON", value)
	}
	return fields, nil
}

// fieldsOf returns the fields of an object; of what is not there, none.
func fieldsOf(text json.RawMessage) (map[string]json.RawMessage, error) {
	if len(text) == 0 {
		return nil, nil
	}
	var fields map[string]json.RawMessage
	err := json.Unmarshal(text, &fields)
	return fields, err
}
