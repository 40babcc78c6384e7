package smsgw_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

func TestR201R202SenderNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		reason   smsgw.SenderNameReason // "" is allowed
		portable bool
		suggest  string
	}{
		{"MittBolag", "", true, ""},
		{"Serviceprot", "", true, ""},
		{"Serviceproto", smsgw.NameTooLong, false, "Serviceprot"},
		{"Elkontoret A", smsgw.NameTooLong, false, "ElkontoretA"},
		{"Åkes Kyl", "", false, "AkesKyl"},
		{"ÅÄÖåäö", "", false, "AAOaao"},
		{"A\u0308pple", "", false, "Apple"},
		{"1Company", "", false, "Company"},
		{"El&Bygg", "", false, "ElBygg"},
		{"Bo  laget", "", false, "Bolaget"},
		{"", smsgw.NameEmpty, false, ""},
		{"Bolaget ", smsgw.NameBlank, false, "Bolaget"},
		{"46705123456", smsgw.NameNoLetter, false, ""},
		{"112", smsgw.NameNoLetter, false, ""},
		{"Bo\nlaget", smsgw.NameCharacter, false, "Bolaget"},
		{"Façade", smsgw.NameCharacter, false, "Facade"},
		{"Вank", smsgw.NameCharacter, false, "ank"},
		{"El😀", smsgw.NameCharacter, false, ""},
	} {
		n, err := smsgw.ParseSenderName(c.name)
		if c.reason == "" {
			require.NoError(t, err, c.name)
			assert.Equal(t, c.portable, n.Portable(), c.name)
			assert.Equal(t, c.suggest, n.Suggestion(), c.name)
			continue
		}
		var e *smsgw.SenderNameError
		require.ErrorAs(t, err, &e, c.name)
		assert.Equal(t, c.reason, e.Reason, c.name)
		assert.Equal(t, c.suggest, e.Suggestion, c.name)
		assert.True(t, n.IsZero())
	}
	_, err := smsgw.ParseSenderName("Serviceproto")
	require.ErrorContains(t, err, "has 12 characters, at most 11")
}

func TestSenderNameText(t *testing.T) {
	t.Parallel()
	n := smsgw.MustParseSenderName("Åkes Kyl")
	text, err := json.Marshal(n)
	require.NoError(t, err)
	var back smsgw.SenderName
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, n, back)
	value, err := n.Value()
	require.NoError(t, err)
	var scanned smsgw.SenderName
	require.NoError(t, scanned.Scan(value))
	assert.Equal(t, n, scanned)
	require.NoError(t, scanned.Scan(nil))
	assert.True(t, scanned.IsZero())
	require.Error(t, scanned.Scan(1))
	assert.False(t, n.Verdict(smsgw.GatewayElks46).OK)
	assert.False(t, n.Verdict(smsgw.GatewayTwilio).OK)
	assert.True(t, n.Verdict(smsgw.GatewayKannel).OK)
}

func TestR203Counts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		encoding smsgw.Encoding
		segments int
		units    int
	}{
		{"", smsgw.GSM7, 0, 0},
		{strings.Repeat("a", 160), smsgw.GSM7, 1, 160},
		{strings.Repeat("a", 161), smsgw.GSM7, 2, 161},
		{strings.Repeat("a", 306), smsgw.GSM7, 2, 306},
		{strings.Repeat("a", 307), smsgw.GSM7, 3, 307},
		{strings.Repeat("€", 80), smsgw.GSM7, 1, 160},
		{strings.Repeat("a", 152) + "€" + strings.Repeat("a", 10), smsgw.GSM7, 2, 164}, // the escape is not split
		{strings.Repeat("€", 153), smsgw.GSM7, 3, 306},                                 // 76 fit into a part
		{strings.Repeat("ж", 70), smsgw.UCS2, 1, 70},
		{strings.Repeat("ж", 71), smsgw.UCS2, 2, 71},
		{strings.Repeat("😀", 35), smsgw.UCS2, 1, 70},
		{strings.Repeat("😀", 67), smsgw.UCS2, 3, 134}, // 33 fit into a part
		{"åäöÅÄÖéñΔ", smsgw.GSM7, 1, 9},
	} {
		s := smsgw.Count(c.text)
		assert.Equal(t, c.encoding, s.Encoding)
		assert.Equal(t, c.segments, s.Segments, "%d characters", utf8.RuneCountInString(c.text))
		assert.Equal(t, c.units, s.Units)
		parts := smsgw.Split(c.text)
		assert.Len(t, parts, c.segments)
		assert.Equal(t, c.text, strings.Join(parts, ""))
	}
	assert.Equal(t, []smsgw.Offender{{'–', 6, 6}, {'ж', 9, 7}}, smsgw.Offenders("07:00 –ж"))
}

func TestCountAllocatesNothing(t *testing.T) { // AllocsPerRun
	assert.Zero(t, testing.AllocsPerRun(100, func() { smsgw.Count("Hej, vi kommer – snart 😀") }))
}

// TestPackGSM7 has the example of 3GPP TS 23.038 that every manual repeats.
func TestPackGSM7(t *testing.T) {
	t.Parallel()
	packed, ok := smsgw.PackGSM7("hellohello")
	require.True(t, ok)
	assert.Equal(t, []byte{0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37}, packed)
	_, ok = smsgw.PackGSM7("ж")
	assert.False(t, ok)
}

func TestR204Typography(t *testing.T) {
	t.Parallel()
	text, done := smsgw.Transliterate("kl. 07:00 – 10:00 … ”snart”")
	assert.Equal(t, "kl. 07:00 - 10:00 ... \"snart\"", text)
	assert.Len(t, done, 4)
	assert.Equal(t, smsgw.Replacement{From: '–', To: "-", Offset: 10}, done[0])
	text, done = smsgw.Transliterate("emoji – 😀")
	assert.Equal(t, "emoji – 😀", text, "nothing would be saved")
	assert.Empty(t, done)
	dots := strings.Repeat("…", 60) // one SMS as it stands, two as full stops
	text, done = smsgw.Transliterate(dots)
	assert.Equal(t, dots, text)
	assert.Empty(t, done)
}

func FuzzCount(f *testing.F) {
	for _, seed := range []string{"07:00 – 10:00", "€", "😀", "\xff", strings.Repeat("€", 153), strings.Repeat("…", 60)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, parts := smsgw.Count(text), smsgw.Split(text)
		if len(parts) != s.Segments || strings.Join(parts, "") != text {
			t.Fatalf("%q: %d segments, parts %q", text, s.Segments, parts)
		}
		written, _ := smsgw.Transliterate(text)
		if n := smsgw.Count(written); n.Segments > s.Segments {
			t.Fatalf("%q: transliteration costs more: %d, before %d", text, n.Segments, s.Segments)
		}
	})
}

func FuzzParseSenderName(f *testing.F) {
	for _, seed := range []string{"MittBolag", "Åkes Kyl", "Serviceproto", "46705123456", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := smsgw.ParseSenderName(text)
		if err != nil {
			return
		}
		again, err := smsgw.ParseSenderName(n.String())
		if err != nil || again != n || utf8.RuneCountInString(n.String()) > smsgw.MaxSenderName {
			t.Fatalf("%q became %q, then %q: %v", text, n, again, err)
		}
		if s := n.Suggestion(); s != "" && !smsgw.MustParseSenderName(s).Portable() {
			t.Fatalf("%q: the suggestion %q is not portable", n, s)
		}
	})
}

// scripted is a gateway that answers as it is told.
type scripted struct {
	name  string
	err   error
	calls int
}

func (s *scripted) Send(context.Context, *smsgw.SMS) (delivery.Receipt, error) {
	s.calls++
	return delivery.Receipt{Provider: s.name}, s.err
}

func sample() *smsgw.SMS {
	return &smsgw.SMS{ID: "m1", Company: "c", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"}
}

func TestR206Failover(t *testing.T) {
	t.Parallel()
	fault := func(class delivery.Class, fault delivery.Fault) error {
		return &delivery.Failure{Class: class, Fault: fault, Reason: "r"}
	}
	for _, c := range []struct {
		name string
		err  error
		next bool
	}{
		{"taken", nil, false},
		{"gateway down", fault(delivery.Temporary, delivery.FaultSender), true},
		{"login refused", fault(delivery.Configuration, delivery.FaultSender), true},
		{"number unknown", fault(delivery.Permanent, delivery.FaultRecipient), false},
		{"recipient unreachable", fault(delivery.Temporary, delivery.FaultRecipient), false},
		{"text filtered", fault(delivery.Permanent, delivery.FaultMessage), false},
		{"no answer", fault(delivery.Uncertain, delivery.FaultSender), false},
		{"no class", errors.New("odd"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			first, second := &scripted{name: "first", err: c.err}, &scripted{name: "second"}
			f, err := smsgw.NewFailover(smsgw.FailoverConfig{Gateways: []smsgw.Sender{first, second}})
			require.NoError(t, err)
			receipt, err := f.Send(context.Background(), sample())
			assert.Equal(t, c.next, second.calls == 1)
			if c.next {
				require.NoError(t, err)
				assert.Equal(t, "second", receipt.Provider)
			}
		})
	}
}

func TestR206AFailedGatewayIsTriedAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	first := &scripted{name: "first", err: &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "down"}}
	second := &scripted{name: "second"}
	f, err := smsgw.NewFailover(smsgw.FailoverConfig{Gateways: []smsgw.Sender{first, second}, Now: func() time.Time { return now }})
	require.NoError(t, err)
	send := func() string {
		r, err := f.Send(context.Background(), sample())
		if err != nil {
			return err.Error()
		}
		return r.Provider
	}
	assert.Equal(t, "second", send())
	assert.Equal(t, "second", send())
	assert.Equal(t, 1, first.calls, "left alone")
	now = now.Add(smsgw.DefaultPause)
	assert.Equal(t, "second", send())
	assert.Equal(t, 2, first.calls, "tried again, still down")
	now, first.err = now.Add(smsgw.DefaultPause), nil
	assert.Equal(t, "first", send())

	first.err = &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "down"}
	second.err = first.err
	assert.Contains(t, send(), "down")
	now = now.Add(10 * time.Second)
	_, err = f.Send(context.Background(), sample())
	var failure *delivery.Failure
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, delivery.ReasonNoGateway, failure.Reason)
	assert.Equal(t, 50*time.Second, failure.RetryAfter)
}

// The ratio to a count with two maps, in one run (go test -bench Count ./smsgw).
func BenchmarkCount(b *testing.B) {
	text := strings.Repeat("Vår servicetekniker kommer på måndag. ", 4)
	basic, extended := map[rune]bool{}, map[rune]bool{}
	for r := rune(0); r < 0x2100; r++ {
		switch s := smsgw.Count(string(r)); {
		case s.Encoding == smsgw.GSM7 && s.Units == 1:
			basic[r] = true
		case s.Encoding == smsgw.GSM7 && s.Units == 2:
			extended[r] = true
		}
	}
	b.Run("Count", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			smsgw.Count(text)
		}
	})
	b.Run("TwoMaps", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for _, r := range text {
				if basic[r] {
					n++
				} else if extended[r] {
					n += 2
				}
			}
		}
	})
}
