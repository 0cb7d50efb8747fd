// Package web is how handlers answer: as a page, as JSON, by a redirect, or with
// an error, which one adapter turns into a page or into problem+json and a log
// line. It is below every package with handlers, so that pages, API and server
// share it without knowing each other.
//
// What belongs here: anything that a handler of any page and of any operation
// could need to read a request or to write an answer, such as [Handle], [Page],
// [WriteJSON], [SeeOther], [PathID] and [HiddenFields].
//
// What does not: anything that knows a metric, a run or the store; the table of
// operations and their parameters; routes, limits and the life of the process.
package web
