package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"path"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// Maximum bytes of a form field, and maximum files of an upload.
const (
	MaxField = 4 << 10
	maxFiles = 500
)

// A Body is the body of an upload: a multipart/form-data form with fields and
// files, or one file.
type Body struct {
	Reader      io.Reader
	Length      int64  // in bytes, as announced; below 0 if it is unknown
	ContentType string // tells whether it is a form
	FileName    string // of a body that is one file; "" if it has none

	// Refused is called when the rest of the body will not be read: a client
	// that is cut off while it sends never sees the answer. It may be nil.
	Refused func()
}

// each passes on the fields and files of an upload of at most limit bytes, in
// order.
func (b Body) each(
	ctx context.Context, limit int64, set func(name, value string) error, take func(name string, r io.Reader) error,
) error {
	from := &arriving{r: b.Reader, limit: limit}
	err := b.hand(ctx, from, set, take)
	if err != nil && from.err == nil && b.Refused != nil {
		b.Refused()
	}
	return err
}

func (b Body) hand(
	ctx context.Context, from *arriving, set func(name, value string) error, take func(name string, r io.Reader) error,
) error {
	if b.Length > from.limit {
		return tooLarge(from.limit)
	}
	kind, params, err := mime.ParseMediaType(b.ContentType)
	if err != nil || kind != "multipart/form-data" {
		return take(fileName(b.FileName), from)
	}
	if params["boundary"] == "" {
		return badForm(errors.New("intake: the form has no boundary"))
	}
	parts := multipart.NewReader(from, params["boundary"])
	files := 0
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return from.orBadForm(ctx, err)
		}
		switch name := part.FormName(); {
		case name == "file" && part.FileName() == "" && files > 0, name == "":
			// a file field that was left empty
		case name == "file":
			if files++; files > maxFiles {
				return tradeoff.Errorf(tradeoff.TooLarge, "the upload has more than %d files", maxFiles).
					WithHint("Send them in several uploads.")
			}
			if err := take(fileName(part.FileName()), part); err != nil {
				return from.orBadForm(ctx, err)
			}
		case files > 0:
			return tradeoff.Errorf(tradeoff.Invalid, "the field %q comes after the file", name).
				WithHint("Send the fields before the file, or as query parameters.")
		default:
			value, err := io.ReadAll(io.LimitReader(part, MaxField+1))
			if err != nil {
				return from.orBadForm(ctx, err)
			}
			if len(value) > MaxField {
				return tradeoff.Errorf(tradeoff.TooLarge, "the field %q is longer than %d bytes", name, MaxField)
			}
			if err := set(name, string(value)); err != nil {
				return err
			}
		}
	}
}

// An arriving body has a limit, and remembers the error that ended it.
type arriving struct {
	r     io.Reader
	limit int64 // bytes
	n     int64 // bytes that have come
	err   error // io.EOF excepted
}

func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	a.n += int64(n)
	switch {
	case a.n > a.limit:
		a.err = tooLarge(a.limit)
		return 0, a.err
	case err != nil && err != io.EOF:
		a.err = err
	}
	return n, err
}

// orBadForm returns the body's own error if there is one, else err as the
// error of a bad form.
func (a *arriving) orBadForm(ctx context.Context, err error) error {
	var ours *tradeoff.Error
	switch {
	case a.err != nil:
		return a.err
	case errors.As(err, &ours), ctx.Err() != nil:
		return err
	default:
		return badForm(fmt.Errorf("intake: form: %w", err))
	}
}

func tooLarge(limit int64) error {
	return limits.Size.Refuse("Compress the file with gzip, leave columns out",
		"the upload is larger than %g MB", float64(limit)/(1<<20))
}

// noName is the name of a file without a name.
const noName = "upload"

// fileName returns the last element of a path sent by a client.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "�"), `\`, "/"))
	if name == "." || name == "/" {
		return noName
	}
	return name
}

func badForm(err error) error {
	e := tradeoff.Errorf(tradeoff.Invalid, "the form could not be read").
		WithHint("Send it as multipart/form-data with the file in the field file.")
	e.Err = err
	return e
}
