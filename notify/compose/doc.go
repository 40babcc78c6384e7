// Package compose decides about customer messages: what to ask the user, what
// the popup shows, and exactly what will go out. It does no I/O and asks no
// clock: the same input gives the same plan.
//
// [Prompts] decides what to ask after an order was saved, [NewDraft] what the
// popup shows, [Draft.Plan] what is sent; notify.Service sends it. [Settings]
// and [Order] are plain data of the host's.
//
// Where the functions of the product's manual are:
//
//	several addresses with a comma             recipients.ParseList, Draft.To
//	mobile numbers with +country code          recipients.ParsePhoneList, Draft.Phones
//	sender name of SMS, 11 characters          smsgw.ParseSenderName, Settings.SMSFrom
//	"E-post skickad:", marked in red           notify.Service.History, audit.History
//	choose whom to send to                     Draft.Suggestions, Draft.PhoneSuggestions
//	own mail server                            notify.Config.Senders, smtp.Check
//	files in a mailing                         Settings.IncludeFiles, Draft.SelectableFiles, Draft.Files
//	own logo in mails                          Settings.ShowLogo, Company.Logo
//	work order when ready for invoicing        Prompts (WorkOrderMail), Contact.SendWorkOrder
//	send automatically to the contact          Prompt.AtOnce
//	order confirmation by e-mail               OrderConfirmation
//	protocol by e-mail                         WorkProtocolMail, ServiceProtocolMail
//	e-mail with a template                     TemplateMail, Draft.Templates, Draft.Choose
//	free message                               FreeMessage, Settings.ReadyMessage
//	booking confirmation, asked for            Prompts (BookingConfirmation)
//	booking confirmation, again by hand        NewDraft with BookingConfirmation
//	template of booking confirmations          Settings.BookingTemplates
//	tags                                       booking.Facts.Values, Settings.ExtraTags
//	comments to and from customers             CommentMessage, Comment
//	direct link for those with a login         Order.Users, Order.Link
//	file name of the PDF, machine number       Draft.FileName, Settings.MachineNumberInName
package compose
