// Package internal has no code, only tests of all packages: which imports which, and that
// their source follows the style.
package internal

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport lists, for every package, those of ours that it may import. Packages of
// numbers import none, and all others only those below them.
var mayImport = map[string][]string{
	"internal":              {},
	"internal/catalog":      {},
	"internal/catalog/gen":  {"internal/catalog"},
	"internal/calc":         {"internal/catalog"},
	"internal/axis":         {"internal/calc"},
	"internal/format":       {},
	"internal/blob":         {},
	"internal/scalar":       {},
	"internal/npy":          {"internal/scalar"},
	"internal/npy/npytest":  {},
	"internal/tradeoff":     {"internal/axis", "internal/calc", "internal/catalog", "internal/format"},
	"internal/tradeoff/gen": {"internal/lesson", "internal/tradeoff"},
	"internal/jobs":         {},
	"internal/testrun":      {}, // runs the tests, and is no part of the program
	"internal/column":       {"internal/blob", "internal/calc", "internal/tradeoff"},
	"internal/source":       {"internal/calc", "internal/column", "internal/tradeoff"},
	"internal/limits":       {"internal/tradeoff"},
	"internal/xlsx":         {"internal/tradeoff", "internal/limits"},
	"internal/link":         {"internal/tradeoff"},
	"internal/parquet":      {"internal/tradeoff", "internal/column", "internal/limits", "internal/scalar"},
	"internal/arrow":        {"internal/tradeoff", "internal/limits", "internal/scalar"},
	"internal/ingest": {
		"internal/arrow", "internal/calc", "internal/column", "internal/format", "internal/limits", "internal/npy",
		"internal/parquet", "internal/tradeoff", "internal/xlsx",
	},
	"internal/wire":    {"internal/calc", "internal/catalog", "internal/format"},
	"internal/chart":   {"internal/axis", "internal/calc", "internal/catalog", "internal/format"},
	"internal/pairing": {"internal/calc", "internal/tradeoff", "internal/column"},
	"internal/evaluate": {
		"internal/calc", "internal/catalog", "internal/column", "internal/ingest", "internal/tradeoff", "internal/wire",
	},
	"internal/export": {
		"internal/calc", "internal/column", "internal/format", "internal/parquet", "internal/tradeoff",
	},
	"internal/report": {"internal/calc", "internal/format", "web/static"},
	"internal/client": {"internal/tradeoff"},
	"internal/lesson": {"internal/calc", "internal/catalog", "internal/format", "internal/tradeoff"},
	"internal/sample": {"internal/calc", "internal/tradeoff", "internal/column", "internal/evaluate"},
	"migrations":      {},
	"internal/store": {
		"internal/blob", "internal/calc", "internal/column", "internal/jobs", "internal/source", "internal/tradeoff",
		"migrations",
	},
	"internal/explore": {
		"internal/axis", "internal/calc", "internal/catalog", "internal/column", "internal/evaluate", "internal/format",
		"internal/jobs", "internal/link", "internal/pairing", "internal/source", "internal/tradeoff",
		"internal/wire",
	},
	"internal/api/shape": {
		"internal/calc", "internal/evaluate", "internal/explore", "internal/format", "internal/link",
		"internal/source", "internal/tradeoff",
	},
	"web/static": {},
	"web/templates": {
		"internal/axis", "internal/calc", "internal/format", "internal/link", "internal/tradeoff", "web/static",
	},
	"internal/web": {"internal/link", "internal/tradeoff", "web/static", "web/templates"},
	"internal/intake": {
		"internal/calc", "internal/evaluate", "internal/format", "internal/ingest", "internal/jobs", "internal/limits",
		"internal/sample", "internal/store", "internal/tradeoff", "internal/wire",
	},
	"internal/server": {
		"internal/api", "internal/explore", "internal/ingest", "internal/intake", "internal/link",
		"internal/page/compare", "internal/page/decision", "internal/page/docs", "internal/page/experiment",
		"internal/page/history", "internal/page/learn", "internal/page/reports", "internal/page/run", "internal/page/upload",
		"internal/page/search",
		"internal/report", "internal/store", "internal/tradeoff", "internal/web",
	},
	"internal/api": {
		"internal/api/shape", "internal/axis", "internal/calc", "internal/catalog", "internal/column", "internal/evaluate",
		"internal/explore", "internal/export", "internal/format", "internal/incoming", "internal/ingest",
		"internal/intake", "internal/jobs", "internal/link", "internal/pairing",
		"internal/report", "internal/search", "internal/source", "internal/tradeoff", "internal/web", "internal/wire",
	},
	"internal/search": {
		"internal/explore", "internal/lesson", "internal/link", "internal/source", "internal/tradeoff",
	},
	"internal/page/search": {"internal/explore", "internal/search", "internal/web", "web/templates"},
	"internal/incoming":    {"internal/intake", "internal/web"},
	"internal/page/show": {
		"internal/axis", "internal/calc", "internal/catalog", "internal/chart", "internal/explore", "internal/format",
		"internal/link", "internal/report", "internal/source", "internal/tradeoff", "internal/web", "internal/wire",
		"web/templates",
	},
	"internal/page/run": {
		"internal/api/shape", "internal/axis", "internal/calc", "internal/catalog", "internal/chart", "internal/column",
		"internal/evaluate", "internal/explore", "internal/export", "internal/format", "internal/link",
		"internal/page/show", "internal/source", "internal/tradeoff", "internal/web", "internal/wire",
		"web/templates",
	},
	"internal/page/compare": {
		"internal/calc", "internal/catalog", "internal/chart", "internal/column", "internal/evaluate",
		"internal/explore", "internal/format", "internal/link", "internal/page/show", "internal/pairing",
		"internal/source", "internal/tradeoff", "internal/web", "web/templates",
	},
	"internal/page/experiment": {
		"internal/calc", "internal/chart", "internal/explore", "internal/format", "internal/link",
		"internal/page/run", "internal/page/show", "internal/sample", "internal/source", "internal/tradeoff",
		"internal/web", "web/templates",
	},
	"internal/page/history": {
		"internal/explore", "internal/link", "internal/source", "internal/tradeoff", "internal/web", "web/templates",
	},
	"internal/page/upload": {
		"internal/calc", "internal/explore", "internal/format", "internal/incoming", "internal/intake",
		"internal/link", "internal/page/show", "internal/tradeoff", "internal/web", "web/templates",
	},
	"internal/page/learn": {
		"internal/calc", "internal/chart", "internal/explore", "internal/format", "internal/lesson", "internal/link",
		"internal/page/show", "internal/source", "internal/tradeoff", "internal/web", "web/templates",
	},
	"internal/page/decision": {
		"internal/explore", "internal/format", "internal/link", "internal/page/show", "internal/tradeoff",
		"internal/web", "web/templates",
	},
	"internal/page/reports": {
		"internal/api/shape", "internal/calc", "internal/explore", "internal/format", "internal/link",
		"internal/page/compare", "internal/page/decision", "internal/page/run", "internal/page/show",
		"internal/report", "internal/source", "internal/tradeoff", "internal/web", "internal/wire", "web/templates",
	},
	"internal/page/docs": {"internal/api", "internal/format", "internal/link", "internal/web", "web/templates"},
	"cmd/dashboard": {
		"internal/calc", "internal/client", "internal/column", "internal/evaluate", "internal/export",
		"internal/format", "internal/ingest", "internal/intake", "internal/limits", "internal/link",
		"internal/report", "internal/server", "internal/store", "internal/tradeoff",
	},
	"bench": {"internal/calc", "internal/column", "internal/ingest", "internal/parquet"}, // it writes Parquet files
}

// onlyIn lists what is kept to a few packages, by the beginning of its path. A package
// that ends with a slash means all below it.
var onlyIn = map[string][]string{
	"database/sql":           {"internal/store"},
	"github.com/mattn/":      {"internal/store"},
	"github.com/pressly/":    {"internal/store"},
	"github.com/go-echarts/": {"internal/chart"},
	"github.com/go-chi/":     {"internal/api", "internal/page/", "internal/server", "internal/web"},
	"net/http": {
		"internal/api", "internal/client", "internal/incoming", "internal/page/", "internal/server", "internal/web",
	},
	"golang.org/x/net/":      {"internal/server"},
	"github.com/a-h/templ":   {"internal/page/reports", "internal/web", "web/templates"},
	"github.com/klauspost/":  {"internal/arrow", "internal/blob", "internal/ingest", "internal/parquet"},
	"github.com/parquet-go/": {"internal/parquet"},
	"golang.org/x/sync/":     {"internal/explore", "internal/ingest", "internal/store"},
	"embed":                  {"migrations", "web/static", "internal/report"},

	"github.com/danielgtaylor/": {"internal/api", "internal/page/docs"},
	"github.com/andybalholm/":   {"internal/parquet"},
	"github.com/pierrec/":       {"internal/arrow", "internal/parquet"},
	"github.com/apache/":        {}, // tests compare with it
}

const module = "tradeoff/"

func TestImportsFollowTheTable(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		from := strings.TrimPrefix(fields[0], module)
		allowed, known := mayImport[from]
		if !known {
			t.Errorf("%s is not in the table of imports", from)
			continue
		}
		seen++
		for _, imported := range fields[1:] {
			if ours, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s", from, ours)
			}
			for path, homes := range onlyIn {
				if (imported == path || strings.HasPrefix(imported, path) && strings.HasSuffix(path, "/")) && !atHome(homes, from) {
					t.Errorf("%s imports %s", from, imported)
				}
			}
		}
	}
	if seen != len(mayImport) {
		t.Errorf("%d packages, but %d in the table", seen, len(mayImport))
	}
}

func atHome(homes []string, from string) bool {
	return slices.ContainsFunc(homes, func(home string) bool {
		return from == home || strings.HasSuffix(home, "/") && strings.HasPrefix(from, home)
	})
}

func TestCalcUsesTheStandardLibraryAndTheCatalogOnly(t *testing.T) {
	const format = `{{if not .Standard}}{{.ImportPath}}{{end}}`
	out, err := exec.Command("go", "list", "-deps", "-f", format, module+"internal/calc").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	if got := strings.TrimSpace(string(out)); got != module+"internal/catalog\n"+module+"internal/calc" {
		t.Errorf("calc depends on %s", got)
	}
}
