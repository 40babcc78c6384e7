// Quickstart carries one order's message through all of Budkavle: a changed
// booking, the question to the user, the draft, the plan, the mail and the SMS,
// the log, and the red line after the order has changed again.
//
//	go run ./examples/quickstart
//
// It needs no server: mails (.eml), calendar entries (.ics), documents (.pdf)
// and SMS (.txt) are written into a folder.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	_ "time/tzdata" // so that Europe/Stockholm is known on every machine

	"github.com/budkavle/budkavle/templating/locale"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	order, out, now, smtp, lang string
}

// run is the program without its process.
func run(ctx context.Context, args []string, w io.Writer) error {
	var o options
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(w)
	flags.StringVar(&o.order, "order", defaultOrder(), "the order, a JSON `file`")
	flags.StringVar(&o.out, "out", "out", "the `folder` for mails, documents and SMS")
	flags.StringVar(&o.now, "now", "", "the current `time`, RFC 3339; the file's, or the clock's, when empty")
	flags.StringVar(&o.smtp, "smtp", "", "`host:port` of a mail server to send to instead of writing files")
	flags.StringVar(&o.lang, "lang", "", "the user's `language`: sv, nb, da, fi, en or de; the settings' when empty")
	if err := flags.Parse(args); err != nil {
		return err
	}
	in, err := readInput(o.order)
	if err != nil {
		return err
	}
	if o.now != "" {
		if in.Now, err = time.Parse(time.RFC3339, o.now); err != nil {
			return fmt.Errorf("-now %q is no time, want RFC 3339 such as 2023-10-02T14:05:00+02:00", o.now)
		}
	}
	if in.Now.IsZero() {
		in.Now = time.Now()
	}
	if o.lang != "" {
		if _, err := locale.Parse(o.lang); err != nil {
			return fmt.Errorf("-lang: %w", err)
		}
		in.Settings.Language, in.User.Language = o.lang, o.lang
	}
	s, err := newStory(in, o, w)
	if err != nil {
		return err
	}
	defer s.close()
	return s.tell(ctx)
}

// defaultOrder is the order beside this program, wherever it is run from in
// the repository.
func defaultOrder() string {
	for _, dir := range []string{"examples/quickstart", "."} {
		file := filepath.Join(dir, "order.json")
		if _, err := os.Stat(file); err == nil {
			return file
		}
	}
	return "order.json"
}
