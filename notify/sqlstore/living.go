package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"runtime"
	"strings"
	"sync"
	"time"
)

// A process that leases from an SQLite file holds a lock on a file beside it for as long
// as it lives: SQLite's own lock, by the host's own driver, which the operating system
// takes from a process that dies. One that finds nobody there when it begins is alone, and
// the leases that are left are those of the dead: it ends them, so that a program which
// was killed goes on at once. A lease says by its token whether its process had the lock,
// so that one which could not have it, as where the file cannot be made, only runs out.

// living is whether this process has the lock.
type living struct {
	mu    sync.Mutex
	asked bool
	held  bool
}

// livingMark begins the tokens of processes that hold the lock.
const livingMark = "L-"

// livingPatience is how long a process waits for another that is just looking whether it
// is alone.
const livingPatience = 5 * time.Second

// token makes a token for leases. The first time it ends those of processes that died.
func (s *Store) token(ctx context.Context) string {
	token := rand.Text()
	if db, ok := s.handle.(*sql.DB); ok && s.living != nil && s.lives(ctx, db) {
		token = livingMark + token
	}
	return token
}

// lives takes the lock once, and reports whether this process has it.
func (s *Store) lives(ctx context.Context, db *sql.DB) bool {
	s.living.mu.Lock()
	defer s.living.mu.Unlock()
	if s.living.asked {
		return s.living.held
	}
	file, err := s.mainFile(ctx)
	if err != nil { // the lease that follows says so too
		return false
	}
	held, sure := s.lock(ctx, db, file)
	s.living.held, s.living.asked = held, sure
	return held
}

// lock takes the lock; it is not sure when ctx ended.
func (s *Store) lock(ctx context.Context, db *sql.DB, file string) (held, sure bool) {
	if file == "" || strings.ContainsAny(file, "?#%") { // in memory, or no plain name to a driver
		return false, true
	}
	conn, err := db.Driver().Open(file + "-" + s.prefix + "worker")
	if err != nil {
		return false, true
	}
	lock, ok := conn.(driver.ExecerContext)
	if !ok {
		_ = conn.Close()
		return false, true
	}
	if !s.takeLock(ctx, lock) {
		_ = conn.Close()
		return false, ctx.Err() == nil
	}
	runtime.AddCleanup(s.living, func(conn driver.Conn) { _ = conn.Close() }, conn)
	return true, true
}

// mainFile is the file of the database; "" for one in memory.
func (s *Store) mainFile(ctx context.Context) (file string, err error) {
	err = s.handle.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file)
	return file, err
}

// takeLock ends the leases of the dead where nobody else has the lock, and then has it
// with the others.
func (s *Store) takeLock(ctx context.Context, lock driver.ExecerContext) bool {
	do := func(statement string) error {
		_, err := lock.ExecContext(ctx, statement, nil)
		return err
	}
	if do("PRAGMA busy_timeout = 0") != nil {
		return false
	}
	if do("BEGIN EXCLUSIVE") == nil {
		err := s.endLeases(ctx)
		if do("COMMIT") != nil || err != nil {
			return false
		}
	}
	// Between the two another may find itself alone: this process has no lease yet.
	for until := time.Now().Add(livingPatience); ; {
		if do("BEGIN") == nil {
			if do("SELECT 1 FROM sqlite_master") == nil {
				return true
			}
			_ = do("ROLLBACK")
		}
		if ctx.Err() != nil || time.Now().After(until) {
			return false
		}
		time.Sleep(time.Millisecond)
	}
}

// endLeases ends what is leased by processes that had the lock. What they have handed over
// stays marked.
func (s *Store) endLeases(ctx context.Context) error {
	return s.together(ctx, func(w *work) error {
		_, err := w.exec(ctx, "lease", "UPDATE "+w.prefix+"jobs SET token = '', until_at = 0, due_at = was_due_at "+
			"WHERE state = 'waiting' AND until_at > 0 AND token LIKE '"+livingMark+"%'")
		return err
	})
}
