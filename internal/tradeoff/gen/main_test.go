package main

import (
	"bytes"
	"os"
	"testing"
)

func TestBrowserHasTheFieldsOfTheState(t *testing.T) {
	got, err := os.ReadFile("../../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, table()) {
		t.Errorf("%s is stale: run make generate", path)
	}
}
