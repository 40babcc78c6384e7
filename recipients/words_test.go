package recipients

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/templating/locale"
)

func TestWordsAreComplete(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		for key, english := range wordsEn {
			assert.NotEmpty(t, words[l.Tag()][key], "%s %s", l.Tag(), key)
			assert.Equal(t, strings.Count(english, "%s"), strings.Count(words[l.Tag()][key], "%s"), "%s %s", l.Tag(), key)
		}
		assert.Len(t, words[l.Tag()], len(wordsEn), l.Tag())
	}
	for _, r := range []Reason{
		Empty, InvalidUTF8, Control, FormatOrBidi, Space, QuotedLocal, Comment, Group, Angle, DomainLiteral, NoAt, SeveralAt, NoLocal, NoDomain,
		LocalSyntax, LocalSymbol, LocalTooLong, DomainDots, DotlessDomain, DomainCharacter, LabelTooLong, NumericTopLevel, BadIDN, TooLong,
		HeaderInjection, Syntax, MissingPlus, NoCountryCode, TrunkPrefix, FormatCharacter, NonASCIIDigits, Letters, TelURI, Extension,
		SeveralNumbers, InvalidCountryCode, InvalidNumber, NotMobile,
	} {
		assert.Contains(t, wordsEn, "recipients."+string(r))
	}
	for _, name := range typeNames {
		assert.Contains(t, wordsEn, "recipients.type."+name)
	}
}
