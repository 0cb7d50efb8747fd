// Command gen writes what is generated from the catalog: the formulas as Go and as
// JavaScript, the browser's tables, and the tables of docs/metrics.md. `make
// generate` runs it in the root of the repository, before everything that reads
// what it writes.
package main

import (
	"log"
	"os"
)

const head = "// Code generated from internal/catalog by make generate; DO NOT EDIT.\n\n"

func main() {
	log.SetFlags(0)
	for path, text := range map[string]func(path string) ([]byte, error){
		"internal/calc/formulas_gen.go":     goFormulas,
		"web/static/js/core/catalog.gen.js": browserTables,
		"docs/metrics.md":                   docTables,
	} {
		b, err := text(path)
		if err == nil {
			err = os.WriteFile(path, b, 0o644)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}
