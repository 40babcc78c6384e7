// Package pdf owns the documents that go with messages: their file names
// (R501, R502), their content as plain data, and a [Renderer] that turns them
// into PDF.
package pdf
