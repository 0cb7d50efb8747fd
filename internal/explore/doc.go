// Package explore answers questions about runs. A [Subject] (the rows of a run that
// a view selects) and a state (what an address asks for) give a typed result, which
// pages, the API, reports and the command line print.
//
// What belongs here: use cases, one file each. A result is a value that one function
// makes; [Maybe] says of a part of it that it is still being computed or is not
// available. What does not belong here: HTTP, HTML, SQL, addresses of pages, and
// arithmetic, which is calc's. Numbers are read through source only, so that a run
// whose rows stay elsewhere is explored as far as it can be.
package explore
