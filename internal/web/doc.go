// Package web has the helpers of HTTP handlers: they answer with a page, JSON, a redirect
// or an error, which one adapter turns into a page or problem+json and a log line. Every
// package with handlers imports it, so that pages, API and server do not import each
// other.
//
// What belongs here: helpers of any page and operation to read a request or to write a
// response, such as [Handle], [Page], [WriteJSON], [SeeOther], [PathID] and
// [HiddenFields].
//
// What does not: metrics, runs or the store; the table of operations and their
// parameters; routes, limits and the lifecycle of the process.
package web
