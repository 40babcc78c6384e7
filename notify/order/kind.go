package order

import "slices"

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

// Bookable are the kinds of order that visits are booked on.
func Bookable() []Kind { return []Kind{WorkOrder, ServiceOrder, ContactOrder} }
