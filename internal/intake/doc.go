// Package intake is the use case of an upload: what happens to files of labels and
// scores between their arrival and the runs in the store. [Intake] takes an upload
// that is to be stored at once or only checked, [Drafts] one that a person looks at,
// corrects and then saves.
//
// What belongs here: reading the fields and files of an upload, in a form or not;
// what can be said about it; idempotency keys; the limit on concurrent uploads; which
// experiment gets the runs and what its classes are called; checks, which run was
// stored before among them; drafts with their files, and the work on them; and what
// makes a run of stored rows anew.
//
// What does not: requests, answers, deadlines of connections, forms as HTML and the
// words of pages, which belong to the handlers; reading a file format, which is
// ingest's; computing numbers, which is evaluate's.
package intake
