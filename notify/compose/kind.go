package compose

import (
	"slices"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// The kinds of customer message.
const (
	OrderConfirmation   plan.Kind = "order-confirmation"   // orderbekräftelse
	WorkProtocol        plan.Kind = "work-protocol"        // protokoll över utfört arbete
	ServiceProtocol     plan.Kind = "service-protocol"     // serviceprotokoll
	WorkOrder           plan.Kind = "work-order"           // arbetsordern vid klar för fakturering
	Quote               plan.Kind = "quote"                // offert
	PurchaseOrder       plan.Kind = "purchase-order"       // inköpsorder
	BookingConfirmation plan.Kind = "booking-confirmation" // bokningsbekräftelse
	Reminder            plan.Kind = "reminder"             // påminnelse före ett besök
	OnTheWay            plan.Kind = "on-the-way"           // teknikern är på väg
	Delayed             plan.Kind = "delayed"              // teknikern är försenad
	FreeMessage         plan.Kind = "free-message"         // fritt meddelande
	TemplateEmail       plan.Kind = "template-mail"        // e-post med mall
	Comment             plan.Kind = "comment"              // kommentar
)

// Rules says what a kind of message is and what may be changed in it. It is
// made by [RulesOf]; the zero value allows nothing.
type Rules struct {
	Kind         plan.Kind
	Orders       []order.Kind       // the orders that it can be sent from
	Channels     []delivery.Channel // how it can travel
	EditSubject  bool               // the user may change the subject
	EditText     bool               // the user may change the text
	AttachPDF    bool               // the order's document goes with it, and its file name may be changed
	CalendarFile bool               // the booking's calendar entry goes with it

	aboutVisit bool            // it tells of a visit
	text       locale.TextKind // the built-in text
}

var (
	emailOnly   = []delivery.Channel{delivery.Email}
	emailAndSMS = []delivery.Channel{delivery.Email, delivery.SMS}
	bookable    = order.Bookable()
)

var rules = []Rules{
	{Kind: OrderConfirmation, Orders: bookable, Channels: emailOnly, AttachPDF: true, text: locale.TextOrderConfirmation},
	{Kind: WorkProtocol, Orders: bookable, Channels: emailOnly, AttachPDF: true, text: locale.TextWorkProtocol},
	{
		Kind: ServiceProtocol, Orders: []order.Kind{order.ServiceProtocol}, Channels: emailOnly,
		AttachPDF: true, text: locale.TextServiceProtocol,
	},
	{
		Kind: WorkOrder, Orders: []order.Kind{order.WorkOrder}, Channels: emailOnly,
		AttachPDF: true, text: locale.TextWorkOrder,
	},
	{Kind: Quote, Orders: []order.Kind{order.Quote}, Channels: emailOnly, AttachPDF: true, text: locale.TextQuote},
	{
		Kind: PurchaseOrder, Orders: []order.Kind{order.PurchaseOrder}, Channels: emailOnly,
		AttachPDF: true, text: locale.TextPurchaseOrder,
	},
	{
		Kind: BookingConfirmation, Orders: bookable, Channels: emailAndSMS, text: locale.TextBookingConfirmation,
		EditSubject: true, EditText: true, CalendarFile: true, aboutVisit: true,
	},
	{
		Kind: Reminder, Orders: bookable, Channels: emailAndSMS, text: locale.TextReminder,
		EditSubject: true, EditText: true, CalendarFile: true, aboutVisit: true,
	},
	{
		Kind: OnTheWay, Orders: bookable, Channels: emailAndSMS, text: locale.TextOnTheWay,
		EditSubject: true, EditText: true, aboutVisit: true,
	},
	{
		Kind: Delayed, Orders: bookable, Channels: emailAndSMS, text: locale.TextDelayed,
		EditSubject: true, EditText: true, aboutVisit: true,
	},
	{
		Kind: FreeMessage, Orders: order.Kinds(), Channels: emailAndSMS, text: locale.TextFreeMessage,
		EditSubject: true, EditText: true,
	},
	{Kind: TemplateEmail, Orders: order.Kinds(), Channels: emailOnly, EditSubject: true, EditText: true},
	{Kind: Comment, Orders: order.Kinds(), Channels: emailAndSMS, text: locale.TextComment},
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
// o; nil for no known kind.
func KindsFor(o order.Kind) []plan.Kind {
	var kinds []plan.Kind
	for _, r := range rules {
		if slices.Contains(r.Orders, o) {
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}

// RulesOf returns what a kind is, and false for no kind of customer message.
func RulesOf(k plan.Kind) (Rules, bool) {
	r, ok := rulesOf(k)
	return r.clone(), ok
}

// rulesOf is RulesOf with the lists that all share.
func rulesOf(k plan.Kind) (Rules, bool) {
	i := slices.IndexFunc(rules, func(r Rules) bool { return r.Kind == k })
	if i < 0 {
		return Rules{}, false
	}
	return rules[i], true
}

// Can reports whether the message can travel over channel.
func (r Rules) Can(channel delivery.Channel) bool { return slices.Contains(r.Channels, channel) }
