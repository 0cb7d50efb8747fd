package browsertest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// randomRun has a random kind, and randomly ties, only one class, or weights.
func randomRun(r *rand.Rand) calc.Binary {
	b := calc.Binary{Kind: []calc.Kind{calc.Probability, calc.Logit, calc.Score}[r.IntN(3)]}
	n, ties, class, weights := 1+r.IntN(300), r.IntN(3) == 0, r.IntN(10), r.IntN(3)
	for range n {
		y := uint8(r.IntN(2))
		if class < 2 {
			y = uint8(class)
		}
		z := 3*r.NormFloat64() + float64(y)
		if ties {
			z = math.Round(z)
		}
		if b.Kind == calc.Probability {
			if z = sigmoid(z); ties {
				z = math.Round(z*10) / 10
			}
		}
		b.Label, b.Score = append(b.Label, y), append(b.Score, z)
		switch weights {
		case 1:
			b.Weight = append(b.Weight, float64(1+r.IntN(4))/2)
		case 2:
			b.Weight = append(b.Weight, math.Exp(8*r.NormFloat64()))
		}
	}
	return b
}

// randomArgs returns random values for all parameters of all losses.
func randomArgs(r *rand.Rand) tradeoff.LossArgs {
	args := tradeoff.LossArgs{}
	for _, m := range tradeoff.Losses() {
		args[m.ID] = calc.Args{}
		for _, p := range m.Params {
			x := p.Default
			switch {
			case p.Switch:
				x = float64(r.IntN(2))
			case r.IntN(3) > 0:
				x = math.Round(1000*math.Pow(r.Float64(), 2)*min(p.High, 8)) / 1000
			}
			if p.Open && x == 0 {
				x = 0.5
			}
			args[m.ID][p.Name] = x
		}
	}
	return args
}

func TestLossTextsMatchTheServer(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	type row struct {
		Stops  string
		Kind   calc.Kind
		Args   tradeoff.LossArgs
		Want   map[string]string
		Slopes map[string][2]calc.Value // by the logit of a row of either class, null where it has none
		Shares map[string]string
	}
	text := func(v calc.Value) string {
		if !v.OK {
			return string(v.Reason)
		}
		return format.Significant(v.V, 3)
	}
	var rows []row
	for range 300 {
		s, err := calc.NewSweep(randomRun(r))
		if err != nil {
			t.Fatal(err)
		}
		d, err := wire.NewDisplay(s, wire.Budget).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		x := row{base64.StdEncoding.EncodeToString(d), s.Kind(), randomArgs(r), make(map[string]string),
			make(map[string][2]calc.Value), make(map[string]string)}
		for _, m := range tradeoff.Losses() {
			value := m.Of(s, x.Args[m.ID], 0.95).Value
			if x.Want[m.ID] = text(value); !value.OK {
				continue
			}
			slopes := [2]calc.Value{}
			if s.Positives() > 0 && s.Negatives() > 0 {
				top, bottom := s.Cell(1), s.Cell(s.Len()-1)
				if top.NPos > 0 {
					slopes[1] = m.Slope(s, x.Args[m.ID], true, top.Score)
				}
				if bottom.NNeg > 0 {
					slopes[0] = m.Slope(s, x.Args[m.ID], false, bottom.Score)
				}
			}
			x.Slopes[m.ID] = slopes
		}
		focal := calc.Focal{Gamma: x.Args["focal_loss"]["gamma"]}
		if alpha := x.Args["focal_loss"]["alpha"]; x.Args["focal_loss"]["use_alpha"] == 1 {
			focal.Alpha = &alpha
		}
		c := s.LossShares(200, calc.ExampleLoss{Positive: 1, Negative: 1},
			calc.ExampleLoss{Positive: x.Args["weighted_log_loss"]["pos_weight"], Negative: 1}, focal.ExampleLoss())
		if c.Reason == "" {
			for i, id := range []string{"log_loss", "weighted_log_loss", "focal_loss"} {
				for _, at := range []float64{0.1, 0.5, 0.9} {
					x.Shares[fmt.Sprintf("%s %v", id, at)] = text(c.At(i, at))
				}
			}
		}
		rows = append(rows, x)
	}
	sent, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	b := start(t).tab(t)
	b.open("/")
	wrong := js[[]string](b, fmt.Sprintf(`Promise.all([%s, %s, %s]).then(([l, s, f]) => %s.flatMap((r, n) => {
		const stops = new s.Stops(Uint8Array.from(atob(r.Stops), c => c.charCodeAt(0)).buffer);
		const cells = new l.Cells(stops, r.Kind);
		const text = (v) => v.v === undefined ? v.reason : f.significant(v.v, 3);
		const got = l.losses(cells, r.Args), out = [];
		for (const id in r.Want) if (text(got[id]) !== r.Want[id]) out.push(n + " " + r.Kind + " " + id + " " + JSON.stringify(r.Args[id]) + ": " + text(got[id]) + " in the browser, " + r.Want[id] + " in Go");
		for (const id in r.Slopes) for (const positive of [false, true]) {
			const want = r.Slopes[id][positive ? 1 : 0];
			if (want === null) continue;
			const now = l.rowSlope(cells, id, r.Args, positive, cells.score[positive ? 1 : cells.length - 1]);
			if (!(Math.abs(now - want) <= 1e-9 * (1 + Math.abs(want)))) out.push(n + " " + r.Kind + " slope of " + id + " " + positive + " " + JSON.stringify(r.Args[id]) + ": " + now + " in the browser, " + want + " in Go");
		}
		const shares = l.lossShares(cells, l.exampleLosses(r.Args), 200);
		for (const key in r.Shares) {
			const [id, at] = key.split(" "), now = text(l.shareAt(shares.rows, shares.shares[id], Number(at)));
			if (now !== r.Shares[key]) out.push(n + " share " + key + ": " + now + " in the browser, " + r.Shares[key] + " in Go");
		}
		return out;
	}).slice(0, 10))`, core(b, "losses", "cells", "examples", "hardest"), core(b, "stops"), core(b, "format"), sent))
	for _, w := range wrong {
		t.Error(w)
	}
}

func TestSignificantDigitsMatchTheServer(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	type row struct {
		X    float64
		Want string
	}
	var rows []row
	for range 4000 {
		for _, x := range []float64{r.NormFloat64() * math.Exp(80*r.Float64()-40), math.Round(r.Float64()*1e4) / 1e4,
			math.Ldexp(float64(r.IntN(1000)), -r.IntN(20))} {
			rows = append(rows, row{x, format.Significant(x, 3)})
		}
	}
	sent, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	b := start(t).tab(t)
	b.open("/")
	for _, w := range js[[]string](b, fmt.Sprintf(`%s.then(f => %s.filter(r => f.significant(r.X, 3) !== r.Want).map(r => r.X + ": " + f.significant(r.X, 3) + " in the browser, " + r.Want + " in Go").slice(0, 10))`, core(b, "format"), sent)) {
		t.Error(w)
	}
}
