package webdriver

// Keys for which WebDriver has special code points.
var keys = map[string]string{
	"Tab": "\uE004", "Enter": "\uE007", "PageUp": "\uE00E", "PageDown": "\uE00F", "End": "\uE010", "Home": "\uE011",
	"ArrowLeft": "\uE012", "ArrowUp": "\uE013", "ArrowRight": "\uE014", "ArrowDown": "\uE015",
}

// frame is the time in which the pointer moves from one place to the next, in milliseconds.
const frame = 16

// Press presses and releases keys, one after the other, by their names in the DOM.
func (s *Session) Press(names ...string) error {
	var steps []any
	for _, name := range names {
		value, ok := keys[name]
		if !ok {
			value = name
		}
		for _, kind := range []string{"keyDown", "keyUp"} {
			steps = append(steps, map[string]any{"type": kind, "value": value})
		}
	}
	return s.perform(map[string]any{"type": "key", "id": "keyboard", "actions": steps})
}

// Drag presses the mouse at the first place, moves it through the others and
// releases it at the last. With one place it is a click.
func (s *Session) Drag(places ...[2]float64) error {
	var steps []any
	for i, place := range places {
		steps = append(steps, map[string]any{
			"type": "pointerMove", "duration": frame, "origin": "viewport", "x": int(place[0]), "y": int(place[1]),
		})
		if i == 0 {
			steps = append(steps, map[string]any{"type": "pointerDown", "button": 0})
		}
	}
	steps = append(steps, map[string]any{"type": "pointerUp", "button": 0})
	return s.perform(map[string]any{
		"type": "pointer", "id": "mouse", "parameters": map[string]string{"pointerType": "mouse"}, "actions": steps,
	})
}

func (s *Session) perform(source map[string]any) error {
	return s.do(actions, map[string]any{"actions": []any{source}}, nil)
}
