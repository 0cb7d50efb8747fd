package tradeoff

import "encoding/json"

// A Finding is something to know about an accepted file: a doubt, a guess, or something
// that was fixed while reading it.
type Finding struct {
	Kind    string `json:"kind"` // for machines: "labels_inverted", "few_positives" …
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Place   Place  `json:"place,omitzero"`

	// URL is the path of the page or file that the finding is about.
	URL string `json:"url,omitempty"`

	// Serious marks a file that may well mean something else: a person should check
	// it before it is stored.
	Serious bool `json:"serious,omitempty"`

	Fixes []Fix `json:"fixes,omitempty"` // alternatives
}

// An UnusedColumn is a column of a file that no number depends on.
type UnusedColumn struct {
	Name string `json:"name"`
	Why  string `json:"why" doc:"no role; ignored as asked; the same value in every row; a row number; or another reason"`
}

// A Fix is a parameter of an upload with a value that answers a question or
// fixes what a finding or an error is about.
type Fix struct {
	Text  string `json:"text"` // what it does, as a button says it: "Skip these rows"
	Name  string `json:"name"`
	Value string `json:"value"`
}

// UnmarshalJSON also reads the findings of runs stored before the member
// "hint" got its name: it was "mend".
func (f *Finding) UnmarshalJSON(data []byte) error {
	type finding Finding // without this method
	old := struct {
		*finding
		Mend string `json:"mend"`
	}{finding: (*finding)(f)}
	if err := json.Unmarshal(data, &old); err != nil {
		return err
	}
	if f.Hint == "" {
		f.Hint = old.Mend
	}
	return nil
}
