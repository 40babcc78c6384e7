// Package compose decides about customer messages: what to ask the user, what
// the popup shows, and exactly what will go out. It does no I/O and asks no
// clock: the same input gives the same plan. The numbers such as R604 are the
// rules of the specification that the code follows.
//
// [Prompts] decides what to ask after an order was saved, [NewDraft] what the
// popup shows, [Draft.Plan] what is sent; Service of package notify sends it.
// [Settings] and [Order] are plain data of the host's. What keeps a draft from
// being planned is a [FieldError], what the user should know a [Warning]: each
// has a [Code] for machines and a text in the user's language.
//
// Where the functions of the product's manual are:
//
//	several addresses with a comma               recipients.ParseList, Draft.To
//	mobile numbers with +country code            recipients.ParsePhoneList, Draft.Phones
//	sender name of SMS, 11 characters            smsgw.ParseSenderName, Settings.SMSFrom
//	"E-post skickad:" when, to whom, by whom     notify.Service.History, audit.History.Banner
//	marked in red, a new mail suggested          audit.History.Red, audit.History.Advice
//	logged from 1 December 2022 on               Settings.LoggingBegan, audit.History.Unknown
//	choose whom to send to, sorted list          Draft.Suggestions, recipients.Suggest
//	own mail server                              notify.Config.Senders, smtp.New, smtp.Sender.Check
//	files in a mailing                           Settings.IncludeFiles, Draft.SelectableFiles, Draft.Files
//	and on service protocols "show images"       Settings.ShowImages, Draft.FilesOff
//	own logo in mails                            Settings.ShowLogo, Company.Logo
//	work order when ready for invoicing          Prompts, WorkOrderMail, Contact.SendWorkOrder
//	send automatically to the contact            Auto, Prompt.AtOnce
//	order confirmation by e-mail                 OrderConfirmation
//	protocol by e-mail                           WorkProtocolMail
//	another address or file name                 Draft.To, Draft.FileName
//	direct link for those with a login           Order.Users, Order.Link
//	e-mail with a template                       TemplateMail, Draft.Templates, Draft.Choose
//	footer with the company's details            Settings.Company, Company.Extra
//	code in a template                           templating.MailTemplate.HTML, templating.Sanitize
//	send a message of one's own words            FreeMessage, Settings.ReadyMessage
//	by e-mail and/or SMS                         Draft.Email, Draft.SMS, Draft.PhoneSuggestions
//	booking confirmation, asked for              Prompts, BookingConfirmation, Prompt.Question
//	booking confirmation, again by hand          NewDraft, BookingConfirmation
//	template of booking confirmations            Settings.BookingTemplates
//	tags in templates                            booking.Facts.Values, Settings.ExtraTags
//	comments to and from customers               CommentMessage, Request.Comment
//	service protocol when created                Prompts, ServiceProtocolMail, Contact.SendServiceProtocol
//	service protocol to further people           NewDraft, ServiceProtocolMail
//	machine number in the PDF's file name        Settings.MachineNumberInName, pdf.FileName
//	purchase orders' default address             PurchaseOrderMail, Settings.PurchaseOrderTo
//
// Not there yet are the internal ones: mails about articles to order, ordered
// articles and delivered parts, the planner's notification about other time, a
// user's own notifications, and the rights of administrators.
package compose
