package evaluate

import (
	"context"

	"tradeoff/internal/ingest"
)

// Dataset computes all numbers of a run that does not come from a file now.
// fileName is the place that errors name.
func Dataset(ctx context.Context, d *ingest.Dataset, fileName string) (*Run, error) {
	return dataset(ctx, d, fileName)
}
