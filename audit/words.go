package audit

import "github.com/budkavle/budkavle/templating/locale"

// words are what an order's page says about its messages.
var words = locale.Catalog{
	"sv": wordsSv, "en": wordsEn, "nb": wordsNb, "da": wordsDa, "fi": wordsFi, "de": wordsDe,
}
