package recipients

import "github.com/budkavle/budkavle/templating/locale"

// words are the reasons as a form shows them.
var words = locale.Catalog{
	"sv": wordsSv, "en": wordsEn, "nb": wordsNb, "da": wordsDa, "fi": wordsFi, "de": wordsDe,
}
