package staff

import (
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// Reason says why somebody is told or not. Hosts may keep it, so a constant's
// value never changes.
type Reason string

// The reasons. The first three are of those who are told.
const (
	Wanted       Reason = "wanted"        // told: the user has chosen it
	Compulsory   Reason = "compulsory"    // told: the company has made it compulsory
	Setting      Reason = "setting"       // told: the company's setting says so
	NotConcerned Reason = "not-concerned" // nothing happened that the person could be told of
	NotWanted    Reason = "not-wanted"    // the user has not chosen it
	OwnAction    Reason = "own-action"    // the user did it
	NoChannel    Reason = "no-channel"    // the user has neither e-mail nor SMS
	NoEmail      Reason = "no-email"      // by e-mail, and there is no address that can be used
	NoMobile     Reason = "no-mobile"     // by SMS, and there is no mobile number that can be used
	NoSMSSender  Reason = "no-sms-sender" // by SMS, and the company has no sender for SMS
	SettingOff   Reason = "setting-off"   // the company's setting is off
	CustomerUser Reason = "customer-user" // the user is a customer's, and gets customers' messages alone
)

// A Notice says whether somebody is told, of what and how, or why not. It is made
// by [Notices], [OtherTimeNotices] and [ServiceReminders]; the zero value tells
// nobody. Several changes of one save are one Notice. Safe for concurrent reads.
type Notice struct {
	Person Person
	// Events are what the person is told of, the weightiest first; of somebody who
	// is not told, what happened that concerns the person.
	Events   []Event
	Told     bool
	Channels []delivery.Channel // how; at least one when Told
	Reason   Reason             // why it is told or not
	Why      string             // the reason as a sentence, in the language of who saved
	// Until is when the notice is told with others in a digest, for somebody who has
	// chosen that; zero: at once.
	Until      time.Time
	Unassigned bool             // of [Assigned]: the person is no longer responsible
	Bookings   []booking.Change // what became of the person's own visits
	// What is otherwise; [snapshots.Difference.Message] says it in words, as the message does.
	Changes []snapshots.Difference
	Object  DueObject      // of a service reminder
	LeftOut []plan.LeftOut // a channel that the person has chosen and that cannot be used

	about         *occasion
	before, after *snapshots.Snapshot // of an order that was there before
}

// An occasion is what all notices of a save share.
type occasion struct {
	company  order.Settings
	known    order.Languages // the company's, built once
	settings Settings
	order    order.Order // as it is now; zero for what belongs to no order
	actor    order.Actor
	now      time.Time
	zone     *time.Location
	parts    []string // what the key is made of, apart from the person and the save
	content  string   // stands for the save where the host has no ID of it
}

// notice decides about one person, whom what happened concerns.
func (o *occasion) notice(p Person, happened []Event) Notice {
	n := Notice{Person: p, Events: happened, about: o}
	told, reason := p.wants(o.settings, happened)
	switch {
	case p.Customer:
		n.Reason = CustomerUser
	case len(happened) == 0:
		n.Reason = NotConcerned
	case o.actor.ID != "" && o.actor.ID == p.ID && !p.Preferences.OwnActions:
		n.Reason = OwnAction
	case len(told) == 0:
		n.Reason = NotWanted
	default:
		n.Events, n.Reason = told, reason
		n.chooseChannels()
		n.Told = len(n.Channels) > 0
	}
	n.Why = o.why(n.Reason)
	return n
}

// why is a reason as a sentence, in the language of who saved.
func (o *occasion) why(r Reason) string {
	return o.known.Of(o.actor.Language).Phrase("staff.why-" + string(r))
}

// chooseChannels picks those that the person has chosen and that can be used. What
// is compulsory finds a way even to somebody who has chosen none.
func (n *Notice) chooseChannels() {
	p, c := n.Person, n.about.company
	noEmail, noSMS := p.lacks(c)
	if p.Preferences.Email && noEmail == "" {
		n.Channels = append(n.Channels, delivery.Email)
	}
	if p.Preferences.SMS && noSMS == "" {
		n.Channels = append(n.Channels, delivery.SMS)
	}
	if len(n.Channels) == 0 &&
		slices.ContainsFunc(n.Events, func(e Event) bool { return slices.Contains(n.about.settings.Compulsory, e) }) {
		switch {
		case noEmail == "":
			n.Channels = []delivery.Channel{delivery.Email}
		case noSMS == "":
			n.Channels = []delivery.Channel{delivery.SMS}
		}
	}
	l := n.about.known.Of(n.about.actor.Language)
	lack := func(channel delivery.Channel, code codes.Code, why Reason) {
		n.LeftOut = append(n.LeftOut,
			plan.LeaveOut(l, code, channel, p.Name, l.Phrase("staff.left", p.Name, l.Phrase("staff.why-"+string(why)))))
	}
	switch {
	case len(n.Channels) > 0:
		if p.Preferences.Email && noEmail != "" {
			lack(delivery.Email, codes.LeftNoEmail, noEmail)
		}
		if p.Preferences.SMS && noSMS != "" {
			lack(delivery.SMS, codes.LeftNoMobile, noSMS)
		}
	case p.Preferences.Email:
		n.Reason = noEmail
	case p.Preferences.SMS:
		n.Reason = noSMS
	default:
		n.Reason = NoChannel
	}
}

// lacks says why the person cannot get mails and SMS of a company; empty where
// they can be had.
func (p Person) lacks(c order.Settings) (noEmail, noSMS Reason) {
	if len(p.Addresses()) == 0 {
		noEmail = NoEmail
	}
	if _, err := p.phone(); err != nil {
		noSMS = NoMobile
	} else if !c.SendsSMS() {
		noSMS = NoSMSSender
	}
	return noEmail, noSMS
}
