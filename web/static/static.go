// Package static embeds the files that browsers load besides pages. Their
// addresses hold a hash of all of them, so a browser may keep them for ever.
//
// Scripts and styles are bundles in dist: one for each entry in js/pages, and one
// for each in css/pages. make generate builds them from js and css, which are not
// part of the program.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"sync"
)

//go:embed dist img vendor
var files embed.FS

// A File is one embedded file.
type File struct {
	Type    string // content type
	Plain   []byte
	Gzipped []byte // nil if packing saves nothing
}

// types lists what a browser loads, by extension. Everything else, such as
// licences, is plain text.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".woff2": "font/woff2",
}

// Hash returns the hash of all files and their names.
func Hash() string { return hash() }

var hash = sync.OnceValue(func() string {
	h := sha256.New()
	walk(func(name string, data []byte) {
		sum := sha256.Sum256(data)
		h.Write([]byte(name + "\x00"))
		h.Write(sum[:])
	})
	return hex.EncodeToString(h.Sum(nil))[:16]
})

// Path returns the address of a file: "dist/every.css" is at
// "/static/<hash>/dist/every.css".
func Path(name string) string { return "/static/" + Hash() + "/" + name }

// Files returns all files by name, packed once.
func Files() map[string]File { return packed() }

var packed = sync.OnceValue(func() map[string]File {
	all := make(map[string]File)
	walk(func(name string, data []byte) {
		f := File{Type: types[path.Ext(name)], Plain: data}
		if f.Type == "" {
			f.Type = "text/plain; charset=utf-8"
		}
		if z := zipped(data); len(z) < len(data)*9/10 {
			f.Gzipped = z
		}
		all[name] = f
	})
	return all
})

func zipped(data []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("static: " + err.Error())
	}
	z.Write(data) // a bytes.Buffer does not fail
	z.Close()
	return b.Bytes()
}

// walk calls f with every file in the order of their names.
func walk(f func(name string, data []byte)) {
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(name)
		f(name, data)
		return err
	})
	if err != nil {
		panic("static: " + err.Error()) // the files are in the program
	}
}
