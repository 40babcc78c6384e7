package compose_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// The logo for the dark travels beside the other in every mail, made as small, and
// the preview shows both; not where no logo is shown.
func TestR603TheLogoForTheDark(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		s := notifytest.Settings()
		s.ShowLogo, s.Company.Logo = true, email.File{Name: "ljus.png", Data: picture(t, 100, 20)}
		plain := planned(t, draft(t, s, o, notifytest.Request(rules.Kind)))
		s.Company.LogoDark = email.File{Name: "mörk.png", Data: picture(t, 1000, 200)}
		require.NoError(t, s.Validate())
		p := planned(t, draft(t, s, o, notifytest.Request(rules.Kind)))
		assert.NotEqual(t, plain.Hash, p.Hash, "what is sent is what was planned")
		require.NoError(t, p.Verify())
		mail, err := p.EmailOf(0, nil)
		require.NoError(t, err)
		require.NoError(t, mail.Validate())
		require.Len(t, mail.Inline, 2)
		assert.Equal(t, []string{"ljus.png", "mörk.png"}, []string{mail.Inline[0].Name, mail.Inline[1].Name})
		for _, picture := range mail.Inline {
			assert.Equal(t, 1, strings.Count(mail.HTML, `src="cid:`+picture.ContentID+`"`))
		}
		c, err := png.DecodeConfig(bytes.NewReader(mail.Inline[1].Data))
		require.NoError(t, err)
		assert.Equal(t, []int{320, 64}, []int{c.Width, c.Height})
		preview, err := p.PreviewHTML(0)
		require.NoError(t, err)
		assert.Equal(t, 2, strings.Count(preview, `src="data:image/png;base64,`))
		assert.NotContains(t, preview, "cid:")

		s.ShowLogo = false
		p = planned(t, draft(t, s, o, notifytest.Request(rules.Kind)))
		assert.Nil(t, p.LogoDark)
		assert.NotContains(t, p.Messages[0].Email.HTML, "cid:")
	})
}

// What is wrong with it is told as of the other, by its own name; alone it
// is no logo.
func TestR603TheLogoForTheDarkIsChecked(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.ShowLogo, s.Company.Logo = true, email.File{Data: picture(t, 100, 20)}
	s.Company.LogoDark = email.File{Data: []byte("no picture"), ContentType: "image/svg+xml"}
	err := s.Validate()
	for _, path := range []string{"company.logoDark.contentType: ", "company.logoDark.data: "} {
		require.ErrorContains(t, err, path)
	}
	assert.NotContains(t, err.Error(), "company.logo.")
	_, err = confirmation(t, s).Plan()
	require.ErrorContains(t, err, "logo-dark", "a picture that is none is named")

	s.Company.Logo, s.Company.LogoDark = email.File{}, email.File{Data: picture(t, 100, 20)}
	require.ErrorContains(t, s.Validate(), "company.logo: ", "which most mail programs show")
	s.ShowLogo = false
	require.NoError(t, s.Validate())
}

// Whom to call with questions stands above the footer of what a customer gets; a
// comment is answered in the order.
func TestR307WhomToCall(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		s := notifytest.Settings()
		s.Company.Phone = "019-123 45 67"
		mail := planned(t, draft(t, s, o, notifytest.Request(rules.Kind))).Messages[0].Email
		asked := strings.Contains(mail.Text, "Frågor? Ring 019-123 45 67\n\n-- \n")
		assert.Equal(t, rules.Kind != compose.Comment, asked, mail.Text)
		assert.Contains(t, mail.HTML, `<a href="tel:0191234567"`)
	})
}
