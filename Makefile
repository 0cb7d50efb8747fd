# What a newcomer needs: `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO     ?= go
LISTEN ?= 127.0.0.1:8080
DATA   ?= ./data
export CGO_ENABLED := 1

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -X main.version=$(VERSION)

# The packages in which things run beside each other.
CONCURRENT := $(addprefix ./internal/,blob calc evaluate explore ingest intake jobs server store)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build and serve on http://127.0.0.1:8080
	exec bin/dashboard serve --listen $(LISTEN) --data $(DATA)

.PHONY: build
build: tools ## build bin/dashboard
	$(GO) build -ldflags '$(LDFLAGS)' -o bin/dashboard ./cmd/dashboard

.PHONY: release
release: tools ## build a static bin/dashboard
	$(GO) build -trimpath -tags 'sqlite_omit_load_extension netgo osusergo' \
	  -ldflags '$(LDFLAGS) -s -w -linkmode external -extldflags -static' -o bin/dashboard ./cmd/dashboard

.PHONY: dev
dev: tools ## serve and rebuild at every change, on http://127.0.0.1:7331
	$(GO) tool templ generate --watch --proxy=http://$(LISTEN) --open-browser=false \
	  --watch-pattern='(.+\.go$$)|(.+\.templ$$)|(.+/static/(css|js)/.+)|(.+_templ\.txt$$)' \
	  --cmd="$(MAKE) --no-print-directory bundled-run LISTEN=$(LISTEN) DATA=$(DATA)"

.PHONY: bundled-run
bundled-run: bundles
	exec $(GO) run ./cmd/dashboard serve --dev --listen $(LISTEN) --data $(DATA)

# The catalog first: the templates' code and the script are built from what it writes.
.PHONY: generate
generate: ## write what follows from the catalog and the state, the Go code of the templates, and the bundles
	$(GO) run ./internal/catalog/gen
	$(GO) tool templ generate
	$(GO) run ./internal/tradeoff/gen
	$(MAKE) --no-print-directory bundles

# One script for each entry in js/pages, and one stylesheet for each in css/pages.
# Those of reports go into their files.
ESBUILD := $(GO) tool esbuild --bundle --format=esm --minify --charset=utf8 --legal-comments=none --log-level=warning \
  '--external:*.woff2' --entry-names=[name]
ENTRIES := web/static/js/pages/*.js web/static/css/pages/*.css
REPORTS := $(wildcard web/static/js/pages/report-*.js web/static/css/pages/report-*.css)
.PHONY: bundles
bundles: ## write the scripts and stylesheets that browsers load
	$(ESBUILD) --define:IN_REPORT=false $(filter-out $(REPORTS),$(wildcard $(ENTRIES))) --outdir=web/static/dist
	$(ESBUILD) --define:IN_REPORT=true $(REPORTS) --outdir=internal/report/dist

# What `make generate` writes besides the code of the templates.
GENERATED := internal/calc/formulas_gen.go web/static/js/core/catalog.gen.js docs/metrics.md \
  web/static/js/core/fields.js web/static/dist/* internal/report/dist/*

# Chromium and Node are looked for before minutes of other work. Each part adds its
# result to a file, which is printed at the end, whatever failed.
TESTRUN := bin/testrun
PARTS   := check unit js race fuzz browser
.PHONY: test
test: tools chromium node testrun ## every check and test, with a summary at the end
	@export TEST_SUMMARY=$$(mktemp); trap 'rm -f "$$TEST_SUMMARY"' EXIT; \
	{ $(MAKE) --no-print-directory check && $(MAKE) --no-print-directory --keep-going --jobs=2 plain browser; } || true; \
	$(TESTRUN) summary $(PARTS)

# What needs no browser, beside what does: neither keeps two cores busy. One part
# runs although another has failed.
.PHONY: plain
plain:
	@failed=0; for part in unit js race fuzz; do $(MAKE) --no-print-directory $$part || failed=1; done; exit $$failed

.PHONY: testrun
testrun:
	@$(GO) build -o $(TESTRUN) ./internal/testrun

.PHONY: check
check: tools node testrun ## formatting, generated code, requirements, vet, staticcheck, types of scripts
	@$(TESTRUN) part check $(MAKE) --no-print-directory checks

.PHONY: checks
checks:
	@out=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	  test -z "$$out" || { echo "gofmt would change: $$out"; exit 1; }
	@generated() { cat web/templates/*_templ.go $(GENERATED) | sha256sum; }; before=$$(generated); \
	  $(MAKE) -s generate >/dev/null 2>&1; \
	  test "$$before" = "$$(generated)" || { echo "generated code was stale: commit what make generate wrote"; exit 1; }
	@for dir in . internal/browsertest; do \
	  out=$$($(GO) -C $$dir mod tidy -diff 2>/dev/null) && continue; \
	  test -z "$$out" || { echo "$$out"; echo "go mod tidy would change $$dir/go.mod or go.sum"; exit 1; }; \
	  echo "the requirements of $$dir are not checked, since modules that only tests of others need cannot be fetched"; \
	done
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	cd internal/browsertest && $(GO) vet ./...
	cd web && npm run --silent types

.PHONY: unit
unit: tools testrun ## all tests but those in a browser, which check has vetted
	$(TESTRUN) part unit $(GO) test -json -vet=off -count=1 -timeout 20m ./...

.PHONY: js
js: node testrun ## what the scripts compute, without a browser
	@cd web && ../$(TESTRUN) part js node --test --test-reporter=./test/reporter.js test/*.test.js

.PHONY: race
race: tools testrun ## what is concurrent, with the race detector
	$(TESTRUN) part race $(GO) test -json -vet=off -count=1 -timeout 20m -race -short $(CONCURRENT)

# Every fuzz target for a moment, on top of its seeds: FUZZTIME=10m for a long run.
# A number of inputs, as the end of a time fails on busy machines (go.dev/issue/75804).
FUZZTIME ?= 1000x
.PHONY: fuzz
fuzz: tools testrun ## every fuzz target for a moment
	@$(TESTRUN) part fuzz $(MAKE) --no-print-directory fuzzed

# Each target says as a test in JSON whether it passed, to be counted.
.PHONY: fuzzed
fuzzed:
	@ended() { printf '{"Action":"%s","Package":"tradeoff/%s","Test":"%s"}\n' "$$@"; }; \
	work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
	for package in $$(grep -rl --include='*_test.go' '^func Fuzz' internal | xargs dirname | sort -u); do \
	  $(GO) test -c -fuzz=Fuzz -o "$$work/test" "./$$package"; \
	  for target in $$("$$work/test" -test.list '^Fuzz'); do \
	    echo "fuzz $$package $$target"; \
	    (cd "$$package" && "$$work/test" -test.run '^$$' -test.fuzz "^$$target\$$" -test.fuzztime $(FUZZTIME) -test.fuzzminimizetime 10x \
	      -test.fuzzcachedir "$$($(GO) env GOCACHE)/fuzz/tradeoff/$$package") >"$$work/log" 2>&1 || { cat "$$work/log"; ended fail "$$package" "$$target"; exit 1; }; \
	    ended pass "$$package" "$$target"; \
	  done; \
	done

.PHONY: browser
browser: build chromium testrun ## a real Chromium against the real program, four tests at a time
	cd internal/browsertest && DASHBOARD=$(CURDIR)/bin/dashboard $(CURDIR)/$(TESTRUN) part browser \
	  $(GO) test -json -vet=off -count=1 -timeout 30m -parallel 4 -skip '^TestWalk' ./...

# One browser after the other, so that the printed times of frames mean something.
.PHONY: test-browsers
test-browsers: build chromium browsers ## a walk through the pages in Chromium, Firefox and WebKitGTK
	cd internal/browsertest && DASHBOARD=$(CURDIR)/bin/dashboard \
	  $(GO) test -v -vet=off -count=1 -timeout 15m -parallel 1 -run '^TestWalk' .

# The headless shell is the same engine for two thirds of the work. Root, as in
# CI, gets it even beside a whole Chromium; others keep what they have.
HEADLESS := chromium-headless-shell chrome-headless-shell
WHOLE    := chromium chromium-browser google-chrome google-chrome-stable
.PHONY: chromium
chromium:
	@if [ "$${CHROMIUM:-}" ] || command -v $(HEADLESS) >/dev/null; then exit 0; fi; \
	whole=$$(command -v $(WHOLE) || true); \
	if [ "$$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi; \
	if command -v apt-get >/dev/null && { [ -z "$$sudo" ] || { [ -z "$$whole" ] && $$sudo true 2>/dev/null; }; }; then \
	  echo "installing Chromium for the browser tests"; \
	  install() { $$sudo apt-get install -y -qq --no-install-recommends "$$1" fonts-dejavu-core >/dev/null; }; \
	  { $$sudo apt-get update -qq && install chromium-headless-shell; } 2>/dev/null || [ "$$whole" ] || install chromium; \
	elif [ -z "$$whole" ]; then \
	  echo "the browser tests need Chromium: install the package chromium-headless-shell or chromium, or set CHROMIUM to its path"; exit 1; \
	fi

# Node checks the scripts' types and runs their tests; the program has no use for it.
# Packages are those of the lock file, fetched where it has changed.
.PHONY: node
node:
	@right() { command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; }; \
	if [ "$$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi; \
	if ! right && command -v apt-get >/dev/null && { [ -z "$$sudo" ] || $$sudo true 2>/dev/null; }; then \
	  echo "installing Node for the checks of scripts"; \
	  { $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends nodejs npm; } >/dev/null 2>&1 || true; \
	fi; \
	right || { echo "the checks of scripts need Node 18 or newer with npm: install the packages nodejs and npm"; exit 1; }
	@cd web; cmp -s package-lock.json node_modules/.installed || { npm ci --silent && cp package-lock.json node_modules/.installed; } || \
	  { echo "npm could not fetch TypeScript, which checks the scripts: it is named in web/package-lock.json"; exit 1; }

# Programs of the walk, each with its Debian package.
WALK := firefox-esr:firefox-esr WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb xdotool:xdotool pdftocairo:poppler-utils
.PHONY: browsers
browsers:
	@missing=; for pair in $(WALK); do command -v "$${pair%%:*}" >/dev/null || missing+=" $${pair##*:}"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi; \
	if command -v apt-get >/dev/null && { [ -z "$$sudo" ] || $$sudo true 2>/dev/null; }; then \
	  echo "installing$$missing for the walk through the pages"; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
	  echo "the walk through the pages needs more programs: install the Debian packages$$missing"; exit 1; \
	fi

# BENCH=--full compares at ten million rows; see bench/README.md.
BENCH ?=
.PHONY: bench
bench: tools ## benchmarks, then the same work in pandas and scikit-learn
	$(GO) test -run '^$$' -bench . -benchmem ./internal/...
	$(GO) run ./bench $(BENCH)

# Go 1.21 and newer fetch the version that go.mod asks for; older ones cannot read go.mod.
.PHONY: tools
tools:
	@command -v $(GO) >/dev/null || { echo "Go is missing: install Go 1.26 or newer"; exit 1; }
	@version=$$($(GO) version | sed 's/^go version //; s/ .*//'); \
	if [[ "$$version" =~ ^go1\.([0-9]+) ]] && (( BASH_REMATCH[1] < 21 )); then \
	  echo "This is Go $${version#go}, which is too old: install Go 1.26 or newer (1.21 and newer fetch it themselves)"; exit 1; \
	fi
	@dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; cc=$$($(GO) env CC); \
	printf '#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n' >"$$dir/main.c"; \
	$$cc -o "$$dir/main" "$$dir/main.c" 2>"$$dir/log" || { cat "$$dir/log"; \
	  echo "The C compiler, which SQLite needs, does not compile a small program: install gcc and the headers of C (libc6-dev)"; exit 1; }
	@if [ $(MAKELEVEL) = 0 ] && [ "$$($(GO) list -f '{{.Stale}}' github.com/mattn/go-sqlite3)" = true ]; then \
	  echo "The first build takes about two minutes: SQLite is compiled from C."; \
	fi

.PHONY: clean
clean: ## remove what was built; data stay
	rm -rf bin
