package intake

import (
	"context"

	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// maxChoices is how many experiments are offered to a draft.
const maxChoices = 200

// Choices are what a draft can become.
type Choices struct {
	Replaces    *tradeoff.Run         // the run to be replaced; then the experiment stays the same
	Experiments []tradeoff.Experiment // possible experiments for its runs; nil if it replaces a run
}

// Choices returns the choices of a draft with the given settings.
func (m *Drafts) Choices(ctx context.Context, said Settings) (c Choices, err error) {
	if id := said.Upload.Replaces; id != 0 {
		run, err := m.intake.store.Run(ctx, id)
		if err != nil {
			return c, err
		}
		return Choices{Replaces: &run}, nil
	}
	list, _, err := m.intake.store.Experiments(ctx, store.ExperimentFilter{Limit: maxChoices})
	for _, e := range list {
		c.Experiments = append(c.Experiments, e.Experiment)
	}
	return c, err
}
