// Package intake is the use case of an upload: everything between the arrival
// of files of labels and scores and the runs in the store. [Intake] takes
// uploads that are stored or checked at once, [Drafts] uploads that a person
// reviews, corrects and then saves.
//
// What belongs here: reading the fields and files of an upload, from a form
// or not; its checks, including which run was stored before; idempotency
// keys; the limit on concurrent uploads; the experiment of the runs and the
// names of its classes; drafts with their files and jobs; and new runs made
// from stored rows.
//
// What does not: requests, answers, connection deadlines, HTML forms and page
// texts, which belong to the handlers; file formats, which belong to ingest;
// computing numbers, which belongs to evaluate.
package intake
