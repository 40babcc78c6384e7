// Package templating owns the texts of messages: templates with tags such as
// {nextBookingDate}, their values put in for the place where they stand, and
// the layout of mails.
//
// Start with:
//
//   - [Parse] compiles a text with tags, [EmailTemplate] is what a company saves
//   - [Template.Problems] says what is wrong, and where
//   - [Template.Text] and [Template.HTML] put values in
//   - [Sanitize] keeps what mail needs of HTML
//   - [Layout.Render] makes the whole mail
//
// [Parse] compiles a template once; its [Template.Problems] come all at once,
// with line, column and the nearest known name, for the page where it is
// saved, and [EmailTemplate.Notes] tells what is dropped of its HTML. From the
// same template come plain text, the subject and HTML, each with values escaped
// for it. A [Layout] sanitises HTML, balances it, sets it into the company's mail
// and writes the text part that says the same.
//
// What stands between {nextBookingName?} and {/nextBookingName} goes when that
// tag has no value: "Vi kommer {nextBookingDate}{nextBookingName?}
// ({nextBookingName}){/nextBookingName}." Both marks were mistakes before they
// meant this, so no template that can be sent reads otherwise.
//
// The tags that every template knows; a host adds its own
// with [Tags.With]:
//
//	{company}              the company's name
//	{futureBookings}       name, date and time of every coming booking, a line each
//	{orderRef}             "Ordernummer: AO462"
//	{nextBooking}          "Börje, fredag 06 oktober, 07:00 – 10:00"
//	{nextBookingName}      the technicians or the user group: "Börje"
//	{nextBookingDate}      "fredag 06 oktober"
//	{nextBookingTime}      "07:00 – 10:00"
//	{facilityOrCustomer}   the facility, else the customer
//	{customerOrderNumber}  the customer's own number, or "saknas"
//	{serviceObjects}       "Portautomat 1, Hiss 2"
//
// Everything here is pure and safe for concurrent use.
package templating
