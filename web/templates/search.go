package templates

// A SearchView is what was found for a text.
type SearchView struct {
	Page   Page
	Text   string
	Groups []SearchGroup
}

// A SearchGroup is the results of one kind.
type SearchGroup struct {
	Heading string
	Results []SearchResult
}

// A SearchResult is a link to something that was found.
type SearchResult struct{ Title, Detail, Href string }
