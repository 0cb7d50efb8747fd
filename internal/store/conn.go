package store

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"runtime"

	"github.com/mattn/go-sqlite3"

	"tradeoff/internal/tradeoff"
)

const driverName = "tradeoff-sqlite3"

func init() {
	sql.Register(driverName, &sqlite3.SQLiteDriver{ConnectHook: checkConnection})
}

// minSQLite is the first version without a race in the write-ahead log that
// could lose commits.
const minSQLite = 3_051_003

func checkSQLite() error {
	version, number, _ := sqlite3.Version()
	if number < minSQLite {
		return tradeoff.Errorf(tradeoff.Internal, "this program was built with SQLite %s, which can lose data", version).
			WithHint("Build it with SQLite 3.51.3 or newer.")
	}
	return nil
}

// checkConnection runs on every new connection. It reads the pragmas back, because one
// that has no effect could lose an acknowledged upload.
func checkConnection(c *sqlite3.SQLiteConn) error {
	for _, p := range []struct {
		pragma string
		want   int64
	}{
		{"synchronous", 2}, // FULL: a commit is on the disk when it returns
		{"foreign_keys", 1},
	} {
		if got, err := pragma(c, p.pragma); err != nil || got != p.want {
			return fmt.Errorf("PRAGMA %s is %d and must be %d: %w", p.pragma, got, p.want, err)
		}
	}
	for _, set := range []string{
		"PRAGMA cell_size_check = ON",          // notice damaged pages early
		"PRAGMA journal_size_limit = 67108864", // truncate the log after a huge upload
	} {
		if _, err := c.Exec(set, nil); err != nil {
			return err
		}
	}
	return nil
}

func pragma(c *sqlite3.SQLiteConn, name string) (int64, error) {
	rows, err := c.Query("PRAGMA "+name, nil)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	row := make([]driver.Value, 1)
	if err := rows.Next(row); err != nil {
		return 0, err
	}
	n, _ := row[0].(int64)
	return n, nil
}

const commonDSN = "_busy_timeout=5000&_foreign_keys=on&_synchronous=FULL"

// dsn escapes the path, so that a folder can have a name such as "a?b#c".
func dsn(path, query string) string {
	u := url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: query}
	return u.String()
}

// openWriter returns a pool of one connection, whose transactions take the write lock
// when they begin. A transaction that reads before it writes would otherwise fail at
// once, without waiting for the busy timeout, if another one wrote in between.
func openWriter(path string) (*sql.DB, error) {
	db, err := sql.Open(driverName, dsn(path, commonDSN+"&_journal_mode=wal&_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// openReaders returns a pool of connections that cannot write.
func openReaders(path string) (*sql.DB, error) {
	db, err := sql.Open(driverName, dsn(path, commonDSN+"&mode=ro&_query_only=1"))
	if err != nil {
		return nil, err
	}
	n := max(4, runtime.NumCPU())
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}
