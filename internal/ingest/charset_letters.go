package ingest

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Letters by language. Letters after the bar are rarer.
const (
	westernLetters = "äöüßéèêàçñóíáúâîôûåøæëïãõœÄÖÜÉÅØÆÇÑÓÁÍÚÀÈÊ|ðþýùìòÿšžŠŽÐÞÝÔÕÃÂÎÛËÏŒŸ"
	centralLetters = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽäöüőűÖÜŐŰß|ăâîşţĂÂÎŞŢđĐľĺôŕëç"
	turkishLetters = "çğıöşüÇĞİÖŞÜ|âîûé"
)

// rareWeight is the weight of a rare letter, and edgeWeight that of a
// character that may be at the edge of a word.
const (
	rareWeight = 0.3
	edgeWeight = 0.75
)

// penaliseFew returns score, or half of it if a text has fewer than n
// different letters, which is too few to identify a language.
func penaliseFew(score float64, seen map[rune]bool, n int) float64 {
	if len(seen) < n {
		return score / 2
	}
	return score
}

// latinLetters measures how many of the characters beyond ASCII are letters
// of a language within words, or punctuation next to words.
func latinLetters(letters string) func(*textEncoding, []byte) float64 {
	common, rare, _ := strings.Cut(letters, "|")
	return func(e *textEncoding, text []byte) float64 {
		out, ok := e.decode(text)
		if !ok {
			return 0
		}
		all := []rune(string(out))
		total, n := 0.0, 0
		seen := map[rune]bool{}
		for i, r := range all {
			if r < utf8.RuneSelf {
				continue
			}
			n++
			seen[r] = true
			before, after := runeAt(all, i-1), runeAt(all, i+1)
			word := isASCIILetter(before) || isASCIILetter(after)
			if !word { // one more accented letter
				word = isASCIILetter(runeAt(all, i-2)) && unicode.IsLetter(before) || isASCIILetter(runeAt(all, i+2)) &&
					unicode.IsLetter(after)
			}
			alone := !unicode.IsLetter(before) && !unicode.IsLetter(after)
			switch {
			case unicode.IsUpper(r) && unicode.IsLower(before):
			case strings.ContainsRune(common, r) && word:
				total++
			case strings.ContainsRune(rare, r) && word:
				total += rareWeight
			case strings.ContainsRune(common, r) && alone: // "é" or "à" as a word
				total += edgeWeight
			case strings.ContainsRune("’–—“”„‚‘…€£§°±©®·²³µ«»\u00a0×½¼", r) && (r == '’' ||
				!unicode.IsLetter(before) || !unicode.IsLetter(after)):
				total += edgeWeight
			}
		}
		score := total / math.Max(1, float64(n))
		if e.name == "windows-1252" { // a single letter is enough for it
			return score
		}
		return penaliseFew(score, seen, 2)
	}
}

func runeAt(list []rune, i int) rune {
	if i < 0 || i >= len(list) {
		return 0
	}
	return list[i]
}

func isASCIILetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// Letters of languages by how frequent they are, in percent.
var (
	russian = frequencies("о11 е8.5 а8 и7.4 н6.7 т6.3 с5.5 р4.7 в4.5 л4.4 к3.5 м3.2 д3 п2.8 у2.6 я2 ы1.9 ь1.7 г1.7 з1.7 " +
		"б1.6 ч1.4 й1.2 х1 ж.9 ш.7 ю.6 ц.5 щ.4 э.3 ф.3 ъ.1 ё.1 і5 ї1 є.5 ґ.1")
	greek = frequencies("α11.5 ο9.6 ι8.6 ε8.2 τ8 σ7 ς4 ν6.5 η5.3 υ4.3 ρ4.2 π4 κ4.1 μ3.3 λ3 ω2.1 δ1.7 γ1.8 χ1.3 θ1.3 φ.9 " +
		"β.8 ξ.5 ζ.4 ψ.2 ά1.9 έ1.6 ή1.3 ί2.5 ό2 ύ1 ώ.8")
	hebrew = frequencies(
		"י11 ה10.9 ו10.4 ל7.4 א6.3 ר5.6 ת5 ב4.7 ש4.4 מ4.6 ם3 נ2.9 ע3.2 ד2.6 ח2.5 ק2.1 פ1.7 כ2 ג1.2 ט1.2 " +
			"ז1.3 ס1.5 צ1.2 ן1.1 ך.8 ף.3 ץ.1")
	arabic = frequencies(
		"ا12.5 ل11.6 ي6.4 م6.2 و6 ن5.8 ر4.4 ت4.6 ب3.8 ة3.4 ع3.4 د3.1 س2.7 ف2.7 ه2.6 ك2.3 ق2.4 أ2.2 ح1.9 " +
			"ج1.4 ش1.1 ط1.1 ص1 خ.9 ى.8 ض.7 إ1 ذ.6 ز.6 ث.6 غ.4 ظ.2 ء.4 ئ.4 ؤ.1")
)

// hebrewFinals are letters that only end words.
const hebrewFinals = "םןךףץ"

func frequencies(text string) map[rune]float64 {
	m := map[rune]float64{}
	for _, word := range strings.Fields(text) {
		r, n := utf8.DecodeRuneInString(word)
		m[r], _ = strconv.ParseFloat(word[n:], 64)
	}
	return m
}

// frequentLetters measures how frequent the letters of a text are in a language:
// 1 where they are as frequent as in the language itself. Capitals within words
// count against it.
func frequentLetters(percent map[rune]float64) func(*textEncoding, []byte) float64 {
	sum, squares := 0.0, 0.0
	for _, p := range percent {
		sum += p
		squares += p * p
	}
	expected := squares / sum
	return func(e *textEncoding, text []byte) float64 {
		out, ok := e.decode(text)
		if !ok {
			return 0
		}
		total, wrong, n := 0.0, 0.0, 0
		previous := rune(0)
		seen := map[rune]bool{}
		for _, r := range string(out) {
			if r >= utf8.RuneSelf {
				n++
				seen[r] = true
				lower := unicode.ToLower(r)
				total += math.Min(percent[lower], 2*expected)
				if percent[lower] == 0 || unicode.IsUpper(r) && unicode.IsLower(previous) || isASCIILetter(previous) ||
					strings.ContainsRune(hebrewFinals, previous) {
					wrong++
				}
			} else if isASCIILetter(r) && previous >= utf8.RuneSelf {
				wrong++
			}
			previous = r
		}
		if n == 0 {
			return 0
		}
		return penaliseFew(math.Min(1, total/float64(n)/expected*1.1)*math.Max(0, 1-2*wrong/float64(n)), seen, 3)
	}
}
