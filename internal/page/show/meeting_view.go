package show

import (
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// MeetingView returns the links of a page that start and end a presentation, and hide
// model names. with returns the page's address in another presentation.
func MeetingView(now tradeoff.Meeting, with func(tradeoff.Meeting) string) templates.MeetingView {
	v := templates.MeetingView{On: now.On, Enter: with(tradeoff.Meeting{On: true, Blind: now.Blind})}
	if !now.On {
		return v
	}
	v.Leave = with(tradeoff.Meeting{})
	if now.Blind {
		v.Names = with(tradeoff.Meeting{On: true})
	} else {
		v.Hide = with(tradeoff.Meeting{On: true, Blind: true})
	}
	return v
}
