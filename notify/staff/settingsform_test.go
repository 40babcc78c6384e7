package staff_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR801SettingsOfOnesOwnPeopleAreAForm(t *testing.T) {
	t.Parallel()
	all := staff.Settings{
		Articles: map[order.Kind]staff.ArticleAddresses{
			order.WorkOrder:    {ToOrder: recipients.MustParseList("a@x.se,b@x.se"), Ordered: recipients.MustParseList("c@x.se"), Delivered: recipients.MustParseList("d@x.se")},
			order.ServiceOrder: {ToOrder: recipients.MustParseList("e@x.se")},
		},
		OtherTime: true, ServiceReminderDays: 14, DigestHour: 18, Compulsory: []staff.Event{staff.Booked},
	}
	for name, s := range map[string]staff.Settings{"all": all, "none": {}} {
		back, err := staff.ParseSettings(s, s.Form())
		require.NoError(t, err, name)
		assert.Equal(t, s, back, name)
	}
	part, err := staff.ParseSettings(all, url.Values{"articles.work-order.ordered": {""}, "articles.service-order.toOrder": {" "}, "otherTime": {""}})
	require.NoError(t, err)
	assert.Equal(t, map[order.Kind]staff.ArticleAddresses{order.WorkOrder: {ToOrder: recipients.MustParseList("a@x.se,b@x.se"), Delivered: recipients.MustParseList("d@x.se")}}, part.Articles)
	assert.False(t, part.OtherTime)
	assert.Len(t, all.Articles, 2, "the map is its own")
	form := url.Values{"articles.work-order.toOrder": {"chef@"}, "serviceReminderDays": {"två"}}
	same, err := staff.ParseSettings(all, form)
	said := invalid.InputMessages(err, form, locale.Swedish)
	assert.Contains(t, said["articles.work-order.toOrder"], "chef@")
	assert.Equal(t, "”två” är inget tal.", said["serviceReminderDays"])
	assert.Equal(t, all, same)
}

func ExampleParseSettings() {
	s, err := staff.ParseSettings(staff.Settings{}, url.Values{"articles.work-order.toOrder": {"inkop@example.se"}, "otherTime": {"", "on"}})
	fmt.Println(s.Articles[order.WorkOrder].ToOrder, s.OtherTime, err)
	// Output: inkop@example.se true <nil>
}

// The user and an administrator have the page of preferences open: each saves their own.
func TestR804TwoPagesOfPreferencesUndoNothing(t *testing.T) {
	t.Parallel()
	saved := staff.Preferences{Events: []staff.Event{staff.Assigned, staff.Booked}, Email: true, Digest: true}
	open := func() url.Values {
		in := order.WriteInputs()
		p := saved
		p.Bind(in)
		return in.Values()
	}
	save := func(form url.Values) {
		in, after := order.ReadInputs(form), saved
		after.Bind(in)
		require.NoError(t, in.Err())
		saved = after
	}
	user, admin := open(), open()
	user["events"] = []string{"", "booked", "order-created"}
	user["ownActions"] = []string{"", "on"}
	save(user)
	admin["byEmail"] = []string{""}
	admin["bySms"] = []string{"", "on"}
	save(admin)
	assert.Equal(t, staff.Preferences{Events: []staff.Event{staff.Booked, staff.OrderCreated}, SMS: true, OwnActions: true, Digest: true}, saved)
	save(url.Values{"digest": {""}})
	assert.False(t, saved.Digest)
	assert.Len(t, saved.Events, 2, "what is not on the page is left alone")
	save(url.Values{"events": {""}})
	assert.Nil(t, saved.Events)
}
