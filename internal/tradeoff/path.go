package tradeoff

import "fmt"

// RunPath returns the address of a run's page, from the root of the site.
func RunPath(id int64) string { return fmt.Sprintf("/runs/%d", id) }
