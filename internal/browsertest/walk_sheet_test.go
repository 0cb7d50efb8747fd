package browsertest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A sheet is the content of one printed page. Places are in points, from the top left.
type sheet struct {
	width, height float64
	lines         []line
	glyphs        [][2]float64 // positions of letters
	pictures      []area       // of charts
}

// An area is a rectangle of a page.
type area struct{ left, top, right, bottom float64 }

// A line is a stroke, straight or not, in the order of drawing.
type line struct {
	area
	colour string // as #rrggbb
	points int
}

// level reports whether the line is straight, horizontal and as long as an axis.
func (l line) level() bool { return l.points == 2 && l.bottom-l.top < 0.1 && l.right-l.left > 60 }

// drawn returns the content of the pages of a PDF file. poppler's pdftocairo converts each
// page to SVG, where for every browser strokes are paths and letters are uses of symbols;
// text in a PDF file may have no Unicode mapping.
func drawn(t *testing.T, pdf []byte) []sheet {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "printed.pdf")
	write(t, file, pdf)
	about, err := exec.Command("pdfinfo", file).Output()
	if err != nil {
		t.Fatalf("pdfinfo: %v", err)
	}
	_, pages, _ := strings.Cut(string(about), "Pages:")
	var last int
	if _, err := fmt.Sscan(pages, &last); err != nil {
		t.Fatalf("pdfinfo does not tell how many pages there are: %s", about)
	}
	var sheets []sheet
	for number := range last {
		page, n := filepath.Join(dir, "page.svg"), strconv.Itoa(number+1)
		if out, err := exec.Command("pdftocairo", "-svg", "-f", n, "-l", n, file, page).CombinedOutput(); err != nil {
			t.Fatalf("pdftocairo: %v: %s", err, out)
		}
		svg, err := os.Open(page)
		if err != nil {
			t.Fatal(err)
		}
		s, err := readSheet(svg)
		svg.Close()
		if err != nil {
			t.Fatalf("page %s: %v", n, err)
		}
		sheets = append(sheets, s)
	}
	return sheets
}

// readSheet reads one page.
func readSheet(r io.Reader) (sheet, error) {
	var s sheet
	sizes := map[string][2]float64{} // of the pictures, by id
	in := xml.NewDecoder(r)
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return s, err
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		attribute := map[string]string{}
		for _, a := range e.Attr {
			attribute[a.Name.Local] = a.Value
		}
		at := func(name string) float64 {
			v, _ := strconv.ParseFloat(strings.TrimSuffix(attribute[name], "pt"), 64)
			return v
		}
		m := matrix(attribute["transform"])
		switch e.Name.Local {
		case "svg":
			s.width, s.height = at("width"), at("height")
		case "image":
			sizes["#"+attribute["id"]] = [2]float64{at("width"), at("height")}
		case "path":
			if colour := strokeOf(attribute["style"]); colour != "" {
				l := stroke(attribute["d"], m)
				l.colour = colour
				s.lines = append(s.lines, l)
			}
		case "use":
			switch href := attribute["href"]; {
			case strings.HasPrefix(href, "#glyph"):
				s.glyphs = append(s.glyphs, m.place(at("x"), at("y")))
			case sizes[href][0] > 100 && attribute["mask"] != "": // a canvas, which is partly transparent
				size := sizes[href]
				from, to := m.place(0, 0), m.place(size[0], size[1])
				s.pictures = append(s.pictures, area{from[0], from[1], to[0], to[1]})
			}
		}
	}
}

// A transform is the matrix (a b c d e f) of SVG.
type transform [6]float64

// matrix reads a transform; without one, places stay.
func matrix(text string) transform {
	m := transform{1, 0, 0, 1, 0, 0}
	if text, ok := strings.CutPrefix(text, "matrix("); ok {
		for i, field := range strings.SplitN(strings.TrimSuffix(text, ")"), ",", 6) {
			m[i], _ = strconv.ParseFloat(strings.TrimSpace(field), 64)
		}
	}
	return m
}

func (m transform) place(x, y float64) [2]float64 {
	return [2]float64{m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]}
}

// strokeOf returns the colour of a stroke, or "" if a path has none.
func strokeOf(style string) string {
	_, colour, ok := strings.Cut(style, "stroke:rgb(")
	if !ok {
		return ""
	}
	var rgb [3]float64
	if _, err := fmt.Sscanf(colour, "%f%%,%f%%,%f%%", &rgb[0], &rgb[1], &rgb[2]); err != nil {
		return ""
	}
	hex := "#"
	for _, percent := range rgb {
		hex += fmt.Sprintf("%02x", int(math.Round(percent*2.55)))
	}
	return hex
}

// stroke returns the area of a path of absolute commands.
func stroke(d string, m transform) line {
	l := line{area: area{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}}
	var x float64
	across := true
	for field := range strings.FieldsSeq(d) {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			continue // the letter of a command
		}
		if across = !across; !across {
			x = v
			continue
		}
		p := m.place(x, v)
		l.left, l.right = min(l.left, p[0]), max(l.right, p[0])
		l.top, l.bottom = min(l.top, p[1]), max(l.bottom, p[1])
		l.points++
	}
	return l
}
