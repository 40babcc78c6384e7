package locale

var textsNb = map[TextKind]Text{
	TextBookingConfirmation: {
		Subject: "Bookingbekreftelse – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVår servicetekniker {nextBookingName} kommer til dere {nextBookingDate}, {nextBookingTime}\n\nArbeidet gjelder {orderRef}\n\nHilsen {company}",
		SMS:     "{nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hilsen {company}",
	},
	TextBookingChanged: {
		Subject: "Endret booking – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nBookingen deres er endret. Nå gjelder: {nextBookingDate}, {nextBookingTime}. {nextBookingName} kommer til dere.\n\nArbeidet gjelder {orderRef}\n\nHilsen {company}",
		SMS:     "Endret booking: {nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hilsen {company}",
	},
	TextBookingCancelled: {
		Subject: "Avbestilt booking – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nBookingen deres er avbestilt. Ta gjerne kontakt hvis dere vil ha en ny tid.\n\nDet gjelder {orderRef}\n\nHilsen {company}",
		SMS:     "Bookingen deres er avbestilt. {orderRef}. Ta kontakt for ny tid. Hilsen {company}",
	},
	TextReminder: {
		Subject: "Påminnelse om booking – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nEn påminnelse: {nextBookingName} kommer til dere {nextBookingDate}, {nextBookingTime}\n\nArbeidet gjelder {orderRef}\n\nHilsen {company}",
		SMS:     "Påminnelse: {nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hilsen {company}",
	},
	TextOrderConfirmation: {
		Subject: "Ordrebekreftelse – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVedlagt som PDF følger ordrebekreftelsen.\n\nDet gjelder {orderRef}\n\nHilsen {company}",
	},
	TextWorkOrder: {
		Subject: "Arbeidsordre – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVedlagt som PDF følger arbeidsordren.\n\nDet gjelder {orderRef}\n\nHilsen {company}",
	},
	TextWorkProtocol: {
		Subject: "Rapport over utført arbeid – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVedlagt som PDF følger rapporten over utført arbeid.\n\nDet gjelder {orderRef}\n\nHilsen {company}",
	},
	TextServiceProtocol: {
		Subject: "Serviceprotokoll – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVedlagt som PDF følger serviceprotokollen.\n\nDet gjelder {orderRef}\n\nHilsen {company}",
	},
	TextQuote: {
		Subject: "Tilbud – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVedlagt som PDF følger tilbudet vårt.\n\nDet gjelder {orderRef}\n\nHilsen {company}",
	},
	TextPurchaseOrder: {
		Subject: "Innkjøpsordre – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVedlagt som PDF følger innkjøpsordren vår.\n\nDet gjelder {orderRef}\n\nHilsen {company}",
	},
	TextFreeMessage: {
		Subject: "Melding om {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nArbeidet er ferdig. Ta gjerne kontakt hvis dere har spørsmål.\n\nHilsen {company}",
		SMS:     "Arbeidet er ferdig. {orderRef}. Hilsen {company}",
	},
	TextComment: {
		Subject: "Ny kommentar – {orderRef}",
		Body:    "En ny kommentar er skrevet på {orderRef}:",
	},
	TextArticlesToOrder: {
		Subject: "Artikler å bestille – {orderRef}",
		Body:    "Det finnes artikler å bestille.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextArticlesOrdered: {
		Subject: "Bestilte artikler – {orderRef}",
		Body:    "Artikler er bestilt.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextPartsDelivered: {
		Subject: "Leverte deler – {orderRef}",
		Body:    "Deler er levert.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextAssigned: {
		Subject: "Ny ordre til deg – {orderRef}",
		Body:    "Du har fått tildelt en ordre.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du har fått tildelt en ordre. {orderRef}, {facilityOrCustomer}",
	},
	TextBooked: {
		Subject: "Du er booket – {orderRef}",
		Body:    "Du er booket {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du er booket {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderCreated: {
		Subject: "Ny ordre – {orderRef}",
		Body:    "En ordre er opprettet.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "En ordre er opprettet. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderChanged: {
		Subject: "Endret ordre – {orderRef}",
		Body:    "En ordre er endret.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "En ordre er endret. {orderRef}, {facilityOrCustomer}",
	},
	TextServiceReminder: {
		Subject: "Tid for service – {orderRef}",
		Body:    "Det er snart tid for service: {serviceObjects}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Det er snart tid for service: {serviceObjects}. {orderRef}, {facilityOrCustomer}",
	},
	TextOtherTime: {
		Subject: "Booking av annen tid – {orderRef}",
		Body:    "Du er booket for annen tid {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du er booket for annen tid {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
}
