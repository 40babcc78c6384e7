package locale

var textsDe = map[TextKind]Text{
	TextBookingConfirmation: {
		Subject: "Terminbestätigung – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nUnser Servicetechniker {nextBookingName} kommt zu Ihnen: {nextBookingDate}, {nextBookingTime}\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
		SMS:     "{nextBookingName} kommt: {nextBookingDate}, {nextBookingTime}. {orderRef}. Grüße, {company}",
	},
	TextBookingChanged: {
		Subject: "Geänderter Termin – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nIhr Termin wurde geändert. Es gilt jetzt: {nextBookingDate}, {nextBookingTime}. {nextBookingName} kommt zu Ihnen.\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
		SMS:     "Geänderter Termin: {nextBookingName} kommt: {nextBookingDate}, {nextBookingTime}. {orderRef}. Grüße, {company}",
	},
	TextBookingCancelled: {
		Subject: "Abgesagter Termin – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nIhr Termin wurde abgesagt. Bitte melden Sie sich, wenn Sie einen neuen Termin möchten.\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
		SMS:     "Ihr Termin wurde abgesagt. {orderRef}. Bitte melden Sie sich für einen neuen. Grüße, {company}",
	},
	TextReminder: {
		Subject: "Erinnerung an Ihren Termin – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nZur Erinnerung: {nextBookingName} kommt zu Ihnen: {nextBookingDate}, {nextBookingTime}\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
		SMS:     "Erinnerung: {nextBookingName} kommt: {nextBookingDate}, {nextBookingTime}. {orderRef}. Grüße, {company}",
	},
	TextOrderConfirmation: {
		Subject: "Auftragsbestätigung – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nanbei erhalten Sie Ihre Auftragsbestätigung als PDF.\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
	},
	TextWorkOrder: {
		Subject: "Arbeitsauftrag – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nanbei erhalten Sie den Arbeitsauftrag als PDF.\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
	},
	TextWorkProtocol: {
		Subject: "Arbeitsprotokoll – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nanbei erhalten Sie das Protokoll der ausgeführten Arbeit als PDF.\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
	},
	TextServiceProtocol: {
		Subject: "Serviceprotokoll – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nanbei erhalten Sie das Serviceprotokoll als PDF.\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
	},
	TextQuote: {
		Subject: "Angebot – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nanbei erhalten Sie unser Angebot als PDF.\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
	},
	TextPurchaseOrder: {
		Subject: "Bestellung – {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\nanbei erhalten Sie unsere Bestellung als PDF.\n\nEs geht um: {orderRef}\n\nFreundliche Grüße {company}",
	},
	TextFreeMessage: {
		Subject: "Nachricht zu {orderRef}",
		Body:    "Guten Tag, {facilityOrCustomer}\n\ndie Arbeit ist fertig. Bitte melden Sie sich bei Fragen.\n\nFreundliche Grüße {company}",
		SMS:     "Die Arbeit ist fertig. {orderRef}. Grüße, {company}",
	},
	TextComment: {
		Subject: "Neuer Kommentar – {orderRef}",
		Body:    "Ein neuer Kommentar wurde geschrieben ({orderRef}):",
	},
	TextArticlesToOrder: {
		Subject: "Zu bestellende Artikel – {orderRef}",
		Body:    "Es sind Artikel zu bestellen.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextArticlesOrdered: {
		Subject: "Bestellte Artikel – {orderRef}",
		Body:    "Artikel wurden bestellt.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextPartsDelivered: {
		Subject: "Gelieferte Teile – {orderRef}",
		Body:    "Teile wurden geliefert.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextAssigned: {
		Subject: "Neuer Auftrag für Sie – {orderRef}",
		Body:    "Ihnen wurde ein Auftrag zugewiesen.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Ihnen wurde ein Auftrag zugewiesen. {orderRef}, {facilityOrCustomer}",
	},
	TextBooked: {
		Subject: "Sie sind eingeplant – {orderRef}",
		Body:    "Sie sind eingeplant: {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Sie sind eingeplant: {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderCreated: {
		Subject: "Neuer Auftrag – {orderRef}",
		Body:    "Ein Auftrag wurde angelegt.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Ein Auftrag wurde angelegt. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderChanged: {
		Subject: "Geänderter Auftrag – {orderRef}",
		Body:    "Ein Auftrag wurde geändert.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Ein Auftrag wurde geändert. {orderRef}, {facilityOrCustomer}",
	},
	TextServiceReminder: {
		Subject: "Service fällig – {orderRef}",
		Body:    "Bald ist ein Service fällig: {serviceObjects}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Bald ist ein Service fällig: {serviceObjects}. {orderRef}, {facilityOrCustomer}",
	},
	TextOtherTime: {
		Subject: "Buchung sonstiger Zeit – {orderRef}",
		Body:    "Sie sind für sonstige Zeit eingeplant: {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Sie sind für sonstige Zeit eingeplant: {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
}
