package sqlstore

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// fill sets every field of a value to something that no other has.
func fill(v reflect.Value, n *int) {
	switch *n++; v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2023, 10, 2, 12, 0, *n, 123_456_000, time.FixedZone("", 2*3600))))
		return
	case delivery.Status:
		v.Set(reflect.ValueOf(delivery.StatusBounced))
		return
	case snapshots.Fingerprint:
		v.Set(reflect.ValueOf(snapshots.Fingerprint{byte(*n)}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d: <å> \"\\/\b\f\n\r\t\u2028\u0001\U0001F600\x7f", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n) - 20)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Struct:
		for i := range v.NumField() {
			if tag := v.Type().Field(i).Tag.Get("json"); tag != "-" {
				fill(v.Field(i), n)
			}
		}
	default:
		panic(v.Kind().String())
	}
}

// full is a record with everything that one can have.
func full() (r audit.Record) {
	n := 0
	fill(reflect.ValueOf(&r).Elem(), &n)
	return r
}

func line(t testing.TB, r audit.Record) string {
	t.Helper()
	text, err := json.Marshal(r)
	require.NoError(t, err)
	return string(text)
}

// Every field is read by itself, whichever others are there.
func TestReadRecord(t *testing.T) {
	t.Parallel()
	whole := full()
	records := map[string]audit.Record{
		"whole": whole, "zero": {}, "whole day": {At: time.Date(2023, 10, 2, 0, 0, 0, 0, time.UTC)},
		"empty snapshot": {Snapshot: &snapshots.Snapshot{}}, "fields without all": {Snapshot: &snapshots.Snapshot{Fields: []snapshots.Field{{}, {Value: "\x00"}}}},
	}
	for i := range reflect.TypeFor[audit.Record]().NumField() {
		one, lacks := audit.Record{}, whole
		reflect.ValueOf(&one).Elem().Field(i).Set(reflect.ValueOf(whole).Field(i))
		reflect.ValueOf(&lacks).Elem().Field(i).SetZero()
		name := reflect.TypeFor[audit.Record]().Field(i).Name
		records["only "+name], records["without "+name] = one, lacks
	}
	for name, r := range records {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := line(t, r)
			var got, want audit.Record
			require.True(t, readRecord(text, &got), text)
			require.NoError(t, json.Unmarshal([]byte(text), &want))
			assert.Equal(t, want, got)
		})
	}
}

// What is written in another way is read by encoding/json, or refused by it.
func TestReadRecordsWrittenOtherwise(t *testing.T) {
	t.Parallel()
	text := line(t, audit.Record{ID: "1", Company: "c", At: time.Date(2023, 10, 2, 0, 0, 0, 0, time.UTC), Attempt: 1})
	for name, c := range map[string]struct{ old, with string }{
		"a blank":                {`,"attempt"`, `, "attempt"`},
		"another order":          {`{"id":"1",`, `{"key":"k","id":"1",`},
		"a field of later":       {`"attempt"`, `"later":[1,{"a":null}],"attempt"`},
		"other case":             {`"attempt"`, `"Attempt"`},
		"twice":                  {`"attempt":1`, `"attempt":1,"attempt":2`},
		"null":                   {`"attempt":1`, `"attempt":null`},
		"what is left out":       {`"attempt":1`, `"attempt":1,"failure":null,"receipt":{},"contact":false,"acknowledged":false`},
		"a text that is escaped": {`"id":"1"`, `"id":"\u0031\/"`},
		"a pair":                 {`"id":"1"`, `"id":"\ud83d\ude00"`},
		"half a pair":            {`"id":"1"`, `"id":"a\ud83d"`},
		"no UTF-8":               {`"id":"1"`, "\"id\":\"a\xffb\""},
		"an empty list":          {`"attempt":1`, `"attempt":1,"snapshot":{"scope":"order","fields":[],"lists":[]}`},
		"a number with a dot":    {`"attempt":1`, `"attempt":1.5`},
		"a number with an e":     {`"attempt":1`, `"attempt":1e2`},
		"a number with a zero":   {`"attempt":1`, `"attempt":01`},
		"minus nothing":          {`"attempt":1`, `"attempt":-0`},
		"a huge number":          {`"attempt":1`, `"attempt":99999999999999999999`},
		"no number":              {`"attempt":1`, `"attempt":"1"`},
		"no text":                {`"id":"1"`, `"id":1`},
		"a time with an escape":  {`"2023`, `"\u0032023`},
		"no time":                {`"2023-10`, `"2023-13`},
		"a control":              {`"id":"1"`, "\"id\":\"a\tb\""},
		"a control and an n":     {`"id":"1"`, "\"id\":\"a\\n\tb\""},
		"an unknown escape":      {`"id":"1"`, `"id":"\x"`},
		"a short escape":         {`"id":"1"`, `"id":"\u00"`},
		"no hexadecimal":         {`"id":"1"`, `"id":"\u00zz"`},
		"something behind":       {`1}`, `1} `},
		"two":                    {`1}`, `1}{}`},
		"an end too early":       {`"attempt":1}`, `"att`},
		"a text without end":     {`"id":"1"`, `"id":"\n`},
		"a backslash at the end": {text, `{"id":"\`},
		"a name without end":     {text, `{"id`},
		"nothing":                {text, ``},
		"a list":                 {text, `[` + text + `]`},
		"no list":                {`"attempt":1`, `"attempt":1,"snapshot":{"scope":"order","lists":{}}`},
		"a list with a rest":     {`"attempt":1`, `"attempt":1,"snapshot":{"scope":"order","lists":["a",]}`},
		"a fingerprint":          {`"attempt":1`, `"attempt":1,"snapshot":{"scope":"order","whole":"00"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, text, c.old)
			sameAsJSON(t, strings.Replace(text, c.old, c.with, 1))
		})
	}
}

// sameAsJSON expects what encoding/json makes of a line.
func sameAsJSON(t *testing.T, line string) {
	t.Helper()
	var want audit.Record
	wrong := json.Unmarshal([]byte(line), &want)
	got, err := appendRecords(nil, line)
	if wrong != nil {
		require.Error(t, err, line)
		return
	}
	require.NoError(t, err, line)
	require.Equal(t, []audit.Record{want}, got, line)
}

func FuzzReadRecord(f *testing.F) {
	f.Add(line(f, full()))
	f.Add(line(f, audit.Record{}))
	f.Add(`{"id":"\ud83d\ude00","company":"c","at":"2023-10-02T12:00:00Z","attempt":-1,"snapshot":{"scope":"","lists":["a"]}}`)
	f.Fuzz(func(t *testing.T, line string) {
		if !strings.Contains(line, "\n") {
			sameAsJSON(t, line)
		}
	})
}
