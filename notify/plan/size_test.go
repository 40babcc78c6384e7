package plan_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// letter is a mail to one recipient with these documents.
func letter(documents ...plan.Document) *plan.Letter {
	return &plan.Letter{
		Settings: notifytest.Settings(), Kind: "greeting", Key: "form-token", Now: notifytest.Now(), Zone: time.UTC,
		Email: true, To: recipients.MustParseList("Anna <anna@example.se>"),
		EmailText: func(locale.Language) (plan.EmailText, error) {
			return plan.EmailText{Subject: "God jul", Body: "… och gott nytt år."}, nil
		},
		Documents: func(locale.Language) ([]plan.Document, []plan.Warning, error) { return documents, nil, nil },
	}
}

// reference is a document of a size that the host says.
func reference(size int64) plan.Document {
	return plan.FileDocument(order.File{Name: "film.mp4", ContentType: "video/mp4", Ref: "ref", Size: size, SHA256: strings.Repeat("a", 64)})
}

// No size that a host may say of a reference slips through, whatever its base64
// would be.
func TestR604AReferenceOfAnySizeIsMeasured(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{order.DefaultMaxEmailBytes, order.DefaultMaxEmailBytes + 1, math.MaxInt32, 1 << 62, math.MaxInt64 - 1, math.MaxInt64} {
		for _, documents := range [][]plan.Document{{reference(size)}, {reference(1), reference(size)}} {
			_, err := letter(documents...).Plan()
			list := plan.FieldErrors(err)
			require.Len(t, list, 1, "%d", size)
			assert.Equal(t, codes.RefusedEmailSize, list[0].Code, "%d", size)
			assert.Equal(t, plan.FieldFiles, list[0].Field, "%d", size)
		}
	}
	_, err := letter(reference(order.DefaultMaxEmailBytes / 2)).Plan()
	require.NoError(t, err)
}

// The limit is that of the mail as it travels: one byte of a file more is too much.
func TestR604TheLimitIsThatOfTheEncodedMail(t *testing.T) {
	t.Parallel()
	p, err := letter(reference(1000)).Plan()
	require.NoError(t, err)
	mail, err := p.EmailOf(0, func(order.File) ([]byte, error) { return nil, nil })
	require.ErrorContains(t, err, "film.mp4", "what is resolved must have the size that was planned")
	require.Nil(t, mail)

	film := plan.FileDocument(order.File{Name: "film.mp4", ContentType: "video/mp4", Data: []byte("x")})
	bare, err := letter(film).Plan()
	require.NoError(t, err)
	whole, err := bare.EmailOf(0, nil)
	require.NoError(t, err)
	size, err := email.EncodedSize(whole)
	require.NoError(t, err)
	rest := size - email.Base64Size(1)
	for n := 900; n < 1000; n++ {
		l := letter(reference(int64(n)))
		l.Settings.MaxEmailBytes = int64(rest + email.Base64Size(950))
		_, err := l.Plan()
		assert.Equal(t, email.Base64Size(n) <= email.Base64Size(950), err == nil, "%d bytes: %v", n, err)
	}
}
