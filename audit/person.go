package audit

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
)

// A Person is somebody whom an order knows: an address and a number of one contact
// are one person, so that who is told by SMS is told.
type Person struct {
	Name      string
	Addresses []string // e-mail addresses and numbers that the person can be written to at, canonical
	// Main says that it is the order's contact person, who is to be told when
	// somebody else who was told has left the order.
	Main bool
}

// standing says why a person counts.
type standing int

const (
	onOrder standing = iota // one of the order's people
	typed                   // an address that somebody typed
	left                    // was one of the order's people when the message was planned
)

// A reader is a person as far as one history goes. Messages that a test mode sent
// elsewhere were read by nobody but the tester, who stands in for the person.
type reader struct {
	standing standing
	person   *Person            // nil unless on the order
	real     *reader            // whom a tester stands in for; nil for everybody else
	channels []delivery.Channel // that somebody who left was written to by
}

// readers knows who reads what is sent to an address.
type readers struct {
	people  []Person
	known   []*reader            // those on the order
	byAddr  map[string][]*reader // by address in lower case; those who are not on the order too
	testers map[*reader]*reader
	left    map[string]*reader // by name
}

func newReaders(people []Person) *readers {
	r := &readers{
		people: people, byAddr: map[string][]*reader{},
		testers: map[*reader]*reader{}, left: map[string]*reader{},
	}
	for i := range people {
		one := &reader{standing: onOrder, person: &people[i]}
		r.known = append(r.known, one)
		for _, address := range people[i].Addresses {
			key := strings.ToLower(address)
			if !slices.Contains(r.byAddr[key], one) {
				r.byAddr[key] = append(r.byAddr[key], one)
			}
		}
	}
	return r
}

// whoLeft is a contact whom the order knows no more. An address and a number of one
// name were one contact's; two addresses may be those of two.
func (r *readers) whoLeft(m *Message) *reader {
	if one := r.left[m.RecipientName]; one != nil && m.RecipientName != "" && !slices.Contains(one.channels, m.Channel) {
		one.channels = append(one.channels, m.Channel)
		return one
	}
	one := &reader{standing: left, channels: []delivery.Channel{m.Channel}}
	r.left[m.RecipientName] = one
	return one
}

// of returns who reads a message: everybody whose address it went to, or who
// was meant by it, or somebody whom the order does not know.
func (r *readers) of(m *Message) []*reader {
	address, test := strings.ToLower(m.Recipient), m.Test == TestRedirected && m.IntendedFor != ""
	if test {
		address = strings.ToLower(m.IntendedFor)
	}
	if r.byAddr[address] == nil {
		// The newest message comes first: how the address got there then counts.
		one := &reader{standing: typed}
		if m.Contact {
			one = r.whoLeft(m)
		}
		r.byAddr[address] = []*reader{one}
	}
	list := r.byAddr[address]
	if !test {
		return list
	}
	testers := make([]*reader, len(list))
	for i, one := range list {
		if r.testers[one] == nil {
			r.testers[one] = &reader{standing: one.standing, person: one.person, real: one}
		}
		testers[i] = r.testers[one]
	}
	return testers
}
