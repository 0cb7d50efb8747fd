package show

import (
	"testing"
	"time"
)

func TestWhenIsShortForRecentTimes(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 30, 0, 0, time.FixedZone("", 3600))
	for _, c := range []struct {
		t    time.Time
		want string
	}{
		{now.Add(-time.Hour), "today, 08:30"},
		{now.Add(-10 * time.Hour).UTC(), "yesterday"}, // the zone is that of now
		{now.AddDate(0, 0, -2), "27 Feb 2026"},
	} {
		if got := When(c.t, now); got != c.want {
			t.Errorf("%v is %q, want %q", c.t, got, c.want)
		}
	}
}
