package show

import (
	"time"
)

// shortWork is how long a page waits for work on a draft before it shows the
// progress instead.
const ShortWork = 800 * time.Millisecond
