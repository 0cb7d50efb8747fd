// Package browsertest drives the real program with a real Chromium: the numbers of the
// browser must equal those of the server, every control must change what its label
// promises, and no page may write to the console.
//
// A walk, the tests TestWalkIn…, takes the same steps in Chromium, Firefox and
// WebKitGTK: make test-browsers runs it and make browser leaves it out.
//
// It is a separate module, so that users of the project do not download its
// dependencies. SCREENSHOTS=dir keeps a screenshot of every page that it visits.
package browsertest
