package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/templating/locale"
)

// A visit that nobody is named for yet is told of in whole sentences.
func TestAVisitWithoutATechnician(t *testing.T) {
	t.Parallel()
	for l, want := range map[locale.Language][2]string{
		locale.Swedish: {"Vår servicetekniker kommer till er fredag", "Vår servicetekniker kommer fredag"},
		locale.English: {"Our service technician will visit you on Friday", "Our service technician will visit you on Friday"},
		locale.Finnish: {"Huoltoasentajamme saapuu luoksenne perjantaina", "Huoltoasentajamme saapuu luoksenne perjantaina"},
	} {
		o := notifytest.Order()
		o.Bookings[0].Technicians = nil
		o.ContactPerson.Language = l.Tag()
		d, err := compose.NewDraft(notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
		require.NoError(t, err)
		assert.Contains(t, d.Text, want[0])
		assert.Contains(t, d.SMSText(), want[1])
	}
}
