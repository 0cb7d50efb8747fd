package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
)

// Packed returns data as a report carries them: compressed, as text.
func Packed(data []byte) string {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic("report: " + err.Error()) // writing to memory does not fail
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}
