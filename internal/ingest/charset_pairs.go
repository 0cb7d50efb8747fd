package ingest

import (
	"math"
	"unicode/utf8"
)

// commonPairs measures how many characters of a text are among the common
// ones of a two-byte encoding. common is passed their two bytes.
func commonPairs(common func(lead, trail byte) bool) func(*textEncoding, []byte) float64 {
	return func(e *textEncoding, text []byte) float64 {
		out, ok := e.decode(text)
		if !ok {
			return 0
		}
		n, good, marked := 0, 0, false
		seen := map[rune]bool{}
		for _, r := range string(out) {
			if r >= utf8.RuneSelf {
				n++
				seen[r] = true
			}
		}
		for i := 0; i+1 < len(text); i++ {
			if text[i] < utf8.RuneSelf {
				continue
			}
			if e.name == "shift_jis" && text[i] >= 0xa1 && text[i] <= 0xdf { // of one byte
				continue
			}
			if common(text[i], text[i+1]) {
				good++
			}
			marked = marked || e.mark != nil && e.mark(text[i], text[i+1])
			i++
		}
		score := float64(good) / math.Max(1, float64(n))
		if e.mark != nil && !marked && len(seen) >= minCharacters {
			score -= unmarked
		}
		return penaliseFew(score, seen, 2)
	}
}

// minCharacters is how many different characters are enough to expect the
// mark of an encoding, and unmarked the penalty of a text without it.
const (
	minCharacters = 4
	unmarked      = 0.15
)

// The marks of encodings: kana in Japanese, bytes of ASCII in Big5, and
// characters beyond those that Hangul has in Korean.
func markEUCJP(lead, _ byte) bool { return lead == 0xa4 || lead == 0xa5 }

func markBig5(_, trail byte) bool { return trail < 0x80 }

func markGBK(lead, _ byte) bool { return lead > 0xc8 }

// In character sets ordered by use the first rows are the common ones, with
// kana, Hangul and punctuation.
func commonShiftJIS(lead, trail byte) bool {
	return lead >= 0x81 && lead <= 0x83 || lead >= 0x88 && lead <= 0x97 || lead == 0x98 && trail <= 0x72
}

func commonEUCJP(lead, trail byte) bool {
	return lead == 0xa1 || lead >= 0xa3 && lead <= 0xa5 || lead >= 0xb0 && lead <= 0xcf
}

func commonGBK(lead, trail byte) bool {
	return trail >= 0xa1 && (lead == 0xa1 || lead == 0xa3 || lead >= 0xb0 && lead <= 0xd7)
}

func commonBig5(lead, trail byte) bool { return lead == 0xa1 || lead >= 0xa4 && lead <= 0xc6 }

func commonEUCKR(lead, trail byte) bool {
	return trail >= 0xa1 && (lead == 0xa1 || lead == 0xa3 || lead >= 0xb0 && lead <= 0xc8)
}
