package frontier

import "time"

// Ladder says how often the page of an article is visited again. Its rungs are
// in ascending order of Until; a ladder without rungs visits nothing again.
type Ladder []Rung

// Rung is one step of a Ladder: until an article has been as it is for Until,
// its page is asked for once every Every.
type Rung struct{ Until, Every time.Duration }

// Every is how long to wait before an article is visited again that has been as
// it is for age; false when it is not visited any more.
func (l Ladder) Every(age time.Duration) (time.Duration, bool) {
	for _, r := range l {
		if age < r.Until {
			return r.Every, true
		}
	}
	return 0, false
}

// Until is the age from which on an article is not visited any more; 0 for a
// ladder without rungs.
func (l Ladder) Until() time.Duration {
	if len(l) == 0 {
		return 0
	}
	return l[len(l)-1].Until
}
