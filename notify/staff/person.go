package staff

import (
	"slices"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// Preferences are what a user has chosen in the account's settings
// (Kontoinställningar). They are plain data; the zero value has chosen nothing.
type Preferences struct {
	Events     []Event `json:"events,omitempty"`    // of what to be told; only the user chooses it
	Email      bool    `json:"email,omitzero"`      // by e-mail; the user or an administrator
	SMS        bool    `json:"sms,omitzero"`        // by SMS; needs a mobile number
	OwnActions bool    `json:"ownActions,omitzero"` // also of what the user does; only the user chooses it
	// Digest gathers what happens until the evening into one message; only the user
	// chooses it. What concerns the same or the next day by then comes at once all the
	// same, and so do service reminders. It takes an outbox and a worker that knows the
	// company's people; without an outbox everything comes at once.
	Digest bool `json:"digest,omitzero"`
}

// Equal reports whether two choose the same, in whatever order.
func (p Preferences) Equal(other Preferences) bool {
	return sameEvents(p.Events, other.Events) && p.Email == other.Email &&
		p.SMS == other.SMS && p.OwnActions == other.OwnActions && p.Digest == other.Digest
}

// Bind names the inputs of a user's page, by the fields of [Change]: "events" are
// checkboxes of one name ([order.SettingInputs.Checked]), the others one each. So two
// pages, of the user and of an administrator, undo nothing of one another.
func (p *Preferences) Bind(in *order.SettingInputs) {
	events := make([]string, len(p.Events))
	for i, e := range p.Events {
		events[i] = string(e)
	}
	in.Checked(string(FieldEvents), &events)
	p.Events = nil
	for _, e := range events {
		p.Events = append(p.Events, Event(e))
	}
	in.Flag(string(FieldByEmail), &p.Email)
	in.Flag(string(FieldBySMS), &p.SMS)
	in.Flag(string(FieldOwnActions), &p.OwnActions)
	in.Flag(string(FieldDigest), &p.Digest)
}

// A Person is one of the company's own people with what they have chosen. ID is
// needed: orders and bookings name people by it. The zero value is nobody.
type Person struct {
	order.User
	Preferences Preferences `json:"preferences,omitzero"`
}

// A Choice is a line of the settings page of a user.
type Choice struct {
	Event Event
	On    bool // the user is told of it
	// Compulsory says that the company has made it so, and that it cannot be switched off. A
	// page that disables its checkbox posts it by a hidden input: a browser does not.
	Compulsory bool
}

// Choices returns the lines of a user's settings page, in its order.
func Choices(s Settings, p Preferences) []Choice {
	choices := make([]Choice, 0, len(events))
	for _, e := range Events() {
		compulsory := slices.Contains(s.Compulsory, e)
		choices = append(choices, Choice{Event: e, On: compulsory || slices.Contains(p.Events, e), Compulsory: compulsory})
	}
	return choices
}

// phone is the person's number as an SMS can go to it; the error says what is
// wrong with it.
func (p Person) phone() (recipients.Phone, error) { return recipients.ParsePhone(p.Phone) }

// wants returns those of the events that the person is told of, in the order of
// [events], and why: the first that the person has chosen counts before what the
// company has made compulsory.
func (p Person) wants(s Settings, happened []Event) (told []Event, reason Reason) {
	reason = NotWanted
	for _, e := range happened {
		switch {
		case e == OtherTime:
			told, reason = append(told, e), Setting
		case slices.Contains(p.Preferences.Events, e):
			told, reason = append(told, e), Wanted
		case slices.Contains(s.Compulsory, e):
			told = append(told, e)
			if reason == NotWanted {
				reason = Compulsory
			}
		}
	}
	return told, reason
}
