package drivertest

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/storetest"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// binary finds a program where Debian's postgresql packages put it, in a folder a version.
func binary(name string) string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		return name
	}
	return found[len(found)-1]
}

// A cluster is a private PostgreSQL for this test binary.
type cluster struct {
	once   sync.Once
	dir    string
	dsn    string
	err    error
	server *exec.Cmd
}

var (
	postgres cluster
	count    atomic.Int64
)

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.stop()
	os.Exit(code)
}

// openPostgres returns a handle and a prefix of the test's own.
func openPostgres(t testing.TB) (*sql.DB, string) {
	t.Helper()
	if os.Getenv("BUDKAVLE_POSTGRES") == "" {
		t.Skip("needs a real PostgreSQL: run .ci/postgres, or set BUDKAVLE_POSTGRES=1 where PostgreSQL is installed")
	}
	postgres.once.Do(func() { postgres.err = postgres.start() })
	require.NoError(t, postgres.err)
	db, err := sql.Open("pgx", postgres.dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db, fmt.Sprintf("t%d_", count.Add(1))
}

// start makes a cluster in a folder of its own and runs it on 127.0.0.1.
// PostgreSQL refuses to run as root, so root runs it as nobody.
func (c *cluster) start() error {
	dir, err := os.MkdirTemp("", "budkavle-postgres-")
	if err != nil {
		return err
	}
	c.dir = dir
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	_ = listener.Close()
	data := filepath.Join(dir, "data")
	if err := c.run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-locale", "-N").Run(); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	c.server = c.run("postgres", "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+dir, "-c", "max_connections=200")
	if err := c.server.Start(); err != nil {
		return err
	}
	c.dsn = fmt.Sprintf("postgres://tester@127.0.0.1:%d/postgres?sslmode=disable", port)
	db, err := sql.Open("pgx", c.dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for deadline := time.Now().Add(30 * time.Second); ; {
		if err = db.Ping(); err == nil || time.Now().After(deadline) {
			return err
		}
		<-time.After(50 * time.Millisecond)
	}
}

// run prepares a program of PostgreSQL's.
func (c *cluster) run(name string, args ...string) *exec.Cmd {
	command := exec.Command(binary(name), args...)
	command.Dir = c.dir
	if os.Getuid() == 0 {
		if nobody, err := user.Lookup("nobody"); err == nil {
			uid, _ := strconv.Atoi(nobody.Uid)
			gid, _ := strconv.Atoi(nobody.Gid)
			_ = os.Chown(c.dir, uid, gid)
			command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
	}
	return command
}

func (c *cluster) stop() {
	if c.server != nil && c.server.Process != nil {
		_ = c.server.Process.Signal(syscall.SIGQUIT)
		_ = c.server.Wait()
	}
	if c.dir != "" {
		_ = os.RemoveAll(c.dir)
	}
}

func TestPostgreSQLKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) audit.Store {
		db, prefix := openPostgres(t)
		return newStore(t, db, sqlstore.PostgreSQL, prefix)
	})
}
