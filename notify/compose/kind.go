package compose

import (
	"slices"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// OrderKind is what an order is. The zero value is no kind.
type OrderKind string

// The kinds of order.
const (
	Quote           OrderKind = "quote"            // offert
	WorkOrder       OrderKind = "work-order"       // arbetsorder
	ServiceOrder    OrderKind = "service-order"    // serviceorder
	ContactOrder    OrderKind = "contact-order"    // kontaktorder
	ServiceProtocol OrderKind = "service-protocol" // serviceprotokoll
	PurchaseOrder   OrderKind = "purchase-order"   // inköpsorder
)

var orderKinds = []OrderKind{Quote, WorkOrder, ServiceOrder, ContactOrder, ServiceProtocol, PurchaseOrder}

// Kind is a kind of customer message (R606). The zero value is no kind. Its
// text is what the send log keeps, so a constant's value never changes.
type Kind string

// The kinds of customer message.
const (
	OrderConfirmation   Kind = "order-confirmation"   // orderbekräftelse
	WorkProtocolMail    Kind = "work-protocol"        // protokoll över utfört arbete
	ServiceProtocolMail Kind = "service-protocol"     // serviceprotokoll
	WorkOrderMail       Kind = "work-order"           // arbetsordern vid klar för fakturering
	QuoteMail           Kind = "quote"                // offert
	PurchaseOrderMail   Kind = "purchase-order"       // inköpsorder
	BookingConfirmation Kind = "booking-confirmation" // bokningsbekräftelse
	FreeMessage         Kind = "free-message"         // fritt meddelande
	TemplateMail        Kind = "template-mail"        // e-post med mall
	CommentMessage      Kind = "comment"              // kommentar
)

// Rules says what a kind of message is and what may be changed in it (R606). It
// is made by [Kind.Rules]; the zero value allows nothing.
type Rules struct {
	Kind         Kind
	Orders       []OrderKind        // the orders that it can be sent from
	Channels     []delivery.Channel // how it can travel
	EditSubject  bool               // the user may change the subject
	EditText     bool               // the user may change the text
	AttachPDF    bool               // the order's document goes with it, and its file name may be changed
	CalendarFile bool               // the booking's calendar entry goes with it (R409)

	text locale.TextKind // the built-in text
}

var (
	mailOnly   = []delivery.Channel{delivery.Email}
	mailAndSMS = []delivery.Channel{delivery.Email, delivery.SMS}
	bookable   = []OrderKind{WorkOrder, ServiceOrder, ContactOrder}
)

var rules = []Rules{
	{Kind: OrderConfirmation, Orders: bookable, Channels: mailOnly, AttachPDF: true, text: locale.TextOrderConfirmation},
	{Kind: WorkProtocolMail, Orders: bookable, Channels: mailOnly, AttachPDF: true, text: locale.TextWorkProtocol},
	{Kind: ServiceProtocolMail, Orders: []OrderKind{ServiceProtocol}, Channels: mailOnly, AttachPDF: true, text: locale.TextServiceProtocol},
	{Kind: WorkOrderMail, Orders: []OrderKind{WorkOrder}, Channels: mailOnly, AttachPDF: true, text: locale.TextWorkOrder},
	{Kind: QuoteMail, Orders: []OrderKind{Quote}, Channels: mailOnly, AttachPDF: true, text: locale.TextQuote},
	{Kind: PurchaseOrderMail, Orders: []OrderKind{PurchaseOrder}, Channels: mailOnly, AttachPDF: true, text: locale.TextPurchaseOrder},
	{Kind: BookingConfirmation, Orders: bookable, Channels: mailAndSMS, EditSubject: true, EditText: true, CalendarFile: true, text: locale.TextBookingConfirmation},
	{Kind: FreeMessage, Orders: orderKinds, Channels: mailAndSMS, EditSubject: true, EditText: true, text: locale.TextFreeMessage},
	{Kind: TemplateMail, Orders: orderKinds, Channels: mailOnly, EditSubject: true, EditText: true},
	{Kind: CommentMessage, Orders: orderKinds, Channels: mailOnly, text: locale.TextComment},
}

// Kinds returns the rules of every kind of message, for a menu, in a fixed order.
func Kinds() []Rules {
	list := make([]Rules, len(rules))
	for i, r := range rules {
		list[i] = r.clone()
	}
	return list
}

// clone gives a caller slices of its own.
func (r Rules) clone() Rules {
	r.Orders, r.Channels = slices.Clone(r.Orders), slices.Clone(r.Channels)
	return r
}

// KindsFor returns the kinds of message that can be sent from an order of kind
// o (R606); nil for no known kind.
func KindsFor(o OrderKind) []Kind {
	var kinds []Kind
	for _, r := range rules {
		if slices.Contains(r.Orders, o) {
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}

// Rules returns what k is, and false for no known kind.
func (k Kind) Rules() (Rules, bool) {
	i := slices.IndexFunc(rules, func(r Rules) bool { return r.Kind == k })
	if i < 0 {
		return Rules{}, false
	}
	return rules[i].clone(), true
}

// Can reports whether the message can travel over channel.
func (r Rules) Can(channel delivery.Channel) bool { return slices.Contains(r.Channels, channel) }
