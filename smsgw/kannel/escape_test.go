package kannel_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/kannel"
)

// TestReportAddressSurvivesKannelsEscapes undoes what Kannel does to dlr-url
// (user guide, "Parameters (Escape Codes)": %d the report, %% a percent sign).
func TestReportAddressSurvivesKannelsEscapes(t *testing.T) {
	t.Parallel()
	var address string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address = r.URL.Query().Get("dlr-url")
		_, _ = io.WriteString(w, "0: Accepted for delivery")
	}))
	defer server.Close()
	g, err := kannel.New(kannel.Config{
		BaseURL: server.URL, Username: "u", Password: "pass-word-1",
		ReportURL: "https://example.com/reports", ReportSecret: "a secret of 16 or more",
	})
	require.NoError(t, err)
	sms := &smsgw.SMS{ID: "m/1%d&ö%p", Company: "Åkes Kyl", From: smsgw.MustParseSenderName("AkesKyl"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"}
	_, err = g.Send(t.Context(), sms)
	require.NoError(t, err)
	u, err := url.Parse(strings.NewReplacer("%%", "%", "%d", "8").Replace(address))
	require.NoError(t, err)
	assert.Equal(t, sms.ID, u.Query().Get("id"))
	assert.Equal(t, sms.Company, u.Query().Get("company"))
	assert.Equal(t, "8", u.Query().Get("type"))
}
