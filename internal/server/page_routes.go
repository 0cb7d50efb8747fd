package server

import (
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/link"
	"tradeoff/internal/web"
)

// pageRoutes lists every page. What a page shows and what its forms do stand
// together in one file.
func (s *Server) pageRoutes(r chi.Router) {
	r.Get("/", web.Handle(s.homePage))
	r.Get("/upload", web.Handle(s.uploadPage))
	r.Post("/uploads", web.Handle(s.uploadFile))
	r.Get("/uploads/{draft}", web.Handle(s.draftPage))
	r.Post("/uploads/{draft}", web.Handle(s.changeDraft))
	r.Get("/uploads/{draft}/progress", web.Handle(s.draftProgress))
	r.Post("/uploads/{draft}/cancel", web.Handle(s.cancelDraft))
	r.Post("/theme", web.Handle(web.ChooseTheme))
	r.Get("/api", web.Handle(s.apiPage))

	r.Get("/learn", web.Handle(s.learnPage))
	r.Get("/learn/scan", web.Handle(s.scanPage))
	r.Get("/learn/sheet", web.Handle(s.sheetPage))
	r.Get("/learn/choose", web.Handle(s.choosePage))
	r.Post("/learn/apply", web.Handle(s.applyAdvice))
	r.Get("/learn/losses", web.Handle(s.labPage))
	r.Get("/learn/glossary", web.Handle(s.glossaryPage))

	r.Get("/experiments/new", web.Handle(s.newExperimentPage))
	r.Post("/experiments", web.Handle(s.createExperiment))
	r.Get("/experiments/{id}", web.Handle(s.experimentPage))
	r.Post("/experiments/{id}", web.Handle(s.updateExperiment))
	r.Get("/experiments/{id}/edit", web.Handle(s.editExperimentPage))
	r.Get("/experiments/{id}/delete", web.Handle(s.deleteExperimentPage))
	r.Post("/experiments/{id}/delete", web.Handle(s.deleteExperiment))

	r.Get("/compare/flips", web.Handle(s.flipsPage))
	r.Get("/compare/flips.csv", web.Handle(s.flipsCSV))
	r.Get("/compare/ranks", web.Handle(s.ranksPage))

	r.Get("/runs/{id}", web.Handle(s.runPage))
	r.Post("/runs/{id}", web.Handle(s.updateRun))
	r.Get("/runs/{id}/report", web.Handle(s.getReport))
	r.Get(link.ComparePath+"/report", web.Handle(s.getComparisonReport))
	r.Get("/runs/{id}/examples", web.Handle(s.ofManyClasses(s.classExamplesPage, s.examplesPage)))
	r.Get("/runs/{id}/examples.csv", web.Handle(s.ofManyClasses(s.classExamplesCSV, s.examplesCSV)))
	r.Get("/runs/{id}/slices", web.Handle(s.slicesPage))
	r.Get("/runs/{id}/slices.csv", web.Handle(s.slicesCSV))
	r.Get("/runs/{id}/elsewhere", web.Handle(s.elsewherePage))
	r.Get("/runs/{id}/images/{image}.png", web.Handle(s.runPicture))
	r.Get("/runs/{id}/decide", web.Handle(s.decidePage))
	r.Post("/runs/{id}/decisions", web.Handle(s.decide))
	r.Get(link.ComparePath, web.Handle(s.comparePage))
	r.Get("/decisions/{id}", web.Handle(s.decisionPage))
	r.Get("/runs/{id}/edit", web.Handle(s.editRunPage))
	r.Post("/runs/{id}/flip", web.Handle(s.flipFromPage))
	r.Get("/runs/{id}/delete", web.Handle(s.deleteRunPage))
	r.Post("/runs/{id}/delete", web.Handle(s.deleteRun))
}
