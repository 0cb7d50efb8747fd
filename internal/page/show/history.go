package show

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"tradeoff/internal/explore"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// DeletedMessage says that the thing with an id is in the trash, with the way back; nil if
// it is not there. get looks for the thing. The page after a deletion has the id in its
// address, so that the message goes once the thing is restored.
func DeletedMessage[T any](
	ctx context.Context, id string, get func(context.Context, int64) (T, error),
) (*templates.MessageView, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, nil
	}
	_, err = get(ctx, n)
	var gone *tradeoff.Error
	switch {
	case errors.As(err, &gone) && gone.Trashed != nil:
		row := templates.NewTrashRow(*gone.Trashed)
		return &templates.MessageView{
			What: row.What, Name: row.Name, Said: "is in the trash until " + row.Until.Text, Undo: row.Restore,
		}, nil
	case tradeoff.IsGone(err):
		return nil, nil
	default:
		return nil, err
	}
}

// Conflict shows both texts of a change to another version than the stored one, and who
// changed that; nil if err is something else. again is the address of the form with the
// stored texts.
func Conflict(
	ctx context.Context, x *explore.Explorer, err error, again string,
) (v *templates.ConflictView, version int64) {
	var wrong *tradeoff.Error
	if !errors.As(err, &wrong) || wrong.Mismatch == nil {
		return nil, 0
	}
	m := *wrong.Mismatch
	v = templates.NewConflict(m)
	v.Again = again
	filter := source.AuditFilter{Object: m.Object, ObjectID: m.ID, Limit: 1}
	if list, _, err := x.Audit(ctx, filter); err == nil && len(list) == 1 && !list[0].Damaged {
		v.When = "on " + templates.NewTime(list[0].CreatedAt).Text
		if who := list[0].Who; who != "" {
			v.When = "by " + who + " " + v.When
		}
	}
	return v, m.Version
}

// ChangedMeanwhile says on the page that asks before a deletion that the thing was changed
// since, with the status of the answer; nil if err is something else.
func ChangedMeanwhile(err error) (*templates.ErrorView, int) {
	var wrong *tradeoff.Error
	if !errors.As(err, &wrong) || wrong.Mismatch == nil {
		return nil, 0
	}
	return &templates.ErrorView{
		Message: "The " + string(wrong.Mismatch.Object) + " was changed while this page was open",
		Hint:    "Look at it again before you delete it.",
	}, http.StatusPreconditionFailed
}
