package server

import "github.com/go-chi/chi/v5"

// pageRoutes lists every page. What a page shows and what its forms do stand
// together in one file.
func (s *Server) pageRoutes(r chi.Router) {
	r.Get("/", s.handle(s.homePage))
	r.Get("/upload", s.handle(s.uploadPage))
	r.Post("/uploads", s.handle(s.uploadFile))
	r.Get("/uploads/{draft}", s.handle(s.draftPage))
	r.Post("/uploads/{draft}", s.handle(s.changeDraft))
	r.Get("/uploads/{draft}/progress", s.handle(s.draftProgress))
	r.Post("/uploads/{draft}/cancel", s.handle(s.cancelDraft))
	r.Post("/theme", s.handle(s.chooseTheme))
	r.Get("/api", s.handle(s.apiPage))

	r.Get("/learn", s.handle(s.learnPage))
	r.Get("/learn/scan", s.handle(s.scanPage))
	r.Get("/learn/sheet", s.handle(s.sheetPage))
	r.Get("/learn/choose", s.handle(s.choosePage))
	r.Post("/learn/apply", s.handle(s.applyAdvice))
	r.Get("/learn/losses", s.handle(s.labPage))
	r.Get("/learn/glossary", s.handle(s.glossaryPage))

	r.Get("/experiments/new", s.handle(s.newExperimentPage))
	r.Post("/experiments", s.handle(s.createExperiment))
	r.Get("/experiments/{id}", s.handle(s.experimentPage))
	r.Post("/experiments/{id}", s.handle(s.updateExperiment))
	r.Get("/experiments/{id}/edit", s.handle(s.editExperimentPage))
	r.Get("/experiments/{id}/delete", s.handle(s.deleteExperimentPage))
	r.Post("/experiments/{id}/delete", s.handle(s.deleteExperiment))

	r.Get("/compare/flips", s.handle(s.flipsPage))
	r.Get("/compare/flips.csv", s.handle(s.flipsCSV))
	r.Get("/compare/ranks", s.handle(s.ranksPage))

	r.Get("/runs/{id}", s.handle(s.runPage))
	r.Post("/runs/{id}", s.handle(s.updateRun))
	r.Get("/runs/{id}/report", s.handle(s.getReport))
	r.Get(comparePath+"/report", s.handle(s.getComparisonReport))
	r.Get("/runs/{id}/examples", s.handle(s.ofManyClasses(s.classExamplesPage, s.examplesPage)))
	r.Get("/runs/{id}/examples.csv", s.handle(s.ofManyClasses(s.classExamplesCSV, s.examplesCSV)))
	r.Get("/runs/{id}/slices", s.handle(s.slicesPage))
	r.Get("/runs/{id}/slices.csv", s.handle(s.slicesCSV))
	r.Get("/runs/{id}/elsewhere", s.handle(s.elsewherePage))
	r.Get("/runs/{id}/images/{image}.png", s.handle(s.runPicture))
	r.Get("/runs/{id}/decide", s.handle(s.decidePage))
	r.Post("/runs/{id}/decisions", s.handle(s.decide))
	r.Get(comparePath, s.handle(s.comparePage))
	r.Get("/decisions/{id}", s.handle(s.decisionPage))
	r.Get("/runs/{id}/edit", s.handle(s.editRunPage))
	r.Post("/runs/{id}/flip", s.handle(s.flipFromPage))
	r.Get("/runs/{id}/delete", s.handle(s.deleteRunPage))
	r.Post("/runs/{id}/delete", s.handle(s.deleteRun))
}
