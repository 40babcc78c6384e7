// Package parsertest has independent parsers read what notify/email encodes:
// Python's email, mailparser from npm and go-message. It is a module of its
// own, so that a host that imports Budkavle gets none of them.
package parsertest
