package locale

var textsEn = map[TextKind]Text{
	TextBookingConfirmation: {
		Subject: "Booking confirmation – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nOur service technician {nextBookingName} will visit you on {nextBookingDate}, {nextBookingTime}\n\nThe work concerns {orderRef}\n\nKind regards, {company}",
		SMS:     "{nextBookingName} will visit you on {nextBookingDate}, {nextBookingTime}. {orderRef}. Regards {company}",
	},
	TextBookingChanged: {
		Subject: "Changed booking – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nYour booking has been changed. It is now: {nextBookingDate}, {nextBookingTime}. {nextBookingName} will visit you.\n\nThe work concerns {orderRef}\n\nKind regards, {company}",
		SMS:     "Changed booking: {nextBookingName} will visit on {nextBookingDate}, {nextBookingTime}. {orderRef}. Regards {company}",
	},
	TextBookingCancelled: {
		Subject: "Cancelled booking – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nYour booking has been cancelled. Please contact us if you would like a new time.\n\nIt concerns {orderRef}\n\nKind regards, {company}",
		SMS:     "Your booking has been cancelled. {orderRef}. Contact us for a new time. Regards {company}",
	},
	TextReminder: {
		Subject: "Reminder of your booking – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nA reminder: {nextBookingName} will visit you on {nextBookingDate}, {nextBookingTime}\n\nThe work concerns {orderRef}\n\nKind regards, {company}",
		SMS:     "Reminder: {nextBookingName} will visit on {nextBookingDate}, {nextBookingTime}. {orderRef}. Regards {company}",
	},
	TextOrderConfirmation: {
		Subject: "Order confirmation – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nPlease find your order confirmation attached as a PDF.\n\nIt concerns {orderRef}\n\nKind regards, {company}",
	},
	TextWorkOrder: {
		Subject: "Work order – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nPlease find the work order attached as a PDF.\n\nIt concerns {orderRef}\n\nKind regards, {company}",
	},
	TextWorkProtocol: {
		Subject: "Report of work done – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nPlease find the report of the work done attached as a PDF.\n\nIt concerns {orderRef}\n\nKind regards, {company}",
	},
	TextServiceProtocol: {
		Subject: "Service report – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nPlease find the service report attached as a PDF.\n\nIt concerns {orderRef}\n\nKind regards, {company}",
	},
	TextQuote: {
		Subject: "Quote – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nPlease find our quote attached as a PDF.\n\nIt concerns {orderRef}\n\nKind regards, {company}",
	},
	TextPurchaseOrder: {
		Subject: "Purchase order – {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nPlease find our purchase order attached as a PDF.\n\nIt concerns {orderRef}\n\nKind regards, {company}",
	},
	TextFreeMessage: {
		Subject: "Message about {orderRef}",
		Body:    "Hello, {facilityOrCustomer}\n\nThe work is done. Please contact us if you have any questions.\n\nKind regards, {company}",
		SMS:     "The work is done. {orderRef}. Regards {company}",
	},
	TextComment: {
		Subject: "New comment – {orderRef}",
		Body:    "A new comment has been written on {orderRef}:",
	},
	TextArticlesToOrder: {
		Subject: "Articles to order – {orderRef}",
		Body:    "There are articles to order.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextArticlesOrdered: {
		Subject: "Ordered articles – {orderRef}",
		Body:    "Articles have been ordered.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextPartsDelivered: {
		Subject: "Delivered parts – {orderRef}",
		Body:    "Parts have been delivered.\n\n{orderRef}\n{facilityOrCustomer}",
	},
	TextAssigned: {
		Subject: "New order for you – {orderRef}",
		Body:    "You have been assigned an order.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "You have been assigned an order. {orderRef}, {facilityOrCustomer}",
	},
	TextBooked: {
		Subject: "You are booked – {orderRef}",
		Body:    "You have been booked on {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "You have been booked on {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderCreated: {
		Subject: "New order – {orderRef}",
		Body:    "An order has been created.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "An order has been created. {orderRef}, {facilityOrCustomer}",
	},
	TextOrderChanged: {
		Subject: "Changed order – {orderRef}",
		Body:    "An order has been changed.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "An order has been changed. {orderRef}, {facilityOrCustomer}",
	},
	TextServiceReminder: {
		Subject: "Service is due – {orderRef}",
		Body:    "Service is due soon: {serviceObjects}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "Service is due soon: {serviceObjects}. {orderRef}, {facilityOrCustomer}",
	},
	TextOtherTime: {
		Subject: "Booking of other time – {orderRef}",
		Body:    "You have been booked for other time on {nextBookingDate}, {nextBookingTime}.\n\n{orderRef}\n{facilityOrCustomer}",
		SMS:     "You have been booked for other time on {nextBookingDate}, {nextBookingTime}. {orderRef}, {facilityOrCustomer}",
	},
}
