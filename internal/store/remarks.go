package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tradeoff/internal/tradeoff"
)

// The maximum number of tags of a run, and their maximum length in characters.
const (
	maxTags = 20
	maxTag  = 50
)

// cleanRemarks returns remarks as they are stored. Its error is Invalid.
func cleanRemarks(r tradeoff.Remarks) (tradeoff.Remarks, error) {
	var err error
	if r.Notes, err = cleaned("notes", r.Notes, maxDescription); err != nil {
		return r, err
	}
	if r.ModelVersion, err = cleaned("version of the model", r.ModelVersion, maxName); err != nil {
		return r, err
	}
	if r.Date = strings.TrimSpace(r.Date); r.Date != "" {
		if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
			return r, invalid(fmt.Sprintf("the date is %.40q", r.Date), "Give it as year, month and day: 2026-05-31.")
		}
	}
	if r.Params, err = r.Params.Clean(); err != nil {
		return r, err
	}
	if r.Commit, err = tradeoff.CleanCommit(r.Commit); err != nil {
		return r, err
	}
	if r.Links, err = tradeoff.CleanLinks(r.Links); err != nil {
		return r, err
	}
	var tags []string
	for _, given := range r.Tags {
		for _, tag := range strings.Split(given, ",") {
			if tag, err = cleaned("tag", tag, maxTag); err != nil {
				return r, err
			}
			same := func(other string) bool { return strings.EqualFold(other, tag) }
			if tag != "" && !slices.ContainsFunc(tags, same) {
				tags = append(tags, tag)
			}
		}
	}
	if len(tags) > maxTags {
		return r, invalid(fmt.Sprintf("there are %d tags", len(tags)), fmt.Sprintf("Give at most %d.", maxTags))
	}
	r.Tags = tags
	return r, nil
}
