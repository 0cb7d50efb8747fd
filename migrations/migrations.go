// Package migrations holds the steps that bring a database to the schema of
// this program. A step that was released is never edited: a new one follows.
package migrations

import "embed"

// FS holds one SQL file per step, in goose's format.
//
//go:embed *.sql
var FS embed.FS
