// Package report makes a page into one file that needs no server or network:
// it embeds styles, scripts and typeface, and its Content-Security-Policy
// forbids it to load or send anything.
package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"tradeoff/web/static"
)

// script is js/pages/report.js with all that it imports, since separate
// modules do not load from a disk. make generate writes it.
//
//go:embed script.js
var script string

// A Frame surrounds a report's content.
type Frame struct {
	Policy  string // the Content-Security-Policy: embedded content only
	Style   string // content of the style element
	Library string // content of the script element of the chart library
	Script  string // content of the module behind it
}

// NewFrame returns the frame of a report with the given stylesheets, by their
// names without extension, in their order.
func NewFrame(stylesheets []string) Frame {
	s := scripts()
	f := Frame{Style: style(stylesheets), Library: s.library, Script: s.module}
	f.Policy = fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; img-src data: "+
		"blob:; font-src data:; base-uri 'none'; form-action 'none'", s.hashes, hash(f.Style))
	return f
}

// scripts are the scripts of all reports. They are large, so they are
// prepared once.
var scripts = sync.OnceValue(func() (s struct{ library, module, hashes string }) {
	s.library, s.module = inScript(file("vendor/echarts/echarts.min.js")), inScript(script)
	s.hashes = hash(s.library) + " " + hash(s.module)
	return s
})

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

var (
	faces    = regexp.MustCompile(`@font-face \{[^}]*\}\s*`)
	source   = regexp.MustCompile(`url\("\.\./(vendor/[^"]*)"\)`)
	comments = regexp.MustCompile(`(?s)/\*.*?\*/`)
	indents  = regexp.MustCompile(`\n\s*`)
)

// typeface is the one font that a report carries. Other letters use the fonts
// of the reader's system.
const typeface = "vendor/inter/inter-latin-wght-normal.woff2"

// style returns the stylesheets as one, with the typeface embedded.
func style(names []string) string {
	var b bytes.Buffer
	for _, name := range names {
		text := comments.ReplaceAllString(file("css/"+name+".css"), "")
		text = faces.ReplaceAllStringFunc(text, func(face string) string {
			if m := source.FindStringSubmatch(face); m != nil && m[1] == typeface {
				return source.ReplaceAllString(face,
					`url("data:font/woff2;base64,`+base64.StdEncoding.EncodeToString([]byte(file(typeface)))+`")`)
			}
			return ""
		})
		b.WriteString(indents.ReplaceAllString(text, "\n"))
	}
	return b.String()
}
