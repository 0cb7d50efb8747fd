package show

import (
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// meetingView links a page to itself with a room looking at it; with gives the
// page's address with another meeting.
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
