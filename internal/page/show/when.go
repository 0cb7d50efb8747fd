package show

import "time"

// When returns the time t in few words, as seen at now: "today, 14:05", "yesterday", and
// else its date.
func When(t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case sameDay(t, now):
		return "today, " + t.Format("15:04")
	case sameDay(t, now.AddDate(0, 0, -1)):
		return "yesterday"
	default:
		return t.Format("2 Jan 2006")
	}
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }
