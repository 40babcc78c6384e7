package riverqueue_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/stretchr/testify/require"
)

// postgres is a private PostgreSQL for this test binary, started by the first test
// that needs it.
var postgres struct {
	once sync.Once
	dsn  string
	stop func()
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if postgres.stop != nil {
		postgres.stop()
	}
	os.Exit(code)
}

// startPostgres makes a cluster in a folder of its own and runs it on 127.0.0.1.
// PostgreSQL refuses to run as root, so root runs it as nobody.
func startPostgres() (dsn string, stop func(), err error) {
	stop = func() {}
	dir, err := os.MkdirTemp("", "budkavle-river-")
	if err != nil {
		return dsn, stop, err
	}
	stop = func() { _ = os.RemoveAll(dir) }
	program := func(name string, args ...string) *exec.Cmd {
		if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
			name = found[len(found)-1]
		}
		command := exec.Command(name, args...)
		command.Dir = dir
		if nobody, err := user.Lookup("nobody"); os.Getuid() == 0 && err == nil {
			uid, _ := strconv.Atoi(nobody.Uid)
			gid, _ := strconv.Atoi(nobody.Gid)
			_ = os.Chown(dir, uid, gid)
			command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
		return command
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return dsn, stop, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	_ = listener.Close()
	data := filepath.Join(dir, "data")
	if out, err := program("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-locale", "-N").CombinedOutput(); err != nil {
		return dsn, stop, fmt.Errorf("initdb: %w: %s", err, out)
	}
	server := program("postgres", "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+dir, "-c", "max_connections=200", "-c", "fsync=off")
	if err := server.Start(); err != nil {
		return dsn, stop, err
	}
	stop = func() {
		_ = server.Process.Signal(syscall.SIGQUIT)
		_ = server.Wait()
		_ = os.RemoveAll(dir)
	}
	dsn = fmt.Sprintf("postgres://tester@127.0.0.1:%d/postgres?sslmode=disable", port)
	for deadline := time.Now().Add(30 * time.Second); ; {
		pool, err := pgxpool.New(context.Background(), dsn)
		if err == nil {
			err = pool.Ping(context.Background())
			pool.Close()
		}
		if err == nil || time.Now().After(deadline) {
			return dsn, stop, err
		}
		<-time.After(50 * time.Millisecond)
	}
}

// openPostgres returns a database of the test's own, with River's tables.
func openPostgres(t testing.TB, name string) (*pgxpool.Pool, *sql.DB) {
	t.Helper()
	if os.Getenv("BUDKAVLE_POSTGRES") == "" {
		t.Skip("needs a real PostgreSQL: run .ci/postgres, or set BUDKAVLE_POSTGRES=1 where PostgreSQL is installed")
	}
	postgres.once.Do(func() { postgres.dsn, postgres.stop, postgres.err = startPostgres() })
	require.NoError(t, postgres.err)
	root, err := pgxpool.New(t.Context(), postgres.dsn)
	require.NoError(t, err)
	defer root.Close()
	_, err = root.Exec(t.Context(), "CREATE DATABASE "+name)
	require.NoError(t, err)
	config, err := pgxpool.ParseConfig(postgres.dsn)
	require.NoError(t, err)
	config.ConnConfig.Database = name
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	db := stdlib.OpenDBFromPool(pool)
	t.Cleanup(func() { _ = db.Close() })
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	require.NoError(t, err)
	_, err = migrator.Migrate(t.Context(), rivermigrate.DirectionUp, nil)
	require.NoError(t, err)
	return pool, db
}
