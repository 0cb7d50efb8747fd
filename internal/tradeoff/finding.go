package tradeoff

import "encoding/json"

// A Finding is something that a person should know about an accepted file: a
// doubt, a guess that was made, or something that was fixed on the way in.
type Finding struct {
	Kind    string `json:"kind"` // for machines: "labels_inverted", "few_positives" …
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Place   Place  `json:"place,omitzero"`

	// URL is the path of what it speaks of.
	URL string `json:"url,omitempty"`

	// Serious says that the file may well be meant otherwise, so that a person
	// should look before it is stored.
	Serious bool `json:"serious,omitempty"`

	Fixes []Fix `json:"fixes,omitempty"` // what may be said instead, each by itself
}

// An UnusedColumn is a column of a file from which nothing is computed.
type UnusedColumn struct {
	Name string `json:"name"`
	Why  string `json:"why" doc:"no role; ignored as asked; the same value in every row; it only counts the rows; or another reason in words"`
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
