package tradeoff

import (
	"encoding/json"
	"testing"
)

func TestFindingReadsHintUnderItsOldName(t *testing.T) {
	for _, text := range []string{
		`{"kind":"few_positives","message":"m","hint":"Send more rows."}`,
		`{"kind":"few_positives","message":"m","mend":"Send more rows."}`,
	} {
		var f Finding
		if err := json.Unmarshal([]byte(text), &f); err != nil || f.Kind != "few_positives" || f.Hint != "Send more rows." {
			t.Errorf("%s: got %+v, %v", text, f, err)
		}
	}
}
