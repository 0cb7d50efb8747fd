// Package shape declares the JSON values of the API that reports contain too, and makes
// them of typed results.
//
// What belongs here: a type for each value, whose tags and doc texts describe it in the
// OpenAPI document, and the function that makes it. What does not belong here: values
// that only one operation returns, which are declared next to it in package api, and
// anything that computes or reads.
package shape
