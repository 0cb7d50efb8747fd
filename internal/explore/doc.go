// Package explore answers questions about runs. A [Subject] (the rows of a run that a
// view selects) and a state (what an address asks for) give a typed result, which
// pages, the API, reports and the command line print. Nothing else computes what they
// show.
//
// What belongs here: one file for each use case, with its result and the function or
// method of [Explorer] that makes it; the sentences about a result that several of its
// readers print; and what is computed in the background or cached for all of them.
// [Maybe] is a part of a result that may be pending, missing or undefined.
//
// What does not belong here: HTTP, HTML and SQL; arithmetic, which is calc's and
// evaluate's; declarations of metrics, policies, losses and charts, which are the
// catalog's; and the layout of one page or answer. All numbers are read through
// package source, so that a run whose rows stay elsewhere is explored as far as its
// source allows.
//
// Unless a comment says otherwise, the errors of functions that read a run are
// [tradeoff.Error] of kind NotFound for what does not exist and Invalid for what was
// asked wrongly, or [source.Missing] for what a source does not have. An undefined
// number is no error: it is a [calc.Value] with a reason.
package explore
