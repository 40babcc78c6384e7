package pdf_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/pdf"
)

// A queue lets so many documents be drawn at once, so that protocols with many
// photos do not take all memory.
type queue struct {
	pdf.Renderer
	places chan struct{}
}

func (q queue) Render(d pdf.Document) ([]byte, error) {
	q.places <- struct{}{}
	defer func() { <-q.places }()
	return q.Renderer.Render(d)
}

func ExampleRenderer() {
	var renderer pdf.Renderer = queue{new(pdf.Engine), make(chan struct{}, 2)}
	data, err := renderer.Render(pdf.Document{Kind: pdf.Quote, Number: "OF17", Date: time.Unix(0, 0)})
	fmt.Println(string(data[:5]), err)
	// Output: %PDF- <nil>
}
