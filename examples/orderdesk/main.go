// Orderdesk is a small order system around Budkavle: orders with bookings, the
// questions after saving, the popup, and a mailbox that shows what the customer
// got.
//
//	go -C examples/orderdesk run .
//
// It listens on this machine alone and sends nothing out of it: mails go to a mail
// server of its own, SMS into a table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	_ "time/tzdata" // so that Europe/Stockholm is known on every machine
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8462", "`address` of this machine to listen on; port 0: any that is free")
	file := flag.String("db", "orderdesk.db", "the database `file`, made with sample data when it is missing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *listen, *file); err != nil {
		os.Exit(1)
	}
}

func run(ctx context.Context, listen, file string) error {
	host, _, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("-listen %q: want an address of this machine alone, such as 127.0.0.1:8462: anybody who reaches it is every user", listen)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := newApp(ctx, file, time.Now, log)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() { a.work(ctx); close(done) }()
	server := &http.Server{Handler: a.handler(), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	fmt.Printf("http://%s/\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-done
	return a.data.db.Close()
}
