package templates

// APIView is the reference of the API.
type APIView struct {
	Page    Page
	About   string
	Base    string // where all paths begin
	Groups  []APIGroup
	Schemas []APISchema
}

// APIGroup is some operations under one heading.
type APIGroup struct {
	Name       string
	Operations []APIOperation
}

// APIOperation is one thing that the API does.
type APIOperation struct {
	ID, Method, Path string
	Summary, About   string
	Parameters       []APIMember
	Sends            []APIContent
	Answers          []APIContent
}

// APIContent is the content of a body.
type APIContent struct {
	Status string // of an answer
	Kind   string // media type
	Type   APIType
	About  string
}

// APISchema is the members of an object.
type APISchema struct {
	Name    string
	Members []APIMember
}

// APIMember is a parameter, or a member of an object.
type APIMember struct {
	Name, In string
	Type     APIType
	About    string
	Needed   bool
}

// APIType describes a value in words. Ref is the name of the schema at the end of
// the words; "" without one.
type APIType struct{ Text, Ref string }

func schemaAnchor(name string) string { return "schema-" + name }
