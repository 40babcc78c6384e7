// Package compose decides about customer messages: what to ask the user, what
// the popup shows, and what the order's page says. It does no I/O and asks no
// clock: the same input gives the same plan. Numbers such as R604 in the code
// are rules: see notify/RULES.md.
//
// Start with:
//
//   - [Prompts] says what to ask after an order was saved, or why not
//   - [NewDraft] opens a message from a [Request]; [RulesOf] says what may be changed in it
//   - [Draft.Form] and [Draft.Apply] are the popup as a web form
//   - [Draft.Plan] is everything that will be sent, exactly
//   - [History] is what the order's page says afterwards
//
// A Desk of package notify calls them with a company's settings, sends the plan and
// reads the log. Package order has the data that they take, package plan what they
// give.
//
// Where the functions of the product's manual are:
//
//	several addresses with a comma               recipients.ParseList, Draft.To
//	mobile numbers with +country code            recipients.ParsePhoneList, Draft.Phones
//	sender name of SMS, 11 characters            smsgw.ParseSenderName, order.Settings.SMSFrom
//	"E-post skickad:" when, to whom, by whom     notify.Desk.History, audit.History.Banner
//	marked in red, a new mail suggested          audit.History.Red, audit.History.Advice
//	logged from 1 December 2022 on               order.Settings.LoggingBegan, audit.History.Unknown
//	choose whom to send to, sorted list          Draft.Suggestions, recipients.Suggest
//	own mail server                              notify.Config.Senders, smtp.New, smtp.Sender.Check
//	files in a mailing                           order.Settings.IncludeFiles, Draft.SelectableFiles, Draft.Files
//	and on service protocols "show images"       order.Settings.ShowImages, Draft.FilesOff
//	own logo in mails                            order.Settings.ShowLogo, order.Company.Logo, order.Settings.HostLogo
//	work order when ready for invoicing          Prompts, WorkOrder, order.Contact.SendWorkOrder
//	send automatically to the contact            order.SendAtOnce, Prompt.AtOnce
//	order confirmation by e-mail                 OrderConfirmation
//	protocol by e-mail                           WorkProtocol
//	another address or file name                 Draft.To, Draft.FileName
//	direct link for those with a login           order.Order.Users, order.Order.Link
//	e-mail with a template                       TemplateEmail, Draft.Templates, Draft.Choose
//	footer with the company's details            order.Settings.Company, order.Company.Extra
//	code in a template                           templating.EmailTemplate.HTML, templating.Sanitize
//	send a message of one's own words            FreeMessage, order.Settings.ReadyMessage
//	by e-mail and/or SMS                         Draft.Email, Draft.SMS, Draft.PhoneSuggestions
//	booking confirmation, asked for              Prompts, BookingConfirmation, Prompt.Question
//	booking confirmation, again by hand          NewDraft, BookingConfirmation
//	template of booking confirmations            order.Settings.BookingTemplates
//	tags in templates                            booking.Facts.Values, order.Settings.ExtraTags
//	comments to and from customers               Comment, Request.Comment
//	service protocol when created                Prompts, ServiceProtocol, order.Contact.SendServiceProtocol
//	service protocol to further people           NewDraft, ServiceProtocol
//	machine number in the PDF's file name        order.Settings.MachineNumberInName, pdf.FileName
//	purchase orders' default address             PurchaseOrder, order.Settings.PurchaseOrderTo
//	internal mails about articles                staff.ArticleEmails, staff.Settings.Articles
//	the planner's notification of other time     staff.OtherTimeNotices, staff.Settings.OtherTime
//	change notifications within the group        staff.Change, rights.OthersChannels
//	change notifications to yourself             staff.Change, staff.Preferences, staff.Choices, staff.Digest
//	service reminders                            staff.ServiceReminders, staff.Settings.ServiceReminderDays
//	log in as an administrator                   rights.Roles.Allow, rights.SettingsFields
package compose
