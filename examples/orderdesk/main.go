// Orderdesk is a small order system around Budkavle: orders with bookings, the
// questions after saving, the popup, and a mailbox that shows what the customer
// got.
//
//	go -C examples/orderdesk run .
//
// It listens on this machine alone and sends nothing out of it: mails go to a mail
// server of its own, SMS into a table. To send for real:
//
//	-smtp smtp://name@mail.example.com:587   the password in ORDERDESK_SMTP_PASSWORD
//	-elks46 u123…                            the API password in ORDERDESK_ELKS46_PASSWORD
//	-kannel http://name@127.0.0.1:13013      the password in ORDERDESK_KANNEL_PASSWORD
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	_ "time/tzdata" // so that Europe/Stockholm is known on every machine
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run is the program: it says its address on out and serves until ctx ends.
func run(ctx context.Context, arguments []string, env func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("orderdesk", flag.ContinueOnError)
	listen := flags.String("listen", "127.0.0.1:8462", "`address` of this machine to listen on; port 0: any that is free")
	file := flags.String("db", "orderdesk.db", "the database `file`, made with sample data when it is missing")
	mail := flags.String("smtp", "",
		"send mails by a server, `smtp://name@host:587` (smtps:// for TLS from the first byte, "+
			"smtp+plain:// for none); the password in "+smtpPassword)
	elks := flags.String("elks46", "", "send SMS by 46elks, with this API `username`; the password in "+elks46Password)
	kannel := flags.String("kannel", "",
		"send SMS by the Kannel at `http://name@host:13013`; the password in "+kannelPassword)
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(*listen)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("-listen %q: want an address of this machine alone, such as 127.0.0.1:8462: "+
			"anybody who reaches it is every user", *listen)
	}
	ways, err := readOutlets(*mail, *elks, *kannel, env)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *listen)
	if err != nil {
		return err
	}
	a, err := newApp(ctx, config{
		file: *file, base: "http://" + listener.Addr().String(), outlets: ways, real: time.Now,
		log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	done := make(chan struct{})
	go func() { a.work(ctx); close(done) }()
	server := &http.Server{Handler: a.handler(), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if _, err := fmt.Fprintln(out, a.base+"/"); err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-done
	return a.data.db.Close()
}
