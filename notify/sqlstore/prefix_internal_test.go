package sqlstore

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPrefixes(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]bool{
		"b": true, "budkavle_": true, "crm2_": true, "z_9": true, strings.Repeat("a", 30): true,
		"": false, "_a": false, "1a": false, "Crm": false, "cRm": false, "a-b": false, "å": false, "aå": false, "a;": false, "a b": false, "a\n": false, strings.Repeat("a", 31): false,
	} {
		assert.Equal(t, want, isPrefix(prefix), "%q", prefix)
	}
}
