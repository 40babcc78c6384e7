package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tell runs the program and returns what it prints.
func tell(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var b bytes.Buffer
	err := run(context.Background(), args, &b)
	return b.String(), err
}

func TestTheStoryIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	story, err := tell(t, "-order", "order.json", "-out", dir)
	require.NoError(t, err)
	for _, want := range []string{
		"Asked: Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?",
		"│ Vår servicetekniker Börje kommer till er fredag 06 oktober, 07:00 – 10:00\n",
		"│ Vår servicetekniker Börje kommer till er fredag 06 oktober, 07:00 - 10:00\n",
		"1 SMS, 142 of GSM-7",
		"sent before: true; messages sent now: 0 of 2",
		"attached: AO462.pdf",
		"\nE-post skickad: 2023-10-02 14:06 till anna@example.se av Eva\n",
		"tid 07:00–10:00 → 08:00–11:00",
	} {
		assert.Contains(t, story, want)
	}
	assert.NotContains(t, story, "\x1b[", "colour only on a terminal")
	for pattern, n := range map[string]int{"*.eml": 2, "*.ics": 1, "*.pdf": 1, "sms-*.txt": 1} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		assert.Len(t, files, n, pattern)
	}
}

func TestTheSameBytesEachTime(t *testing.T) {
	t.Parallel()
	now := "2023-10-03T08:00:00+02:00"
	dirs := [2]string{t.TempDir(), t.TempDir()}
	first, err := tell(t, "-order", "order.json", "-now", now, "-out", dirs[0])
	require.NoError(t, err)
	second, err := tell(t, "-order", "order.json", "-now", now, "-out", dirs[1])
	require.NoError(t, err)
	assert.Equal(t, first, second)
	entries, err := os.ReadDir(dirs[0])
	require.NoError(t, err)
	require.NotEmpty(t, entries)
	for _, e := range entries {
		a, err := os.ReadFile(filepath.Join(dirs[0], e.Name()))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(dirs[1], e.Name()))
		require.NoError(t, err)
		assert.Equal(t, a, b, e.Name())
	}
}

func TestEnglish(t *testing.T) {
	t.Parallel()
	story, err := tell(t, "-order", "order.json", "-lang", "en", "-out", t.TempDir())
	require.NoError(t, err)
	assert.Contains(t, story, "Do you want to send the contact person an e-mail with a booking confirmation?")
	assert.Contains(t, story, "time 07:00–10:00 → 08:00–11:00")
	assert.Contains(t, story, "Friday 6 October")
}

func TestABrokenFileNamesTheField(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile("order.json")
	require.NoError(t, err)
	for _, c := range []struct{ old, new, want string }{
		{`"info@example.com"}`, `"info"}`, "field settings.from.address"},
		{`"smsFrom": "MittBolag"`, `"smsFrom": "Mitt stora bolag"`, "field settings.smsFrom"},
		{`"number": "AO462"`, `"number": 462`, "field order.number"},
		{`"number": "AO462"`, `"nummer": "AO462"`, "nummer"},
		{`"start": "2023-10-06T07:00:00+02:00"`, `"start": "in the morning"`, "field order.bookings[0].start"},
		{`"end": "2023-10-06T10:00:00+02:00"`, `"end": "2023-10-06T06:00:00+02:00"`, "booking \"b-1\": end"},
		{`{nextBookingName}`, `{nextBokingName}`, "did you mean {nextBookingName}?"},
		{`"kind": "work-order"`, `"kind": "werk-order"`, "kind: “werk-order”"},
		{`"settings": {`, `"settings": `, "order.json"},
	} {
		text := strings.Replace(string(good), c.old, c.new, 1)
		require.NotEqual(t, string(good), text, c.old)
		file := filepath.Join(t.TempDir(), "order.json")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		_, err := tell(t, "-order", file, "-out", t.TempDir())
		require.ErrorContains(t, err, c.want)
	}
	for flag, value := range map[string]string{"-now": "yesterday", "-lang": "xx", "-smtp": "nowhere", "-order": "missing.json"} {
		_, err := tell(t, "-order", "order.json", "-out", t.TempDir(), flag, value)
		require.Error(t, err, flag)
	}
}
