package store

// mergeHealth joins what is known of how sources are doing: the later visit counts.
// What was told to people is each machine's own; a source that is new here brings
// along what is the matter with it, so that this is no news.
func (m *merger) mergeHealth() error {
	feed := `CASE o.feed WHEN 0 THEN 0 ELSE ` + mapped("address", "o.feed") + ` END`
	values := map[string]string{"source": mapped("source", "o.source"), "feed": feed,
		"run": `coalesce(` + mapped("run", "o.run") + `, 0)`, "failed_run": `coalesce(` + mapped("run", "o.failed_run") + `, 0)`}
	later, err := m.replaced("pulse", map[string]string{"source": "", "feed": "", "since": "min(n.since, o.since)", "run": values["run"], "failed_run": values["failed_run"]})
	if err != nil {
		return err
	}
	if _, err := m.takeOver("condition", map[string]string{"source": mapped("source", "o.source")}, `other.condition o WHERE o.source <> 0
		AND NOT EXISTS (SELECT 1 FROM main.pulse p WHERE p.source = `+mapped("source", "o.source")+`)`); err != nil {
		return err
	}
	if _, err := m.takeOver("pulse", values, `other.pulse o WHERE `+feed+` IS NOT NULL`); err != nil {
		return err
	}
	if _, err := m.takeOver("lately", map[string]string{"source": mapped("source", "o.source")}, `other.lately o WHERE true`); err != nil {
		return err
	}
	newer, err := m.replaced("lately", map[string]string{"source": ""})
	if err != nil {
		return err
	}
	return m.all(
		`UPDATE main.pulse AS n SET `+later+` FROM other.pulse o WHERE n.source = `+mapped("source", "o.source")+` AND n.feed = `+feed+` AND o.visited > n.visited`,
		`UPDATE main.lately AS n SET `+newer+` FROM other.lately o WHERE n.source = `+mapped("source", "o.source")+` AND o.newest > n.newest`)
}
