package smsfolder_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/smsfolder"
)

func sample() *smsgw.SMS {
	return &smsgw.SMS{ID: "../m 1", Company: "c", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"}
}

func TestSendWritesAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := smsfolder.New(filepath.Join(dir, "out"))
	for range 2 {
		receipt, err := s.Send(context.Background(), sample())
		require.NoError(t, err)
		assert.Equal(t, 1, receipt.Segments)
	}
	files, err := filepath.Glob(filepath.Join(dir, "out", "*"))
	require.NoError(t, err)
	require.Len(t, files, 1, "the same SMS is the same file, inside the folder")
	text, err := os.ReadFile(files[0])
	require.NoError(t, err)
	assert.Equal(t, "From: MittBolag\nTo: +46705123456\nSMS: 1 (GSM-7)\n\nHej\n", string(text))
}

func TestFailures(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := smsfolder.New(file).Send(context.Background(), sample())
	assert.Equal(t, delivery.Temporary, delivery.AsFailure(err).Class)
	_, err = smsfolder.New(file).Send(context.Background(), &smsgw.SMS{})
	assert.Equal(t, delivery.Permanent, delivery.AsFailure(err).Class)
	_, err = smsfolder.New(file).Send(context.Background(), nil)
	assert.Equal(t, delivery.Permanent, delivery.AsFailure(err).Class)
	done, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = smsfolder.New(file).Send(done, sample())
	assert.Equal(t, delivery.Temporary, delivery.AsFailure(err).Class)
}
