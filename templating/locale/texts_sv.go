package locale

var textsSv = map[TextKind]Text{
	TextBookingConfirmation: {
		Subject: "Bokningsbekräftelse – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nVår servicetekniker {nextBookingName} kommer till er {nextBookingDate}, {nextBookingTime}\n\nArbetet gäller {orderRef}\n\nHälsningar {company}",
		SMS:     "{nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hälsningar {company}",
	},
	TextBookingChanged: {
		Subject: "Ändrad bokning – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nEr bokning har ändrats. Nu gäller: {nextBookingDate}, {nextBookingTime}. {nextBookingName} kommer till er.\n\nArbetet gäller {orderRef}\n\nHälsningar {company}",
		SMS:     "Ändrad bokning: {nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hälsningar {company}",
	},
	TextBookingCancelled: {
		Subject: "Avbokad – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nEr bokning är avbokad. Hör gärna av er om ni vill ha en ny tid.\n\nDet gäller {orderRef}\n\nHälsningar {company}",
		SMS:     "Er bokning är avbokad. {orderRef}. Hör av er för en ny tid. Hälsningar {company}",
	},
	TextReminder: {
		Subject: "Påminnelse om bokning – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nEn påminnelse: {nextBookingName} kommer till er {nextBookingDate}, {nextBookingTime}\n\nArbetet gäller {orderRef}\n\nHälsningar {company}",
		SMS:     "Påminnelse: {nextBookingName} kommer {nextBookingDate}, {nextBookingTime}. {orderRef}. Hälsningar {company}",
	},
	TextOrderConfirmation: {
		Subject: "Orderbekräftelse – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nHär kommer er orderbekräftelse som bifogad PDF.\n\nDet gäller {orderRef}\n\nHälsningar {company}",
	},
	TextWorkOrder: {
		Subject: "Arbetsorder – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nHär kommer arbetsordern som bifogad PDF.\n\nDet gäller {orderRef}\n\nHälsningar {company}",
	},
	TextWorkProtocol: {
		Subject: "Protokoll över utfört arbete – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nHär kommer protokollet över utfört arbete som bifogad PDF.\n\nDet gäller {orderRef}\n\nHälsningar {company}",
	},
	TextServiceProtocol: {
		Subject: "Serviceprotokoll – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nHär kommer serviceprotokollet som bifogad PDF.\n\nDet gäller {orderRef}\n\nHälsningar {company}",
	},
	TextQuote: {
		Subject: "Offert – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nHär kommer vår offert som bifogad PDF.\n\nDet gäller {orderRef}\n\nHälsningar {company}",
	},
	TextPurchaseOrder: {
		Subject: "Inköpsorder – {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nHär kommer vår inköpsorder som bifogad PDF.\n\nDet gäller {orderRef}\n\nHälsningar {company}",
	},
	TextFreeMessage: {
		Subject: "Meddelande om {orderRef}",
		Body:    "Hej, {facilityOrCustomer}\n\nArbetet är klart. Hör gärna av er om ni har frågor.\n\nHälsningar {company}",
		SMS:     "Arbetet är klart. {orderRef}. Hälsningar {company}",
	},
	TextComment: {
		Subject: "Ny kommentar – {orderRef}",
		Body:    "En ny kommentar har skrivits på {orderRef}:",
	},
	TextArticlesToOrder: {
		Subject: "Artiklar att beställa – {orderRef}",
		Body:    "Det finns artiklar att beställa.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextArticlesOrdered: {
		Subject: "Beställda artiklar – {orderRef}",
		Body:    "Artiklar har beställts.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextPartsDelivered: {
		Subject: "Levererade delar – {orderRef}",
		Body:    "Delar har levererats.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextAssigned: {
		Subject: "Ny order till dig – {orderRef}",
		Body:    "Du har tilldelats en order.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du har tilldelats en order. {orderRef}, {facilityOrCustomer}",
	},
	TextBooked: {
		Subject: "Du är bokad – {orderRef}",
		Body:    "Du har bokats {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du har bokats {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderCreated: {
		Subject: "Ny order – {orderRef}",
		Body:    "En order har skapats.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "En order har skapats. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderChanged: {
		Subject: "Ändrad order – {orderRef}",
		Body:    "En order har ändrats.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "En order har ändrats. {orderRef}, {facilityOrCustomer}",
	},
	TextServiceReminder: {
		Subject: "Dags för service – {orderRef}",
		Body:    "Det är snart dags för service: {serviceObjects}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Det är snart dags för service: {serviceObjects}. {orderRef}, {facilityOrCustomer}",
	},
	TextOtherTime: {
		Subject: "Bokning av övrig tid – {orderRef}",
		Body:    "Du har bokats för övrig tid {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Du har bokats för övrig tid {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
}
