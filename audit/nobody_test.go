package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// A message that was to nobody, such as a reminder that could not be planned, says nothing
// of what was sent before logging began.
func TestR704AMessageToNobodyTellsNothingOfThePast(t *testing.T) {
	t.Parallel()
	began := time.Date(2022, time.December, 1, 0, 0, 0, 0, time.UTC)
	history := func(recipient string) audit.History {
		r := audit.Record{ID: "1", Company: "c", At: began.AddDate(1, 0, 0), MessageID: "m", Kind: "reminder", Recipient: recipient, Status: delivery.StatusSkipped}
		return audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{r}), LoggingBegan: began, OrderCreated: began.AddDate(0, -1, 0)})
	}
	h := history("")
	assert.True(t, h.Unknown())
	assert.Equal(t, "2023-12-01 00:00 påminnelse, inte skickad", h.Text(h.Lines[0], locale.Swedish))
	h = history("anna@example.se")
	assert.False(t, h.Unknown())
	assert.Equal(t, "2023-12-01 00:00 påminnelse, inte skickad: anna@example.se", h.Text(h.Lines[0], locale.Swedish))
}
