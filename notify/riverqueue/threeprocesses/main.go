// Threeprocesses enqueues booking confirmations in one process and lets three others
// send them, all on one PostgreSQL by River:
//
//	go run ./threeprocesses -database postgres://user@localhost/crm -out out
//
// Each process writes its mails into a folder of its own, so that one can see who sent
// what. Kill one of them meanwhile: the others send what it had not begun.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"time"
	_ "time/tzdata"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/riverqueue"
	"github.com/budkavle/budkavle/notify/sqlstore"
	"github.com/budkavle/budkavle/recipients"
)

func main() {
	database := flag.String("database", os.Getenv("DATABASE_URL"), "the PostgreSQL to use")
	out := flag.String("out", "out", "the folder that mails are written into")
	messages := flag.Int("messages", 300, "how many confirmations are sent")
	worker := flag.Int("worker", 0, "set by the program itself for the processes that send")
	flag.Parse()
	var err error
	if *worker > 0 {
		err = work(*database, filepath.Join(*out, fmt.Sprint(*worker)))
	} else {
		err = lead(*database, *out, *messages)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// A host is what every process of it makes at its start.
type host struct {
	pool  *pgxpool.Pool
	store *sqlstore.Store
	queue *riverqueue.Queue
	desk  *notify.Desk
	close func()
}

func open(ctx context.Context, database, out string) (*host, error) {
	pool, err := pgxpool.New(ctx, database)
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDBFromPool(pool)
	h := &host{pool: pool, close: func() { _ = db.Close(); pool.Close() }}
	if h.store, err = sqlstore.New(db, sqlstore.PostgreSQL, sqlstore.Options{}); err != nil {
		return nil, err
	}
	if h.queue, err = riverqueue.New(db, h.store, riverqueue.Options{}); err != nil {
		return nil, err
	}
	service, err := notify.New(notify.Config{
		Senders: notify.OneCompany(notify.Senders{Email: emlfolder.New(out)}), Log: h.queue, Outbox: h.queue,
	})
	if err != nil {
		return nil, err
	}
	h.desk, err = service.Desk(order.Settings{
		Company: order.Company{ID: "1", Name: "Mitt bolag"},
		From:    recipients.MustParseMailbox("Mitt bolag <info@example.se>"),
	})
	return h, err
}

// work is a process that sends until its input ends.
func work(database, out string) error {
	ctx := context.Background()
	h, err := open(ctx, database, out)
	if err != nil {
		return err
	}
	defer h.close()
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.desk.Service()})
	if err != nil {
		return err
	}
	workers := river.NewWorkers()
	h.queue.Register(workers, worker)
	client, err := river.NewClient(riverpgxv5.New(h.pool), &river.Config{
		Workers: workers, Queues: h.queue.Queues(20),
		RescueStuckJobsAfter: riverqueue.Rescue, FetchCooldown: riverqueue.Fetch,
	})
	if err != nil {
		return err
	}
	if err := client.Start(ctx); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	return client.Stop(ctx) // what is under way is finished
}

// lead is the process in which orders are saved.
func lead(database, out string, messages int) error {
	ctx := context.Background()
	h, err := open(ctx, database, out)
	if err != nil {
		return err
	}
	defer h.close()
	migrator, err := rivermigrate.New(riverpgxv5.New(h.pool), nil)
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	if err := h.store.Migrate(ctx); err != nil {
		return err
	}
	stop, err := start(database, out)
	defer stop()
	if err != nil {
		return err
	}
	for i := range messages {
		if err := save(ctx, h.desk, i); err != nil {
			return err
		}
	}
	for {
		p, err := h.desk.Progress(ctx, "")
		if err != nil {
			return err
		}
		fmt.Printf("%d sent, %d held, %d failed, %d to go\n", p.Sent, p.Held, p.Failed, p.Waiting)
		if p.Waiting == 0 {
			break
		}
		time.Sleep(time.Second)
	}
	stop()
	for n := 1; n <= processes; n++ {
		mails, _ := filepath.Glob(filepath.Join(out, fmt.Sprint(n), "*.eml"))
		fmt.Printf("process %d sent %d\n", n, len(mails))
	}
	return nil
}

const processes = 3

// start starts the processes that send, and returns how to end them.
func start(database, out string) (stop func(), err error) {
	var inputs []io.Closer
	var commands []*exec.Cmd
	stop = func() {
		for _, in := range inputs {
			_ = in.Close()
		}
		for _, c := range commands {
			_ = c.Wait()
		}
		inputs, commands = nil, nil
	}
	self, err := os.Executable()
	if err != nil {
		return stop, err
	}
	for n := 1; n <= processes; n++ {
		c := exec.Command(self, "-database", database, "-out", out, "-worker", fmt.Sprint(n)) // the program itself
		c.Stderr = os.Stderr
		in, err := c.StdinPipe()
		if err != nil {
			return stop, err
		}
		if err := c.Start(); err != nil {
			return stop, errors.Join(err, in.Close())
		}
		inputs, commands = append(inputs, in), append(commands, c)
	}
	return stop, nil
}

// save is what happens when an order is saved: its confirmation waits to be sent.
func save(ctx context.Context, desk *notify.Desk, i int) error {
	start := time.Now().Add(48 * time.Hour).Truncate(time.Hour)
	o := order.Order{
		Kind: order.WorkOrder, Number: fmt.Sprintf("AO%d", 1000+i),
		ContactPerson: order.Contact{Name: "Anna", Email: fmt.Sprintf("anna%d@example.com", i)},
		Bookings: []booking.Booking{
			{ID: "b1", Start: start, End: start.Add(2 * time.Hour), Technicians: []string{"Börje"}},
		},
	}
	draft, err := desk.Draft(ctx, o, compose.Request{Kind: compose.BookingConfirmation, Key: fmt.Sprint("save-", i)})
	if err != nil {
		return err
	}
	plan, err := draft.Plan()
	if err != nil {
		return err
	}
	_, err = desk.Enqueue(ctx, plan, notify.Schedule{})
	return err
}
