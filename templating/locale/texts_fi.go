package locale

var textsFi = map[TextKind]Text{
	TextBookingConfirmation: {
		Subject: "Varausvahvistus – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nHuoltoasentajamme {nextBookingName} tulee luoksenne: {nextBookingDate}, {nextBookingTime}\n\nTyö koskee: {orderRef}\n\nTerveisin {company}",
		SMS:     "{nextBookingName} tulee: {nextBookingDate}, {nextBookingTime}. {orderRef}. Terveisin {company}",
	},
	TextBookingChanged: {
		Subject: "Muutettu varaus – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVaraustanne on muutettu. Nyt on sovittu: {nextBookingDate}, {nextBookingTime}. Luoksenne tulee {nextBookingName}.\n\nTyö koskee: {orderRef}\n\nTerveisin {company}",
		SMS:     "Muutettu varaus: {nextBookingName}, {nextBookingDate}, {nextBookingTime}. {orderRef}. Terveisin {company}",
	},
	TextBookingCancelled: {
		Subject: "Peruttu varaus – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nVarauksenne on peruttu. Ottakaa yhteyttä, jos haluatte uuden ajan.\n\nSe koskee: {orderRef}\n\nTerveisin {company}",
		SMS:     "Varauksenne on peruttu. {orderRef}. Ottakaa yhteyttä uutta aikaa varten. Terveisin {company}",
	},
	TextReminder: {
		Subject: "Muistutus varauksesta – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nMuistutus: {nextBookingName} tulee luoksenne: {nextBookingDate}, {nextBookingTime}\n\nTyö koskee: {orderRef}\n\nTerveisin {company}",
		SMS:     "Muistutus: {nextBookingName} tulee: {nextBookingDate}, {nextBookingTime}. {orderRef}. Terveisin {company}",
	},
	TextOrderConfirmation: {
		Subject: "Tilausvahvistus – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nTilausvahvistus on liitteenä PDF-tiedostona.\n\nSe koskee: {orderRef}\n\nTerveisin {company}",
	},
	TextWorkOrder: {
		Subject: "Työmääräys – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nTyömääräys on liitteenä PDF-tiedostona.\n\nSe koskee: {orderRef}\n\nTerveisin {company}",
	},
	TextWorkProtocol: {
		Subject: "Työraportti – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nRaportti tehdystä työstä on liitteenä PDF-tiedostona.\n\nSe koskee: {orderRef}\n\nTerveisin {company}",
	},
	TextServiceProtocol: {
		Subject: "Huoltopöytäkirja – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nHuoltopöytäkirja on liitteenä PDF-tiedostona.\n\nSe koskee: {orderRef}\n\nTerveisin {company}",
	},
	TextQuote: {
		Subject: "Tarjous – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nTarjouksemme on liitteenä PDF-tiedostona.\n\nSe koskee: {orderRef}\n\nTerveisin {company}",
	},
	TextPurchaseOrder: {
		Subject: "Ostotilaus – {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nOstotilauksemme on liitteenä PDF-tiedostona.\n\nSe koskee: {orderRef}\n\nTerveisin {company}",
	},
	TextFreeMessage: {
		Subject: "Viesti: {orderRef}",
		Body:    "Hei, {facilityOrCustomer}\n\nTyö on valmis. Ottakaa yhteyttä, jos teillä on kysyttävää.\n\nTerveisin {company}",
		SMS:     "Työ on valmis. {orderRef}. Terveisin {company}",
	},
	TextComment: {
		Subject: "Uusi kommentti – {orderRef}",
		Body:    "Uusi kommentti ({orderRef}):",
	},
	TextArticlesToOrder: {
		Subject: "Tilattavia tuotteita – {orderRef}",
		Body:    "Tilattavia tuotteita on.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextArticlesOrdered: {
		Subject: "Tilatut tuotteet – {orderRef}",
		Body:    "Tuotteita on tilattu.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextPartsDelivered: {
		Subject: "Toimitetut osat – {orderRef}",
		Body:    "Osia on toimitettu.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextAssigned: {
		Subject: "Uusi tilaus sinulle – {orderRef}",
		Body:    "Sinulle on annettu tilaus.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Sinulle on annettu tilaus. {orderRef}, {facilityOrCustomer}",
	},
	TextBooked: {
		Subject: "Sinulle on varaus – {orderRef}",
		Body:    "Sinulle on varaus: {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Sinulle on varaus: {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderCreated: {
		Subject: "Uusi tilaus – {orderRef}",
		Body:    "Tilaus on luotu.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Tilaus on luotu. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderChanged: {
		Subject: "Muutettu tilaus – {orderRef}",
		Body:    "Tilausta on muutettu.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Tilausta on muutettu. {orderRef}, {facilityOrCustomer}",
	},
	TextServiceReminder: {
		Subject: "Huollon aika – {orderRef}",
		Body:    "Huollon aika on pian: {serviceObjects}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Huollon aika on pian: {serviceObjects}. {orderRef}, {facilityOrCustomer}",
	},
	TextOtherTime: {
		Subject: "Muun ajan varaus – {orderRef}",
		Body:    "Sinulle on varattu muuta aikaa: {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Sinulle on varattu muuta aikaa: {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
}
