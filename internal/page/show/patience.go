package show

import "time"

// DraftPatience is how long a page waits for work in the background before it shows the
// progress instead.
const DraftPatience = 800 * time.Millisecond
