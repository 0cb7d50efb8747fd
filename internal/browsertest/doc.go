// Package browsertest drives the real program with a real Chromium: what the
// browser computes must be what the server computes, every control must change
// what it says it changes, and no page may say anything in the console.
//
// A walk, the tests TestWalkIn…, takes the same steps in Chromium, Firefox and
// WebKitGTK: make test-browsers runs it and make browser leaves it out.
//
// It is a module of its own, so that those who only use the project fetch none
// of its dependencies. SCREENSHOTS=dir keeps a picture of every page it visits.
package browsertest
