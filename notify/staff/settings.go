package staff

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
)

// Settings are one company's for its own people, beside [order.Settings]. They
// are plain data that the host keeps: they go through encoding/json and back
// unchanged. The zero value sends nothing but what users have chosen.
type Settings struct {
	// Articles are where mails about articles go, by kind of order: work orders
	// have all three addresses, service orders ToOrder alone.
	Articles map[order.Kind]ArticleAddresses `json:"articles,omitempty"`
	// OtherTime tells those who are booked of bookings of other time (Skicka
	// notifikation på bokning med övrig tid).
	OtherTime bool `json:"otherTime,omitzero"`
	// ServiceReminderDays is how many days before an object's next service its
	// people are reminded; 0: never.
	ServiceReminderDays int `json:"serviceReminderDays,omitzero"`
	// DigestHour is the hour of the evening, 1 to 23 in the company's zone, at which
	// those who have chosen so are told of what has happened; 0: [DefaultDigestHour]. Who
	// gets an SMS is told a quarter of an hour before the company's quiet hours where these
	// hold it.
	DigestHour int `json:"digestHour,omitzero"`
	// Compulsory are the events that users are told of whatever they have chosen.
	Compulsory []Event `json:"compulsory,omitempty"`
}

// ArticleAddresses are where mails about articles go. An empty list is off.
type ArticleAddresses struct {
	ToOrder   recipients.List `json:"toOrder,omitzero"`   // artiklar att beställa
	Ordered   recipients.List `json:"ordered,omitzero"`   // beställda artiklar
	Delivered recipients.List `json:"delivered,omitzero"` // levererade artiklar
}

// of are the addresses for a state.
func (a ArticleAddresses) of(state order.ArticleState) recipients.List {
	switch state {
	case order.ArticleToOrder:
		return a.ToOrder
	case order.ArticleOrdered:
		return a.Ordered
	case order.ArticleDelivered:
		return a.Delivered
	}
	return nil
}

// Form returns the settings as the inputs of a page, by the paths of their fields as in
// JSON: "articles.work-order.toOrder", "otherTime". [ParseSettings] takes them back.
func (s Settings) Form() url.Values {
	in := order.WriteInputs()
	s.Bind(in)
	return in.Values()
}

// ParseSettings returns the settings with what a browser has posted, as
// [order.ParseSettings] does: an input that is not there leaves its field as it is, and
// with the mark that the page was opened with, two pages undo nothing of one another.
func ParseSettings(s Settings, posted url.Values) (Settings, error) {
	in := order.ReadInputs(posted)
	s.Bind(in)
	return s, in.Err()
}

// Bind names each input and its field, for both ways: for a page that shows settings of
// other kinds beside, such as those of [order.Settings.Bind].
func (s *Settings) Bind(in *order.SettingInputs) {
	articles := maps.Clone(s.Articles)
	for _, kind := range []order.Kind{order.WorkOrder, order.ServiceOrder} {
		a := s.Articles[kind]
		path := "articles." + string(kind) + "."
		in.Value(path+"toOrder", &a.ToOrder)
		if kind == order.WorkOrder {
			in.Value(path+"ordered", &a.Ordered)
			in.Value(path+"delivered", &a.Delivered)
		}
		switch empty := len(a.ToOrder)+len(a.Ordered)+len(a.Delivered) == 0; {
		case empty:
			delete(articles, kind)
		case articles == nil:
			articles = map[order.Kind]ArticleAddresses{kind: a}
		default:
			articles[kind] = a
		}
	}
	if in.Reading() {
		s.Articles = articles
	}
	in.Flag("otherTime", &s.OtherTime)
	in.Number("serviceReminderDays", &s.ServiceReminderDays)
	in.Number("digestHour", &s.DigestHour)
}

// MaxReminderDays is how long before a service a reminder can be, in days.
const MaxReminderDays = 366

// The codes of mistakes in the settings.
const (
	SettingToOrderOnly  invalid.Code = "to-order-only" // service orders tell of articles to order alone
	SettingNoArticles   invalid.Code = "no-articles"   // a kind of order that tells of no articles
	SettingReminderDays invalid.Code = "reminder-days" // below 0 or above [MaxReminderDays]
	SettingDigestHour   invalid.Code = "digest-hour"   // below 0 or above 23
	SettingNoEvent      invalid.Code = "no-event"      // no event that a user chooses
)

// Validate returns an error that joins everything that is wrong with the
// settings, each an [*invalid.Error] with the path of its field; nil when
// nothing is.
func (s Settings) Validate() error {
	var problems []error
	fail := func(path string, code invalid.Code, args ...any) {
		problems = append(problems, invalid.Refuse(path, code, args...))
	}
	for _, kind := range slices.Sorted(maps.Keys(s.Articles)) {
		path, addresses := "articles."+string(kind), s.Articles[kind]
		switch kind {
		case order.WorkOrder:
		case order.ServiceOrder:
			if len(addresses.Ordered)+len(addresses.Delivered) > 0 {
				fail(path, SettingToOrderOnly)
			}
		default:
			fail(path, SettingNoArticles, string(kind))
		}
	}
	if n := s.ServiceReminderDays; n < 0 || n > MaxReminderDays {
		fail("serviceReminderDays", SettingReminderDays, n, MaxReminderDays)
	}
	if s.DigestHour < 0 || s.DigestHour > 23 {
		fail("digestHour", SettingDigestHour, s.DigestHour)
	}
	for i, e := range s.Compulsory {
		if !e.chooseable() {
			fail(fmt.Sprintf("compulsory[%d]", i), SettingNoEvent, string(e))
		}
	}
	return errors.Join(problems...)
}
