// Package drivertest holds the tests of notify/sqlstore with real drivers:
// SQLite (modernc.org/sqlite) and PostgreSQL (pgx, a private cluster on
// 127.0.0.1). It is a module of its own, so that hosts get no driver.
package drivertest
