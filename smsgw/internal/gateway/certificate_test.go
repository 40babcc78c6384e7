package gateway

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
)

// TestCertificateThatNobodyKnows is for a person to put right: no retry helps.
func TestCertificateThatNobodyKnows(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the request was sent") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	request, err := Form(server.URL, url.Values{})
	require.NoError(t, err)
	_, failure := NewClient(nil, 0).Do(context.Background(), request)
	require.NotNil(t, failure)
	assert.Equal(t, delivery.Configuration, failure.Class)
	assert.Equal(t, delivery.FaultSender, failure.Fault)
	assert.Equal(t, delivery.Reason("certificate"), failure.Reason)
}
