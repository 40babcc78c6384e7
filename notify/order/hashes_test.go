package order_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
)

const (
	ofA = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb" // SHA-256 of "a"
	ofB = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d" // of "b"
)

func TestWithHashes(t *testing.T) {
	t.Parallel()
	picture := func(text, hash string) pdf.Picture { return pdf.Picture{Name: "p", Data: []byte(text), SHA256: hash} }
	o := order.Order{
		Files:   []order.File{{ID: "1", Data: []byte("a")}, {ID: "2", Data: []byte("b"), SHA256: "the host's"}, {ID: "3", Ref: "r"}},
		Content: pdf.Content{Photos: []pdf.Picture{picture("", ""), picture("b", "")}, Signatures: []pdf.Signature{{Picture: picture("a", "")}, {Picture: picture("b", "x")}}},
	}
	got := o.WithHashes()
	assert.Equal(t, []string{ofA, "the host's", ""}, []string{got.Files[0].SHA256, got.Files[1].SHA256, got.Files[2].SHA256})
	assert.Equal(t, []string{"", ofB}, []string{got.Content.Photos[0].SHA256, got.Content.Photos[1].SHA256})
	assert.Equal(t, []string{ofA, "x"}, []string{got.Content.Signatures[0].Picture.SHA256, got.Content.Signatures[1].Picture.SHA256})
	assert.Empty(t, o.Files[0].SHA256, "the order that it was made of is as it was")
	assert.Empty(t, o.Content.Photos[1].SHA256)
	assert.Empty(t, o.Content.Signatures[0].Picture.SHA256)
	assert.Equal(t, got, got.WithHashes())
}

// An order whose hashes are there is not copied, however large it is.
func TestWithHashesOfAnOrderThatHasThem(t *testing.T) {
	o := order.Order{Files: []order.File{{Data: []byte("a")}}, Content: pdf.Content{Photos: []pdf.Picture{{Data: []byte("b")}}}}.WithHashes()
	assert.Zero(t, testing.AllocsPerRun(10, func() { o.WithHashes() }))
}
