package snapshots_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFingerprint(t *testing.T) {
	t.Parallel()
	s := snapshot(snapshots.ScopeOrder, snapshots.Field{Name: "a", Value: "bc"})
	moved := snapshot(snapshots.ScopeOrder, snapshots.Field{Name: "ab", Value: "c"})
	assert.NotEqual(t, s.Fingerprint(), moved.Fingerprint(), "no two lists of texts give the same bytes")
	text, err := json.Marshal(s.Fingerprint())
	require.NoError(t, err)
	var back snapshots.Fingerprint
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, s.Fingerprint(), back)
	value, err := back.Value()
	require.NoError(t, err)
	var scanned snapshots.Fingerprint
	require.NoError(t, scanned.Scan(value))
	assert.Equal(t, back, scanned)
	require.NoError(t, scanned.Scan(nil))
	assert.True(t, scanned.IsZero())
	require.Error(t, scanned.Scan(1))
	require.Error(t, scanned.UnmarshalText([]byte("abc")))
	before := back
	require.Error(t, back.UnmarshalText([]byte("ff"+strings.Repeat("x", 62))))
	assert.Equal(t, before, back, "an error leaves it as it is")
}

func TestFingerprintAllocatesNothing(t *testing.T) { // AllocsPerRun
	s := orderOf20()
	assert.Zero(t, testing.AllocsPerRun(100, func() { s.Fingerprint() }))
}

// orderOf20 is the snapshot of an order of 20 lines.
func orderOf20() *snapshots.Snapshot {
	s := snapshot(snapshots.ScopeOrder)
	for i := range 20 {
		item := fmt.Sprintf("line-%d", i)
		s.Fields = append(s.Fields, snapshots.Field{Name: "article", Item: item, Value: "Drivrem XPZ"}, snapshots.Field{Name: "quantity", Item: item, Value: "2 st"})
	}
	return s
}

// A fingerprint of an order of 20 lines, beside the bare work of it: append and
// SHA-256 (go test -run xxx -bench Fingerprint ./audit/snapshots).
func BenchmarkFingerprint(b *testing.B) {
	s := orderOf20()
	b.Run("Fingerprint", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Fingerprint()
		}
	})
	b.Run("json", func(b *testing.B) {
		for b.Loop() {
			text, _ := json.Marshal(s)
			audit.HashBody("", "", string(text))
		}
	})
}

func TestAFingerprintIsOfWhatIsSaid(t *testing.T) {
	t.Parallel()
	field := snapshots.Field{Name: "a", Value: "b"}
	assert.Equal(t, snapshot(snapshots.ScopeOrder, field).Fingerprint(), snapshot(snapshots.ScopeOrder, field, snapshots.Field{Name: "nothing"}).Fingerprint())
	assert.Empty(t, snapshots.Fingerprint{}.String())
	var f snapshots.Fingerprint
	for _, text := range []string{strings.Repeat("f", 62), strings.Repeat("f", 66)} {
		require.ErrorContains(t, f.UnmarshalText([]byte(text)), fmt.Sprintf("has %d characters, want 64", len(text)))
	}
}
