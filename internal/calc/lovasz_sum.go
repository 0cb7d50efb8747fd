package calc

import (
	"math"
	"sort"
)

// lovaszLen is how many steps of a Lovász loss one core takes at a time. Their
// errors and weights stay in its cache.
const lovaszLen = 1 << 14

// lovasz returns the Lovász extension of the Jaccard loss with either class as
// the foreground. With the rows sorted by error e from the highest down and J_k
// the Jaccard loss of predicting the first k of them wrongly, it is
//
//	Σ e_k (J_k - J_{k-1}) = Σ (e_k - e_{k+1}) J_k,  J_k = (F_k+G_k)/(F+G_k),
//
// where F_k and G_k are the weights of foreground and background among the
// first k and F is all the foreground. Errors of positives fall as their
// score rises and those of negatives rise with it, so the sweep has them in
// order: the two classes are merged, without sorting, in blocks of a length
// that does not depend on the number of cores. [Sweep.lovaszWalk] does the
// same step by step.
func (s *Sweep) lovasz(e lossFunc, length int) byClass {
	k := len(s.score)
	blocks := max(1, (2*k+length-1)/length)
	from := make([]int, blocks+1) // scores, from the highest down, whose negatives come before each block
	for b := 1; b <= blocks; b++ {
		from[b] = s.lovaszCut(e, min(b*length, 2*k), from[b-1], length)
	}
	parts := make([]lovaszPart, blocks)
	eachWith(blocks, func() func(int) {
		var neg, pos lovaszRows
		return func(b int) {
			lo, hi := b*length, min((b+1)*length, 2*k)
			neg.negatives(s, e, from[b], from[b+1])
			pos.positives(s, e, k-(lo-from[b]), k-(hi-from[b+1]))
			parts[b].merge(neg, pos, byClass{s.PositiveWeight(), s.NegativeWeight()})
		}
	})
	all := parts[0]
	for b := 1; b < blocks; b++ {
		all.join(&parts[b])
	}
	all.pos.add(all.last * all.jaccard.pos)
	all.neg.add(all.last * all.jaccard.neg)
	return byClass{all.pos.value(), all.neg.value()}
}

// lovaszCut returns the number of scores, from the highest down, whose
// negatives are among the first m steps; the rest of the m steps are the
// positives of the lowest scores. before is the result for the first m-length
// steps, 0 for the first block.
func (s *Sweep) lovaszCut(e lossFunc, m, before, length int) int {
	k := len(s.score)
	lo, hi := max(before, m-k), min(before+length, m, k)
	return lo + sort.Search(hi-lo, func(i int) bool {
		down, up := lo+i, k-(m-lo-i)
		return up == k || e(s.kind, false, s.score[down]) < e(s.kind, true, s.score[up])
	})
}

// lovaszRows are the rows of one class that a block goes through: for each
// score that has any, from the largest error down, their error and the weight
// of their class down to it. The last is followed by an error of -Inf.
type lovaszRows struct {
	seen        float64 // weight of the class before the first
	err, weight []float64
}

// room grows the slices for n scores.
func (r *lovaszRows) room(n int) {
	if cap(r.err) <= n {
		r.err, r.weight = make([]float64, n+1), make([]float64, n+1)
	}
	r.err, r.weight = r.err[:n+1], r.weight[:n+1]
}

// pack drops the scores that have no rows of the class.
func (r *lovaszRows) pack() {
	n, last := 0, r.seen
	for i, w := range r.weight[:len(r.weight)-1] {
		r.err[n], r.weight[n] = r.err[i], w
		if w != last {
			n++
		}
		last = w
	}
	r.err, r.weight = r.err[:n+1], r.weight[:n+1]
	r.err[n] = math.Inf(-1)
}

// negatives goes through the negatives of the scores from, ..., to-1.
func (r *lovaszRows) negatives(s *Sweep, e lossFunc, from, to int) {
	r.room(to - from)
	r.seen = 0
	if from > 0 {
		r.seen = s.negativesTo(from)
	}
	if s.kind == Probability {
		copy(r.err, s.score[from:to])
	} else {
		for i, x := range s.score[from:to] {
			r.err[i] = e(s.kind, false, x)
		}
	}
	for i := range to - from {
		r.weight[i] = s.negativesTo(from + i + 1)
	}
	r.pack()
}

// positives goes through the positives of the scores from-1, ..., to.
func (r *lovaszRows) positives(s *Sweep, e lossFunc, from, to int) {
	r.room(from - to)
	r.seen = 0
	if from < len(s.score) {
		r.seen = s.positivesFrom(from + 1)
	}
	score := s.score[to:from]
	for i := range score {
		x := score[len(score)-1-i]
		if s.kind == Probability {
			r.err[i] = 1 - x
		} else {
			r.err[i] = e(s.kind, true, x)
		}
		r.weight[i] = s.positivesFrom(from - i)
	}
	r.pack()
}

// A lovaszPart is the contribution of a block of steps to the sum, except for
// its first step, which depends on the previous block.
type lovaszPart struct {
	pos, neg    sum     // with either class as the foreground
	first, last float64 // errors
	jaccard     byClass // after the last step
	any         bool    // there is a step
}

// merge processes the steps of both classes in order; all are the weights of
// the classes.
func (p *lovaszPart) merge(neg, pos lovaszRows, all byClass) {
	negatives, positives := neg.seen, pos.seen
	var jaccard, part byClass
	last, i, j := 0.0, 0, 0
	n := len(neg.err) + len(pos.err) - 2
	for step := range n {
		now := neg.err[i]
		if now < pos.err[j] {
			now, positives = pos.err[j], pos.weight[j]
			j++
		} else {
			negatives = neg.weight[i]
			i++
		}
		if step == 0 {
			p.first, last = now, now
		}
		part.pos += (last - now) * jaccard.pos
		part.neg += (last - now) * jaccard.neg
		wrong := positives + negatives
		jaccard = byClass{wrong / (all.pos + negatives), wrong / (all.neg + positives)}
		last = now
		if step%tileLen == tileLen-1 {
			p.pos.add(part.pos)
			p.neg.add(part.neg)
			part = byClass{}
		}
	}
	p.pos.add(part.pos)
	p.neg.add(part.neg)
	p.last, p.jaccard, p.any = last, jaccard, n > 0
}

// join adds the next block.
func (p *lovaszPart) join(next *lovaszPart) {
	switch {
	case !next.any:
		return
	case !p.any:
		*p = *next
		return
	}
	p.pos.join(next.pos)
	p.neg.join(next.neg)
	p.pos.add((p.last - next.first) * p.jaccard.pos)
	p.neg.add((p.last - next.first) * p.jaccard.neg)
	p.last, p.jaccard = next.last, next.jaccard
}
