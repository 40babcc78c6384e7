package order_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/order"
)

// A file needs bytes, or a reference to bytes of a known size and hash.
func TestR611AFileIsComplete(t *testing.T) {
	t.Parallel()
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	for name, row := range map[string]struct {
		file order.File
		want bool
	}{
		"nothing":                 {order.File{}, false},
		"bytes":                   {order.File{Data: []byte("x")}, true},
		"a reference":             {order.File{Ref: "r", Size: 1, SHA256: hash("x")}, true},
		"without the reference":   {order.File{Size: 1, SHA256: hash("x")}, false},
		"without the hash":        {order.File{Ref: "r", Size: 1}, false},
		"without the size":        {order.File{Ref: "r", SHA256: hash("x")}, false},
		"a size below zero":       {order.File{Ref: "r", Size: -1, SHA256: hash("")}, false},
		"an empty file":           {order.File{Ref: "r", SHA256: hash("")}, true},
		"an empty file of size 1": {order.File{Ref: "r", Size: 1, SHA256: hash("")}, true}, // who gets it will see
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, row.want, row.file.Complete())
		})
	}
}

// Large files stay where the host has them until a mail is sent.
func ExampleFile_Complete() {
	film := order.File{ID: "f1", Name: "film.mp4", Ref: "s3://uploads/f1", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
	fmt.Println(film.Complete())
	film.Size = 4
	fmt.Println(film.Complete())
	// Output:
	// false
	// true
}
