package tradeoff

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// The bounds of the links of a run.
const (
	MaxLinks = 20
	MaxLink  = 2000 // bytes of one
)

// commitSpelling matches a Git commit, with the suffix of git describe for a work tree
// with changes.
var commitSpelling = regexp.MustCompile(`^[0-9a-f]{7,64}(-dirty)?$`)

// CleanCommit returns the hash of a commit as it is stored: 7 to 64 lower-case
// hexadecimal digits, followed by -dirty if there were changes. "" is none. Its error is
// Invalid.
func CleanCommit(text string) (string, error) {
	commit := strings.ToLower(strings.TrimSpace(text))
	if commit != "" && !commitSpelling.MatchString(commit) {
		return "", Errorf(Invalid, "the commit is %.80q", text).
			WithHint("Give its hash, 7 to 64 hexadecimal digits, as git rev-parse HEAD prints it.")
	}
	return commit, nil
}

// CleanLinks returns links as they are stored: http and https addresses without
// duplicates, nil if there are none. Its errors are Invalid.
func CleanLinks(links []string) ([]string, error) {
	var list []string
	for _, link := range links {
		if link = strings.TrimSpace(link); link == "" || slices.Contains(list, link) {
			continue
		}
		u, err := url.Parse(link)
		switch {
		case len(link) > MaxLink:
			return nil, Errorf(Invalid, "the link %.80q… has %d bytes", link, len(link)).
				WithHint("Give it at most %d.", MaxLink)
		case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Host == "", strings.ContainsFunc(link, isSpace):
			return nil, Errorf(Invalid, "the link is %.80q", link).
				WithHint("Give a whole address, such as https://example.org/runs/7.")
		case u.User != nil:
			return nil, Errorf(Invalid, "the link to %q has a user name or password in it", u.Host).WithHint("Leave it out.")
		}
		list = append(list, link)
	}
	if len(list) > MaxLinks {
		return nil, Errorf(Invalid, "there are %d links", len(list)).WithHint("Give at most %d.", MaxLinks)
	}
	return list, nil
}

// isSpace reports whether a character is white space or a control character.
func isSpace(r rune) bool { return r <= ' ' || r == 0x7f }

// SetFact sets the fact that an upload parameter or command-line flag gives: param,
// params, commit or link. known is false for any other name. Its errors are Invalid.
func (r *Remarks) SetFact(name, value string) (known bool, err error) {
	switch name {
	case "param":
		p, err := ParseParam(value)
		if err != nil {
			return true, err
		}
		return true, r.addParams(p)
	case "params":
		list, err := ParseParams(value)
		if err != nil {
			return true, err
		}
		return true, r.addParams(list...)
	case "commit":
		commit, err := CleanCommit(value)
		if err == nil {
			r.Commit = commit
		}
		return true, err
	case "link":
		list, err := CleanLinks(append(slices.Clone(r.Links), value))
		if err == nil {
			r.Links = list
		}
		return true, err
	}
	return false, nil
}

// addParams adds parameters to those of a run.
func (r *Remarks) addParams(list ...Param) error {
	all, err := append(slices.Clone(r.Params), list...).Clean()
	if err == nil {
		r.Params = all
	}
	return err
}
