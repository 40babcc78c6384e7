package main

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
)

// TestMain runs the program itself in the place of the tests, where a test asks for it.
func TestMain(m *testing.M) {
	if arguments := os.Getenv("ORDERDESK_TEST_RUN"); arguments != "" {
		if err := run(context.Background(), strings.Fields(arguments), os.Getenv, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A program is the order desk in a process of its own.
type program struct {
	*browser
	process *exec.Cmd
}

func startProgram(t *testing.T, file string) *program {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(context.Background(), self)
	cmd.Env = append(os.Environ(), "ORDERDESK_TEST_RUN=-listen 127.0.0.1:0 -db "+file)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p := &program{process: cmd}
	t.Cleanup(p.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	p.browser = another(t, nil, strings.TrimSuffix(strings.TrimSpace(line), "/"))
	return p
}

// kill ends the process as a power cut does.
func (p *program) kill() {
	_ = p.process.Process.Kill() // SIGKILL; or it has ended
	_ = p.process.Wait()
}

// The process is killed in the midst of a morning's reminders, twice. When it is there
// again the rest goes, nothing is sent anew that arrived, and what nobody can know of
// is for a person to decide, who looks into the mailbox.
func TestAMorningsRemindersAllArriveOnceThoughTheProcessIsKilled(t *testing.T) {
	t.Parallel()
	const orders = 60
	file := filepath.Join(t.TempDir(), "desk.db")
	p := startProgram(t, file) // which makes the database
	p.get("/")
	p.post("/settings/reminders", "reminders[0].daysBefore", "1").sees("sparade")
	p.kill()

	data, err := openDatabase(t.Context(), file, "")
	require.NoError(t, err)
	defer func() { require.NoError(t, data.db.Close()) }()
	sample, err := data.order(t.Context(), "nordkyl", "462")
	require.NoError(t, err)
	zone, err := time.LoadLocation("Europe/Stockholm")
	require.NoError(t, err)
	now := time.Now().In(zone)
	visit := time.Date(now.Year(), now.Month(), now.Day()+4, 12, 0, 0, 0, zone)
	morning := time.Date(now.Year(), now.Month(), now.Day()+3, 9, 30, 0, 0, zone)
	for i := range orders {
		c := sample
		c.Order.ID, c.Order.Number, c.Order.Link = fmt.Sprint(1000+i), fmt.Sprintf("AO%d", 1000+i), ""
		c.Order.ContactPerson.Email = fmt.Sprintf("kund%d@eken.example.com", i)
		c.Order.Files, c.Order.Users = nil, nil
		c.Order.Bookings = []booking.Booking{{ID: "r", Start: visit, End: visit.Add(time.Hour), Technicians: []string{"Börje"}}}
		require.NoError(t, data.saveOrder(t.Context(), c))
	}
	arrived := func() map[string]int {
		got := map[string]int{}
		rows, err := data.db.QueryContext(t.Context(), "SELECT raw FROM mails")
		require.NoError(t, err)
		defer func() { require.NoError(t, rows.Close()) }()
		for rows.Next() {
			var raw []byte
			require.NoError(t, rows.Scan(&raw))
			m, err := readEmail(raw)
			require.NoError(t, err)
			got[m.To]++
		}
		require.NoError(t, rows.Err())
		return got
	}

	count := func() (n int) {
		require.NoError(t, data.db.QueryRowContext(t.Context(), "SELECT count(*) FROM mails").Scan(&n))
		return n
	}

	p = startProgram(t, file)
	for i := range orders { // saved once more, each order has its reminder scheduled
		p.get("/orders/" + fmt.Sprint(1000+i))
		p.post(fmt.Sprintf("/orders/%d/articles", 1000+i), "article", "2", "state", "ordered")
	}
	require.Empty(t, arrived())
	p.get("/")
	p.post("/session", "ahead", time.Until(morning).Round(time.Second).String())
	for _, least := range []int{orders / 10, orders / 2} {
		until(t, func() bool { return count() >= least })
		p.kill()
		require.Less(t, count(), orders, "the process was killed too late to show anything")
		p = startProgram(t, file)
	}

	p.post("/session", "ahead", "1h") // the killed process's leases run out
	until(t, func() bool { return strings.Contains(p.get("/queue").page, "Väntar: 0 ") })
	p.decideByTheMailbox(arrived())
	until(t, func() bool { return strings.Contains(p.get("/queue").page, "Väntar: 0 · att bestämma: 0") })
	got := arrived()
	assert.Len(t, got, orders)
	for to, n := range got {
		assert.Equal(t, 1, n, to)
	}
}

// until waits for another process, however busy the machine is.
func until(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); !done(); {
		require.True(t, time.Now().Before(end), "it does not come")
		select {
		case <-t.Context().Done():
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// decideByTheMailbox decides about each held message as a person would who asks the
// customer: what is there has arrived, what is not is sent again.
func (p *program) decideByTheMailbox(arrived map[string]int) {
	p.t.Helper()
	there := strings.Join(slices.Collect(maps.Keys(arrived)), " ")
	p.get("/queue")
	held := regexp.MustCompile(`(?s)<strong>AO[0-9]+</strong> (kund[0-9]+@eken\.example\.com).*?name="message" value="([^"]+)"`).FindAllStringSubmatch(p.page[strings.Index(p.page, `id="held"`):], -1)
	p.t.Logf("%d arrived before anybody decided, %d to decide about", len(arrived), len(held))
	for _, m := range held {
		action := "send-again"
		if strings.Contains(there, "<"+m[1]+">") {
			action = "it-arrived"
		}
		p.post("/queue", "message", m[2], "action", action).sees("Det är bestämt.")
	}
}
