package emlfolder_test

import (
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
)

// TestAFullDisk tries many mails on a file system of 64 KiB: what does not fit
// leaves nothing that keeps it full.
func TestAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("mounting a small file system needs root:", err)
	}
	defer func() { assert.NoError(t, syscall.Unmount(dir, 0)) }()
	s := emlfolder.New(dir)
	failed := 0
	for i := range 40 {
		m := message()
		m.ID = fmt.Sprint(i)
		m.Attachments[0].Data = make([]byte, 3000+500*i)
		if _, err := s.Send(t.Context(), m); err != nil {
			failed++
			assert.Equal(t, reasons.NotWritten, delivery.AsFailure(err).Reason)
		}
	}
	assert.Positive(t, failed)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		assert.NotContains(t, e.Name(), ".part-")
	}
	assert.Len(t, entries, 3*(40-failed), "three files for each mail that was sent, and no others")
}
