package smsgw

import "github.com/budkavle/budkavle/templating/locale"

// words are the reasons as a form shows them.
var words = locale.Catalog{
	"sv": {
		"smsgw.empty":       "Fyll i ett avsändarnamn.",
		"smsgw.too-long":    "Avsändarnamnet har %d tecken; högst %d är tillåtna.",
		"smsgw.outer-blank": "Avsändarnamnet får inte börja eller sluta med mellanslag.",
		"smsgw.character":   "Avsändarnamnet får inte innehålla ”%s”.",
		"smsgw.no-letter":   "Avsändarnamnet måste innehålla en bokstav.",
		"smsgw.try":         "Prova %s.",
	},
	"en": {
		"smsgw.empty":       "Enter a sender name.",
		"smsgw.too-long":    "The sender name has %d characters; at most %d are allowed.",
		"smsgw.outer-blank": "The sender name must not begin or end with a space.",
		"smsgw.character":   "The sender name must not contain “%s”.",
		"smsgw.no-letter":   "The sender name must contain a letter.",
		"smsgw.try":         "Try %s.",
	},
	"nb": {
		"smsgw.empty":       "Fyll inn et avsendernavn.",
		"smsgw.too-long":    "Avsendernavnet har %d tegn; høyst %d er tillatt.",
		"smsgw.outer-blank": "Avsendernavnet kan ikke begynne eller slutte med mellomrom.",
		"smsgw.character":   "Avsendernavnet kan ikke inneholde «%s».",
		"smsgw.no-letter":   "Avsendernavnet må inneholde en bokstav.",
		"smsgw.try":         "Prøv %s.",
	},
	"da": {
		"smsgw.empty":       "Angiv et afsendernavn.",
		"smsgw.too-long":    "Afsendernavnet har %d tegn; højst %d er tilladt.",
		"smsgw.outer-blank": "Afsendernavnet må ikke begynde eller slutte med mellemrum.",
		"smsgw.character":   "Afsendernavnet må ikke indeholde »%s«.",
		"smsgw.no-letter":   "Afsendernavnet skal indeholde et bogstav.",
		"smsgw.try":         "Prøv %s.",
	},
	"fi": {
		"smsgw.empty":       "Anna lähettäjänimi.",
		"smsgw.too-long":    "Lähettäjänimessä on %d merkkiä; enintään %d sallitaan.",
		"smsgw.outer-blank": "Lähettäjänimi ei saa alkaa tai päättyä välilyöntiin.",
		"smsgw.character":   "Lähettäjänimessä ei saa olla merkkiä ”%s”.",
		"smsgw.no-letter":   "Lähettäjänimessä on oltava kirjain.",
		"smsgw.try":         "Kokeile nimeä %s.",
	},
	"de": {
		"smsgw.empty":       "Geben Sie einen Absendernamen ein.",
		"smsgw.too-long":    "Der Absendername hat %d Zeichen; höchstens %d sind erlaubt.",
		"smsgw.outer-blank": "Der Absendername darf nicht mit einem Leerzeichen beginnen oder enden.",
		"smsgw.character":   "Der Absendername darf „%s“ nicht enthalten.",
		"smsgw.no-letter":   "Der Absendername muss einen Buchstaben enthalten.",
		"smsgw.try":         "Versuchen Sie %s.",
	},
}
