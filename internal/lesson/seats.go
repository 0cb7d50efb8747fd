package lesson

import "slices"

// A Seat is the position of a student, in units of a drawing whose y axis
// points downwards.
type Seat struct{ X, Y int }

// An Arrangement is a position for every student, and the line between
// students predicted positive and negative.
type Arrangement struct {
	Seats         []Seat // of the students, in their order
	Width, Height int
}

// Sizes of the drawing.
const (
	Figure   = 16 // width and height of a student's place
	roomWide = 5  // students per row in a classroom
	roomGap  = 12
	columns  = 36 // columns of the line
)

// Classrooms seats the students room by room.
func (s *School) Classrooms() Arrangement {
	const wide, high = roomWide*Figure + roomGap, roomSize/roomWide*Figure + roomGap
	beside := columns * Figure / wide
	rooms := (len(s.Students) + roomSize - 1) / roomSize
	a := Arrangement{Width: columns * Figure, Height: (rooms + beside - 1) / beside * high}
	seat := 0
	for i, student := range s.Students {
		if i > 0 && student.Room != s.Students[i-1].Room {
			seat = 0
		}
		a.Seats = append(a.Seats, Seat{
			X: student.Room%beside*wide + roomGap/2 + seat%roomWide*Figure,
			Y: student.Room/beside*high + roomGap/2 + seat/roomWide*Figure,
		})
		seat++
	}
	return a
}

// A Room is the outline of a classroom.
type Room struct{ X, Y, W, H int }

// Rooms returns the outlines of the classrooms.
func (s *School) Rooms() []Room {
	var list []Room
	for i, seat := range s.Classrooms().Seats {
		if i == 0 || s.Students[i].Room != s.Students[i-1].Room {
			list = append(list, Room{
				X: seat.X - roomGap/4, Y: seat.Y - roomGap/4, W: roomWide*Figure + roomGap/2,
				H: roomSize/roomWide*Figure + roomGap/2,
			})
		}
	}
	return list
}

// A Line is the students in line by their score, the lowest on the left.
type Line struct {
	Arrangement
	Column []int // of each student, from the left
	Stack  []int // place of each student in the column, from the bottom
	deep   int   // students in a full column; 0 if each score has a separate column
	order  []int // students from the lowest score up
	s      *School
}

// Lined lines the students up. If there are few distinct scores each has a
// separate column, at equal distances if the scores have them; else the
// columns are filled one after the other, and the line between two scores has
// a step where it crosses a column. Within a score the positives are at the
// bottom.
func (s *School) Lined() *Line {
	l := &Line{s: s, Arrangement: Arrangement{Width: columns * Figure}}
	n := len(s.Students)
	l.Seats, l.Column, l.Stack, l.order = make([]Seat, n), make([]int, n), make([]int, n), make([]int, n)
	for i := range l.order {
		l.order[i] = i
	}
	slices.SortStableFunc(l.order, func(i, j int) int {
		a, b := s.Students[i], s.Students[j]
		switch {
		case a.Score < b.Score, a.Score == b.Score && a.Positive && !b.Positive:
			return -1
		case a.Score > b.Score, a.Score == b.Score && b.Positive && !a.Positive:
			return 1
		}
		return 0
	})
	at, wide := s.ownColumns()
	if at == nil {
		l.deep = (n + columns - 1) / columns
		wide = (n + l.deep - 1) / l.deep
	}
	tallest := 0
	filled := make([]int, wide)
	for place, i := range l.order {
		c := 0
		if at != nil {
			c = at(s.Students[i].Score)
		} else {
			c = place / l.deep
		}
		l.Column[i], l.Stack[i] = c, filled[c]
		filled[c]++
		tallest = max(tallest, filled[c])
	}
	l.Width, l.Height = wide*Figure, tallest*Figure
	for i := range l.Seats {
		l.Seats[i] = Seat{X: l.Column[i] * Figure, Y: l.Height - (l.Stack[i]+1)*Figure}
	}
	return l
}

// ownColumns returns the column of each score if there is room for one each,
// and how many columns there are; else nil.
func (s *School) ownColumns() (at func(score float64) int, wide int) {
	last := s.Sweep.Len() - 1
	low, high := s.Sweep.Threshold(last), s.Sweep.Threshold(1)
	step := high - low
	for k := 1; k < last; k++ {
		step = min(step, s.Sweep.Threshold(k)-s.Sweep.Threshold(k+1))
	}
	if last > 1 && (high-low)/step < columns+12 {
		even := true
		for k := 1; k <= last; k++ {
			x := (s.Sweep.Threshold(k) - low) / step
			even = even && x-float64(int(x+0.5)) < 1e-6 && float64(int(x+0.5))-x < 1e-6
		}
		if even {
			return func(score float64) int { return int((score-low)/step + 0.5) }, int((high-low)/step+0.5) + 1
		}
	}
	if last <= columns {
		return func(score float64) int { return last - s.Sweep.Index(score) }, last
	}
	return nil, 0
}

// Threshold returns the line that separates the students at a threshold, from
// the top down: two points, or four where it has a step. The drawing reaches
// margin above and below the students.
func (l *Line) Threshold(t float64, margin int) []Seat {
	below := 0 // students predicted negative
	for _, i := range l.order {
		if !l.s.Students[i].PredictedPositive(t) {
			below++
		}
	}
	top, bottom := -margin, l.Height+margin
	if l.deep == 0 || below%l.deep == 0 || below == len(l.order) {
		x := l.Width
		if below < len(l.order) {
			x = l.Column[l.order[below]] * Figure
		}
		return []Seat{{x, top}, {x, bottom}}
	}
	// The lower part of the column stands left of the line, the upper part right.
	x, y := below/l.deep*Figure, l.Height-below%l.deep*Figure
	return []Seat{{x, top}, {x, y}, {x + Figure, y}, {x + Figure, bottom}}
}
