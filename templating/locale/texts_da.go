package locale

var textsDa = map[TextKind]Text{
	TextBookingConfirmation: {
		Subject: "Bookingbekræftelse – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nVores servicetekniker {nextBookingName} kommer til jer {nextBookingDate}, {nextBookingTime}\n\nArbejdet vedrører {orderRef}\n\nVenlig hilsen {company}",
		SMS:     "{nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hilsen {company}",
	},
	TextBookingChanged: {
		Subject: "Ændret booking – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nJeres booking er ændret. Nu gælder: {nextBookingDate}, {nextBookingTime}. {nextBookingName} kommer til jer.\n\nArbejdet vedrører {orderRef}\n\nVenlig hilsen {company}",
		SMS:     "Ændret booking: {nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hilsen {company}",
	},
	TextBookingCancelled: {
		Subject: "Aflyst booking – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nJeres booking er aflyst. Kontakt os gerne, hvis I ønsker en ny tid.\n\nDet vedrører {orderRef}\n\nVenlig hilsen {company}",
		SMS:     "Jeres booking er aflyst. {orderRef}. Kontakt os for en ny tid. Hilsen {company}",
	},
	TextReminder: {
		Subject: "Påmindelse om booking – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nEn påmindelse: {nextBookingName} kommer til jer {nextBookingDate}, {nextBookingTime}\n\nArbejdet vedrører {orderRef}\n\nVenlig hilsen {company}",
		SMS:     "Påmindelse: {nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hilsen {company}",
	},
	TextOrderConfirmation: {
		Subject: "Ordrebekræftelse – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nVedhæftet som PDF er jeres ordrebekræftelse.\n\nDet vedrører {orderRef}\n\nVenlig hilsen {company}",
	},
	TextWorkOrder: {
		Subject: "Arbejdsordre – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nVedhæftet som PDF er arbejdsordren.\n\nDet vedrører {orderRef}\n\nVenlig hilsen {company}",
	},
	TextWorkProtocol: {
		Subject: "Rapport over udført arbejde – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nVedhæftet som PDF er rapporten over det udførte arbejde.\n\nDet vedrører {orderRef}\n\nVenlig hilsen {company}",
	},
	TextServiceProtocol: {
		Subject: "Serviceprotokol – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nVedhæftet som PDF er serviceprotokollen.\n\nDet vedrører {orderRef}\n\nVenlig hilsen {company}",
	},
	TextQuote: {
		Subject: "Tilbud – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nVedhæftet som PDF er vores tilbud.\n\nDet vedrører {orderRef}\n\nVenlig hilsen {company}",
	},
	TextPurchaseOrder: {
		Subject: "Indkøbsordre – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nVedhæftet som PDF er vores indkøbsordre.\n\nDet vedrører {orderRef}\n\nVenlig hilsen {company}",
	},
	TextFreeMessage: {
		Subject: "Besked om {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nArbejdet er færdigt. Kontakt os gerne, hvis I har spørgsmål.\n\nVenlig hilsen {company}",
		SMS:     "Arbejdet er færdigt. {orderRef}. Hilsen {company}",
	},
	TextComment: {
		Subject: "Ny kommentar – {orderRef}",
		Body:    "En ny kommentar er skrevet på {orderRef}:",
	},
	TextArticlesToOrder: {
		Subject: "Varer at bestille – {orderRef}",
		Body:    "Der er varer, der skal bestilles.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextArticlesOrdered: {
		Subject: "Bestilte varer – {orderRef}",
		Body:    "Varer er bestilt.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextPartsDelivered: {
		Subject: "Leverede dele – {orderRef}",
		Body:    "Dele er leveret.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextAssigned: {
		Subject: "Ny ordre til dig – {orderRef}",
		Body:    "Du har fået tildelt en ordre.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du har fået tildelt en ordre. {orderRef}, {facilityOrCustomer}",
	},
	TextBooked: {
		Subject: "Du er booket – {orderRef}",
		Body:    "Du er booket {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du er booket {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderCreated: {
		Subject: "Ny ordre – {orderRef}",
		Body:    "En ordre er oprettet.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "En ordre er oprettet. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderChanged: {
		Subject: "Ændret ordre – {orderRef}",
		Body:    "En ordre er ændret.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "En ordre er ændret. {orderRef}, {facilityOrCustomer}",
	},
	TextServiceReminder: {
		Subject: "Tid til service – {orderRef}",
		Body:    "Det er snart tid til service: {serviceObjects}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Det er snart tid til service: {serviceObjects}. {orderRef}, {facilityOrCustomer}",
	},
	TextOtherTime: {
		Subject: "Booking af anden tid – {orderRef}",
		Body:    "Du er booket til anden tid {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du er booket til anden tid {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
}
