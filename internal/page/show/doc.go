// Package show builds what several pages show: plots that the server draws, buttons of
// policies, controls of losses, links, cells of tables, and the filter of a page.
//
// What belongs here: functions from typed results to values of web/templates that at least
// two packages of pages call. What does not belong here: requests, the content of one
// page, and numbers or sentences that the API or a report prints too, which are explore's.
package show
