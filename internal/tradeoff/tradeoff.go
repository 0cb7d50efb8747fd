// Package tradeoff defines the domain: experiments, runs, findings, errors, and the
// state that pages have in URLs. It uses the mathematics of package calc, and knows
// nothing of storage, HTTP or HTML, so that every other package can use it.
package tradeoff
