package order

import (
	"slices"

	"github.com/budkavle/budkavle/templating/locale"
)

// Kind is what an order is. The zero value is no kind.
type Kind string

// The kinds of order.
const (
	Quote           Kind = "quote"            // offert
	WorkOrder       Kind = "work-order"       // arbetsorder
	ServiceOrder    Kind = "service-order"    // serviceorder
	ContactOrder    Kind = "contact-order"    // kontaktorder
	ServiceProtocol Kind = "service-protocol" // serviceprotokoll
	PurchaseOrder   Kind = "purchase-order"   // inköpsorder
)

var kinds = []Kind{Quote, WorkOrder, ServiceOrder, ContactOrder, ServiceProtocol, PurchaseOrder}

// Kinds returns every kind of order, in a fixed order.
func Kinds() []Kind { return slices.Clone(kinds) }

// Known reports whether k is one of [Kinds].
func (k Kind) Known() bool { return slices.Contains(kinds, k) }

// Message is the kind's name in a user's language, in the middle of a sentence. An
// unknown kind is returned as it is.
func (k Kind) Message(l locale.Language) string {
	return l.Word("compose.order-", string(k))
}

// Bookable are the kinds of order that visits are booked on.
func Bookable() []Kind { return []Kind{WorkOrder, ServiceOrder, ContactOrder} }
