package templates

// keyView is what a key of a page does.
type keyView struct {
	Keys []string
	What string
}

// pageKeys are the keys of a run's page, but for those that every slider has.
var pageKeys = []keyView{
	{[]string{"t"}, "Go to the threshold slider"},
	{[]string{"←", "→"}, "On the slider: to where a count changes"},
	{[]string{"+", "−", "0"}, "On the slider: zoom in, out, show all scores"},
	{[]string{"1", "…", "6"}, "Open a tab"},
	{[]string{"[", "]"}, "Previous or next run, with the same policy"},
	{[]string{"d"}, "Record decision"},
	{[]string{"Ctrl K"}, "Search"},
	{[]string{"?"}, "This list"},
}
