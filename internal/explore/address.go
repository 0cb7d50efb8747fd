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

// API returns an address of the API below the run's, for the same rows.
func (of Subject) API(below string, more url.Values) string {
	q := make(url.Values)
	of.View.Add(q)
	return link.Address(fmt.Sprintf("/api/v1/runs/%d%s", of.Run.ID, below), link.Merge(q, more))
}

// DisplayPath returns the address at which the browser loads a display in binary
// form. It holds a hash of the content, so that a browser may keep it for ever.
func (of Subject) DisplayPath(d Display) string {
	return of.API("/display/"+DisplayHash(d.Data)+".bin", nil)
}

func DisplayHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// ImagesHash stands for the pixels of the images, which never change in the life
// of a run.
func (of Subject) ImagesHash() string {
	r := of.Run
	text, err := json.Marshal([]any{r.ID, r.SourceSHA256, r.TestSetDigest, r.Roles, r.ScoreKind, r.Images, of.View.Class})
	if err != nil {
		panic("explore: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// MapsPath is the address of an image's map, with {image} for its number.
func (of Subject) MapsPath() string {
	return of.API("/images/{image}/map/"+of.ImagesHash()+".bin", nil)
}

func (of Subject) MapPath(i int) string {
	return strings.Replace(of.MapsPath(), "{image}", strconv.Itoa(i), 1)
}
