package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/templating/locale"
)

var spamStatus = regexp.MustCompile(`(?s)X-Spam-Status: \w+, score=(-?[0-9.]+).*?tests=(.*?)\s+autolearn`)

// TestNoMailLooksLikeSpam lets SpamAssassin judge every kind of mail in every
// language by its local rules, with logo and footer and without. ALL_TRUSTED, which
// only says that nothing came over the network, does not count.
func TestNoMailLooksLikeSpam(t *testing.T) {
	if os.Getenv("BUDKAVLE_SPAMASSASSIN") == "" {
		t.Skip("needs SpamAssassin: run .ci/spamassassin, or set BUDKAVLE_SPAMASSASSIN=1 where Debian's spamassassin is installed")
	}
	var box bytes.Buffer
	var names []string
	for _, l := range locale.BuiltIn() {
		plans, err := everyPlan(l)
		require.NoError(t, err)
		for _, one := range plans {
			for _, logo := range []bool{true, false} {
				if !logo && l != locale.Swedish {
					continue // the words make no difference to the picture
				}
				p := one.plan
				if !logo {
					p.Logo, p.LogoDark = nil, nil
				}
				m, err := p.EmailOf(0, nil)
				require.NoError(t, err)
				text, err := email.Encode(m)
				require.NoError(t, err)
				names = append(names, fmt.Sprintf("%s, %s, logo %v", one.name, l.Tag(), logo))
				fmt.Fprintf(&box, "From x@example.com Mon Nov 30 09:15:00 2026\n%s\n", strings.ReplaceAll(strings.ReplaceAll(string(text), "\r\n", "\n"), "\nFrom ", "\n>From "))
			}
		}
	}
	command := exec.CommandContext(t.Context(), "spamassassin", "--local", "--mbox")
	command.Stdin = &box
	out, err := command.Output()
	require.NoError(t, err)
	verdicts := spamStatus.FindAllStringSubmatch(string(out), -1)
	require.Len(t, verdicts, len(names))
	for i, v := range verdicts {
		score, err := strconv.ParseFloat(v[1], 64)
		require.NoError(t, err)
		if strings.Contains(v[2], "ALL_TRUSTED") {
			score++
		}
		assert.LessOrEqual(t, score, 0.0, "%s: %s", names[i], strings.Join(strings.Fields(v[2]), " "))
	}
}

// TestGalleryInEveryLanguage needs nothing but Go: every case can be planned, and
// its text says what its HTML says.
func TestGalleryInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		mails, err := gallery(l)
		require.NoError(t, err)
		assert.Len(t, mails, len(cases))
		for _, m := range mails {
			assert.Contains(t, m.html, `src="data:image/png;base64,`, "%s shows the logo", m.name)
			assert.NotContains(t, m.html, "cid:")
		}
	}
	require.NoError(t, run(t.TempDir(), "fi"))
	require.Error(t, run(t.TempDir(), "tlh"))
}
