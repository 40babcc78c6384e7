package staff

import (
	"errors"
	"slices"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/recipients"
)

// The fields of a user's settings page that a refusal is about.
const (
	FieldEvents     plan.Field = "events"     // of what to be told
	FieldByEmail    plan.Field = "byEmail"    // whether by e-mail
	FieldBySMS      plan.Field = "bySms"      // whether by SMS
	FieldOwnActions plan.Field = "ownActions" // also of one's own actions
	FieldDigest     plan.Field = "digest"     // gathered until the evening
)

// The codes of refusals.
const (
	RefusedOnlySelf   codes.Code = "only-self"     // only the user chooses it, and no right does
	RefusedRight      codes.Code = "right"         // a right is missing, which the refusal names
	RefusedNoMobile   codes.Code = "no-mobile"     // SMS without a mobile number
	RefusedCompulsory codes.Code = "compulsory"    // an event that the company has made compulsory
	RefusedEvent      codes.Code = "unknown-event" // an event that nobody can choose
)

// Change returns what keeps by from giving person the preferences after, and nil
// when they may be saved. Events, OwnActions and Digest are the person's own choice,
// and nobody's for another; Email and SMS may also be changed by who has
// [rights.OthersChannels]. SMS needs a mobile number, and an event that the company
// has made compulsory cannot be switched off. Every problem is told at once, each a
// [*plan.FieldError] that [plan.FieldErrors] takes out; one for want of a right wraps
// a [*rights.Error] and names the right.
func Change(s Settings, roles rights.Roles, by rights.Who, person Person, after Preferences) error {
	var problems []error
	note := func(e *plan.FieldError) { problems = append(problems, e) }
	refuse := func(field plan.Field, code codes.Code, args ...any) { note(plan.Refuse(field, code, args...)) }
	self := by.ID != "" && by.ID == person.ID
	before := person.Preferences
	if !self {
		if !sameEvents(before.Events, after.Events) {
			refuse(FieldEvents, RefusedOnlySelf)
		}
		if before.OwnActions != after.OwnActions {
			refuse(FieldOwnActions, RefusedOnlySelf)
		}
		if before.Digest != after.Digest {
			refuse(FieldDigest, RefusedOnlySelf)
		}
		lacking, _ := errors.AsType[*rights.Error](roles.Allow(by, rights.OthersChannels))
		if lacking != nil && before.Email != after.Email {
			note(plan.Refuse(FieldByEmail, RefusedRight).Because(lacking, lacking))
		}
		if lacking != nil && before.SMS != after.SMS {
			note(plan.Refuse(FieldBySMS, RefusedRight).Because(lacking, lacking))
		}
	}
	if _, err := person.phone(); after.SMS && err != nil {
		e := plan.Refuse(FieldBySMS, RefusedNoMobile)
		if bad, _ := errors.AsType[*recipients.ParseError](err); bad != nil && bad.Reason != recipients.ReasonEmpty {
			e = e.Because(bad, bad)
		}
		note(e)
	}
	for _, e := range after.Events {
		if !e.chooseable() {
			refuse(FieldEvents, RefusedEvent, string(e))
		}
	}
	for _, e := range s.Compulsory {
		if slices.Contains(before.Events, e) && !slices.Contains(after.Events, e) {
			note(plan.Refuse(FieldEvents, RefusedCompulsory).Because(nil, e))
		}
	}
	return errors.Join(problems...)
}

// sameEvents reports whether two lists choose the same, in whatever order.
func sameEvents(a, b []Event) bool {
	within := func(a, b []Event) bool {
		return !slices.ContainsFunc(a, func(e Event) bool { return !slices.Contains(b, e) })
	}
	return within(a, b) && within(b, a)
}
