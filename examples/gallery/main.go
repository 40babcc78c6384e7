// The gallery makes one mail of every kind, as a browser shows them, from a sample
// order of a company with a logo:
//
//	go run ./examples/gallery -out mails -language sv
//
// The pictures beside it are those mails on a phone and at a desk, light and dark.
// They are made anew by
//
//	UPDATE=1 sh .ci/chromium
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/budkavle/budkavle/templating/locale"
)

func main() {
	out := flag.String("out", "mails", "the folder to write to")
	tag := flag.String("language", "sv", "the customer's language")
	flag.Parse()
	if err := run(*out, *tag); err != nil {
		log.Fatal(err)
	}
}

func run(out, tag string) error {
	l, err := locale.Parse(tag)
	if err != nil {
		return err
	}
	mails, err := gallery(l)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o750); err != nil {
		return err
	}
	for _, m := range mails {
		file := filepath.Join(out, m.name+".html")
		if err := os.WriteFile(file, []byte(m.html), 0o600); err != nil {
			return err
		}
		fmt.Println(file, "–", m.subject)
	}
	return nil
}
