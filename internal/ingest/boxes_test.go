package ingest

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

func TestOverlapsMakeADetectionRun(t *testing.T) {
	const file = "id,score,label,iou\na,0.9,1,0.8\nb,0.7,0,\nc,0.4,1,0.6\nd,0.2,0,0.1\n"
	got, err := Read(context.Background(), strings.NewReader(file), "boxes.csv", Options{TrueBoxes: 5})
	if err != nil {
		t.Fatal(err)
	}
	d := got[0]
	if d.Task != tradeoff.DetectionTask || d.TrueBoxes != 5 || d.Roles.IoU != "iou" || d.Roles.Label != "label" {
		t.Errorf("%s with %d true boxes and roles %+v", d.Task, d.TrueBoxes, d.Roles)
	}
	iou := d.Detection().IoU
	if iou[0] != 0.8 || !math.IsNaN(iou[1]) || iou[2] != 0.6 || iou[3] != 0.1 {
		t.Errorf("overlaps %v", iou)
	}
}

func TestOverlapsOfPositivesAreChecked(t *testing.T) {
	for _, c := range []struct {
		name, file string
		boxes      int
		says       string
		line       int
	}{
		{"missing", "score,label,iou\n0.9,1,0.8\n0.7,1,\n0.1,0,\n", 0, "missing", 3},
		{"above 1", "score,label,iou\n0.9,1,0.8\n0.7,0,7\n0.1,1,1.5\n", 0, "1.5", 4},
		{"too few true boxes", "score,label,iou\n0.9,1,0.8\n0.7,1,0.6\n0.1,0,\n", 1, "only 1 true", 0},
		{"true boxes without overlaps", "score,label\n0.9,1\n0.7,0\n", 3, "overlaps", 0},
		{"a word", "score,label,iou\n0.9,1,0.8\n0.7,1,much\n0.1,0,0.2\n", 0, "much", 3},
	} {
		_, err := Read(context.Background(), strings.NewReader(c.file), "boxes.csv", Options{TrueBoxes: c.boxes})
		var e *tradeoff.Error
		if !errors.As(err, &e) || !strings.Contains(e.Message, c.says) || e.Hint == "" || e.Place.Line != c.line {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
