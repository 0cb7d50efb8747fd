// Package report makes a page into one file that needs no server or network:
// it embeds styles, scripts and typeface, and its Content-Security-Policy
// forbids it to load or send anything.
package report

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"tradeoff/web/static"
)

// bundles are those of the entries report-… in js/pages and css/pages, since nothing
// loads from a disk. make generate writes them.
//
//go:embed dist
var bundles embed.FS

// typeface is the one font that a report carries. Letters that it does not have
// are those of the reader's system.
const typeface = "vendor/inter/inter-latin-wght-normal.woff2"

// A Frame surrounds a report's content.
type Frame struct {
	Policy  string // the Content-Security-Policy: embedded content only
	Style   string // content of the style element
	Library string // content of the script element of the chart library
	Script  string // content of the module behind it
}

// NewFrame returns the frame of a report of the given kind: "run", "compare" or
// "classes".
func NewFrame(kind string) Frame { return frames[kind]() }

// frames are those of every kind, which are big: each is made ready once.
var frames = map[string]func() Frame{
	"run":     sync.OnceValue(func() Frame { return newFrame("run") }),
	"compare": sync.OnceValue(func() Frame { return newFrame("compare") }),
	"classes": sync.OnceValue(func() Frame { return newFrame("classes") }),
}

func newFrame(kind string) Frame {
	font := "data:font/woff2;base64," + base64.StdEncoding.EncodeToString([]byte(file(typeface)))
	f := Frame{
		Style:   strings.ReplaceAll(bundle(kind+".css"), "../"+typeface, font),
		Library: inScript(file("vendor/echarts/echarts.min.js")),
		Script:  inScript(bundle(kind + ".js")),
	}
	f.Policy = fmt.Sprintf("default-src 'none'; script-src %s %s; style-src %s; img-src data: blob:; font-src data:; "+
		"base-uri 'none'; form-action 'none'", hash(f.Library), hash(f.Script), hash(f.Style))
	return f
}

// bundle returns the text of a bundle of reports.
func bundle(name string) string {
	text, err := bundles.ReadFile("dist/report-" + name)
	if err != nil {
		panic("report: " + err.Error()) // it is in the program
	}
	return string(text)
}

// hash names a script or a style in a policy.
func hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// file returns the text of an embedded file.
func file(name string) string {
	f, ok := static.Files()[name]
	if !ok {
		panic("report: there is no file " + name)
	}
	return string(f.Plain)
}

// endOfScript matches text that would end a script element within a string or
// a comment.
var endOfScript = regexp.MustCompile(`(?i)</(script)`)

// inScript returns a script as the content of a script element.
func inScript(text string) string {
	return strings.ReplaceAll(endOfScript.ReplaceAllString(text, `<\/$1`), "<!--", `<\!--`)
}
