package compose

import "github.com/budkavle/budkavle/templating/locale"

// words are the questions, reasons and warnings that a draft and a plan show
// to the user, and the few labels that the layout of a mail needs.
var words = locale.Catalog{
	"sv": wordsSv, "en": wordsEn, "nb": wordsNb, "da": wordsDa, "fi": wordsFi, "de": wordsDe,
}
