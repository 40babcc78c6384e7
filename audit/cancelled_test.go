package audit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/templating/locale"
)

// A visit that is off is said by the word for it, not by a mark in a table.
func TestR703ACancelledVisitInWords(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		lang      locale.Language
		off, back string
	}{
		{locale.Swedish, "avbokad", "inte längre avbokad"},
		{locale.English, "cancelled", "no longer cancelled"},
		{locale.German, "abgesagt", "nicht mehr abgesagt"},
		{locale.Finnish, "peruttu", "ei enää peruttu"},
	} {
		told := &audit.Snapshot{Fields: []audit.Field{{Name: audit.FieldCancelled, Item: "b"}}}
		off := &audit.Snapshot{Fields: []audit.Field{{Name: audit.FieldCancelled, Item: "b", Value: "✓"}}}
		for want, changes := range map[string][]audit.Difference{row.off: audit.Compare(told, off), row.back: audit.Compare(off, told)} {
			if assert.Len(t, changes, 1) {
				assert.Equal(t, want, changes[0].Message(row.lang))
				changes[0].Label = "b"
				assert.Equal(t, "b: "+want, changes[0].Message(row.lang))
			}
		}
	}
}
