package config

// checkWhole reports what only the whole file shows. A contact that was left out
// is mentioned when nothing else is wrong: it is the last thing to fill in.
func (w *walk) checkWhole(c *Config) {
	_, given := w.at["identity.contact"]
	if !given && len(w.issues) > 0 || !w.untouched("", "identity") || !w.untouched("identity", "contact") {
		return
	}
	if err := c.checkContact(); err != nil {
		top := value{line: 1, column: 1}
		at := w.near("identity", top)
		at = w.near("identity.contact", at)
		at.path = "identity.contact"
		w.report(at, err)
	}
}

// near is the value at path, or the one above it that is there.
func (w *walk) near(path string, above value) value {
	if v, ok := w.at[path]; ok {
		return v
	}
	above.path = path
	return above
}
