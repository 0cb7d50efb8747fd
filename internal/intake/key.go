package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strings"

	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// KeyHeader is the header with the idempotency key of an upload: sent again
// with the same key, it is not stored again.
const KeyHeader = "Idempotency-Key"

// MaxKey is the maximum length of a key in bytes.
const MaxKey = 200

// A requestKey is the key of an upload that is being received. The nil key is
// that of an upload without one.
type requestKey struct {
	key    string
	past   *store.UploadKey // the earlier upload with this key; nil if there was none
	runs   []int64          // that it made
	asked  hash.Hash        // of what is asked for now
	intake *Intake
}

// claimKey returns the key with a text, nil for nil. Until it is released the
// same key cannot be claimed again.
func (in *Intake) claimKey(ctx context.Context, key *string) (*requestKey, error) {
	if key == nil {
		return nil, nil
	}
	text := strings.TrimSpace(*key)
	if quoted, ok := strings.CutPrefix(text, `"`); ok { // a string, as in the draft of the standard
		text = strings.TrimSuffix(quoted, `"`)
	}
	if text == "" || len(text) > MaxKey || strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c > '~' }) {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the header %s is %.40q", KeyHeader, text).
			WithHint("Give 1 to %d letters, digits and signs of ASCII, such as a UUID.", MaxKey)
	}
	k := &requestKey{key: text, asked: sha256.New(), intake: in}
	if _, claimed := in.keys.LoadOrStore(text, true); claimed {
		return nil, tradeoff.Errorf(tradeoff.Conflict, "an upload with the key %q is being received", text).
			WithHint("Wait for its answer, or try again in a while.")
	}
	var err error
	if k.past, k.runs, err = in.store.UploadedBy(ctx, text); err != nil {
		k.release()
		return nil, err
	}
	return k, nil
}

// release lets others claim the key.
func (k *requestKey) release() {
	if k != nil {
		k.intake.keys.Delete(k.key)
	}
}

// note records a parameter of the request.
func (k *requestKey) note(name, value string) {
	if k != nil {
		fmt.Fprintf(k.asked, "%q=%q\n", name, value)
	}
}

// file records a file and lets take read it, unless an upload with this key
// was stored before.
func (k *requestKey) file(name string, r io.Reader, take func(io.Reader) error) error {
	if k == nil {
		return take(r)
	}
	sum := sha256.New()
	tee := io.TeeReader(r, sum)
	if k.past == nil {
		if err := take(tee); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, tee); err != nil {
		return err
	}
	k.note("file "+name, hex.EncodeToString(sum.Sum(nil)))
	return nil
}

// stored returns the key as it is stored with the upload.
func (k *requestKey) stored() *store.UploadKey {
	if k == nil {
		return nil
	}
	return &store.UploadKey{Key: k.key, Request: hex.EncodeToString(k.asked.Sum(nil))}
}

// known reports whether an upload with this key was stored before.
func (k *requestKey) known() bool { return k != nil && k.past != nil }

// repeatResult returns the result of the earlier upload, if its request was
// the same.
func (in *Intake) repeatResult(ctx context.Context, k *requestKey) (done Uploaded, err error) {
	if k.stored().Request != k.past.Request {
		return done, tradeoff.Errorf(tradeoff.Invalid, "the key %q belongs to another upload", k.key).
			WithHint("Give every upload a different key.")
	}
	for _, id := range k.runs {
		run, err := in.store.Run(ctx, id)
		if err != nil && tradeoff.KindOf(err) == tradeoff.Deleted {
			return done, tradeoff.Errorf(tradeoff.Conflict,
				"this upload was stored before as run %d, which is in the trash", id).
				WithHint("Restore that run, or give the upload a new key to store it again.")
		}
		if tradeoff.KindOf(err) == tradeoff.NotFound && err != nil {
			return done, tradeoff.Errorf(tradeoff.Conflict,
				"this upload was stored before as run %d, which is no longer there", id).
				WithHint("Give it a new key to store it again.")
		} else if err != nil {
			return done, err
		}
		done.Runs = append(done.Runs, run)
	}
	in.stored.addFindings(ctx, done.Runs)
	done.Experiment, err = in.store.Experiment(ctx, done.Runs[0].ExperimentID)
	return done, err
}
