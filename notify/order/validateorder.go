package order

import (
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/templating"
)

// Validate checks the order as far as messages are concerned and returns every
// problem at once, each an [*invalid.Error] with the path of its field. Contacts'
// addresses are not part of it: a bad one must never stop an order.
func (o Order) Validate() error {
	c := &checker{}
	if o.Number == "" {
		c.fail("number", invalid.Missing)
	}
	if !o.Kind.Known() {
		c.fail("kind", invalid.OrderKind, quote(string(o.Kind)))
	}
	if o.Zone != "" {
		if _, err := time.LoadLocation(o.Zone); err != nil || o.Zone == "Local" {
			c.fail("zone", invalid.Zone, quote(o.Zone), DefaultZone)
		}
	}
	checkLink(c, "link", o.Link)
	for i, u := range o.Users {
		checkLink(c, fmt.Sprintf("users[%d].link", i), u.Link)
	}
	o.checkModes(c)
	o.checkBookings(c)
	o.checkUploads(c)
	return c.join()
}

func checkLink(c *checker, path, link string) {
	if link != "" && !templating.IsButtonLink(link) {
		c.fail(path, invalid.Link, quote(link))
	}
}

// checkModes finds modes that a host made up; they are taken for [SendAsk].
func (o Order) checkModes(c *checker) {
	check := func(path string, contact Contact) {
		for field, mode := range map[string]SendMode{
			"sendWorkOrder": contact.SendWorkOrder, "sendServiceProtocol": contact.SendServiceProtocol,
		} {
			if !slices.Contains([]SendMode{SendNever, SendAsk, SendAtOnce}, mode) {
				c.fail(path+"."+field, invalid.SendMode, quote(string(mode)), SendAsk, SendAtOnce)
			}
		}
	}
	check("contactPerson", o.ContactPerson)
	for _, p := range []struct {
		path string
		list []Contact
	}{{"customer", o.Customer.Contacts}, {"facility", o.Facility.Contacts}} {
		for i, contact := range p.list {
			check(fmt.Sprintf("%s.contacts[%d]", p.path, i), contact)
		}
	}
}

func (o Order) checkBookings(c *checker) {
	ids := map[string]bool{}
	for i, b := range o.Bookings {
		path := fmt.Sprintf("bookings[%d]", i)
		if err := b.Validate(); err != nil {
			c.because(err, path, invalid.Booking)
		}
		if b.ID == "" || ids[b.ID] {
			c.fail(path+".id", invalid.OwnID, quote(b.ID))
		}
		ids[b.ID] = true
	}
}

// checkUploads finds files that a user could not choose (R604).
func (o Order) checkUploads(c *checker) {
	ids := map[string]bool{}
	for i, f := range o.Files {
		path := fmt.Sprintf("files[%d]", i)
		if f.ID == "" || ids[f.ID] {
			c.fail(path+".id", invalid.OwnID, quote(f.ID))
		}
		ids[f.ID] = true
		if f.Size < 0 || f.Pixels < 0 {
			c.fail(path, invalid.FileSize, quote(f.Name))
			f.Size = 1 // and what else it lacks is told too
		}
		if !f.Complete() {
			c.fail(path, invalid.FileContent, quote(f.Name))
		}
	}
}
