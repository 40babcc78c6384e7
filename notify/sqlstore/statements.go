package sqlstore

import (
	"context"
	"database/sql"
	"sync"
)

// statements are those of one message alone, prepared once for the store. They
// are there before a transaction begins: a pool of one connection has no other to
// prepare on meanwhile.
type statements struct {
	db *sql.DB

	mu   sync.Mutex
	text map[string]*sql.Stmt

	reading sync.Mutex
	reads   map[string]*sql.Stmt
}

func (s *statements) prepare(ctx context.Context, store *Store) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text != nil {
		return nil
	}
	text := map[string]*sql.Stmt{}
	for _, query := range []string{
		store.insertOne, store.insertOne + returning, store.insertFew, store.insertFew + returning, store.insertClaims(1),
		store.insertJobs(1), store.insertPlan(), store.leaseJobs(), store.markHanded(1), store.waitAgain(1), store.endJobs(1),
	} {
		statement, err := s.db.PrepareContext(ctx, query) //nolint:sqlclosecheck // the handle keeps and closes it
		if err != nil {
			for _, had := range text {
				_ = had.Close()
			}
			return err
		}
		text[query] = statement
	}
	s.text = text
	return nil
}

// get returns the prepared statement of a query, or nil.
func (s *statements) get(query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text[query]
}

// The most queries that are kept, and the longest: those of lists of their own length
// each are many.
const (
	mostReads   = 64
	longestRead = 2000
)

// query reads from the log by a statement that was prepared when it was first asked:
// to read its text anew takes longer than to answer it.
func (s *Store) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s.statements != nil && len(query) <= longestRead {
		statement, err := s.statements.read(ctx, query) //nolint:sqlclosecheck // kept as long as the handle
		if err != nil {
			return nil, err
		}
		if statement != nil {
			return statement.QueryContext(ctx, args...)
		}
	}
	return s.handle.QueryContext(ctx, query, args...)
}

// read returns the statement of a query; nil when there are too many. Nothing is held
// while it waits for a connection, which whoever has it may need.
func (s *statements) read(ctx context.Context, query string) (*sql.Stmt, error) {
	s.reading.Lock()
	statement, full := s.reads[query], len(s.reads) >= mostReads
	s.reading.Unlock()
	if statement != nil || full {
		return statement, nil
	}
	statement, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.reading.Lock()
	defer s.reading.Unlock()
	if had := s.reads[query]; had != nil {
		_ = statement.Close() //nolint:sqlclosecheck // another was quicker; otherwise it is kept
		return had, nil
	}
	if s.reads == nil {
		s.reads = map[string]*sql.Stmt{}
	}
	s.reads[query] = statement
	return statement, nil
}
