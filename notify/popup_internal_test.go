package notify

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/compose"
)

// A popup that is to be sent once more says each reason once, behind what it says already.
func TestAPopupSaysEachReasonOnce(t *testing.T) {
	t.Parallel()
	p := Popup{Form: compose.Form{Show: &compose.FormPage{Errors: []string{"first"}}}}
	p.reopen("form-2", "full", "gone", "full")
	assert.Equal(t, "form-2", p.Form.Key)
	assert.Equal(t, []string{"first", "full", "gone"}, p.Form.Show.Errors)
}
