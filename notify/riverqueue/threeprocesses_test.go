package riverqueue_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The example sends every confirmation once, whichever of the three processes has it.
func TestTheExampleOfThreeProcesses(t *testing.T) {
	t.Parallel()
	pool, _ := openPostgres(t, "example")
	dir := t.TempDir()
	program := filepath.Join(dir, "threeprocesses")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./threeprocesses").CombinedOutput()
	require.NoError(t, err, string(out))
	out, err = exec.CommandContext(t.Context(), program, "-database", pool.Config().ConnString()+"&database=example", "-out", filepath.Join(dir, "out"), "-messages", "90").CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Contains(t, string(out), "90 sent, 0 held, 0 failed, 0 to go")
	mails, err := filepath.Glob(filepath.Join(dir, "out", "?", "*.eml"))
	require.NoError(t, err)
	assert.Len(t, mails, 90)
}
