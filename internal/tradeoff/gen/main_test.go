package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

func TestBrowserHasTheFieldsOfTheState(t *testing.T) {
	got, err := os.ReadFile("../../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, module()) {
		t.Errorf("%s is stale: run make generate", path)
	}
}

// byHand are the scripts that may change an address without the tables: the writer
// itself, and the requests of the API for parts of lists.
var byHand = []string{"core/state.js", "ui/fetched.js"}

func TestScriptsWriteAddressesWithTheTables(t *testing.T) {
	const root = "../../../web/static/js"
	writes := regexp.MustCompile(`searchParams\.(set|append|delete)\(`)
	scripts := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		scripts++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if writes.Match(text) && !slices.Contains(byHand, filepath.ToSlash(name)) {
			t.Errorf("%s writes parameters of an address itself: use put of core/state.js", name)
		}
		return err
	})
	if err != nil || scripts < 50 {
		t.Fatalf("%d scripts: %v", scripts, err)
	}
}
