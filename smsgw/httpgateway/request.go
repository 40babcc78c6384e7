package httpgateway

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// BaseURL checks the address of a gateway, or the fallback when it is empty, and
// takes its last slash off. One that is not http or https with a host, or has a
// login, a query or a fragment, is an error.
func BaseURL(text, fallback string) (string, error) {
	if text == "" {
		text = fallback
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("want https://host/path, without login or query")
	}
	return strings.TrimRight(text, "/"), nil
}

// Form makes a POST of a form. An address that cannot be read is an error, which
// does not repeat it.
func Form(address string, values url.Values) (*http.Request, error) {
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(values.Encode())) // Do adds the context
	if err != nil {
		return nil, errors.New("httpgateway: the gateway's address cannot be read")
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	return request, nil
}
