package explore

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"tradeoff/internal/link"
)

// Addresses are the addresses of the API at which a browser loads more about one
// subject. All of them begin at the root of the site; [link.To] adds the base path.
type Addresses struct{ of Subject }

// Addresses returns the addresses of the API for the rows of the subject.
func (of Subject) Addresses() Addresses { return Addresses{of} }

// API returns the address of the path below in the API of the run, such as
// "/choice", with the view of the subject and the parameters in more. A parameter in
// more takes precedence over one of the view.
func (a Addresses) API(below string, more url.Values) string {
	q := make(url.Values)
	a.of.View.Add(q)
	return link.Address(fmt.Sprintf("%s%s%s", link.APIPath, link.RunPath(a.of.Run.ID), below), link.Merge(q, more))
}

// Display returns the address of the binary form of d, a display of the subject. It
// contains [DisplayHash], so that browsers may cache the answer for ever.
func (a Addresses) Display(d Display) string {
	return a.API("/display/"+DisplayHash(d.Data)+".bin", nil)
}

// DisplayHash returns 16 hexadecimal digits that depend on every byte of a display's
// binary form.
func DisplayHash(data []byte) string { return shortHash(data) }

// ImagesHash returns 16 hexadecimal digits that depend on everything that the pixels
// of the images depend on. They never change in the life of a run.
func (a Addresses) ImagesHash() string {
	r := a.of.Run
	data, err := json.Marshal([]any{
		r.ID, r.SourceSHA256, r.TestSetDigest, r.Roles, r.ScoreKind, r.Images, a.of.View.Class,
	})
	if err != nil {
		panic("explore: " + err.Error())
	}
	return shortHash(data)
}

// ImageMaps returns the address of the map of an image, with "{image}" in place of
// the image's number.
func (a Addresses) ImageMaps() string {
	return a.API("/images/{image}/map/"+a.ImagesHash()+".bin", nil)
}

// ImageMap returns the address of the map of image i, counted from 0.
func (a Addresses) ImageMap(i int) string {
	return strings.Replace(a.ImageMaps(), "{image}", strconv.Itoa(i), 1)
}

func shortHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
