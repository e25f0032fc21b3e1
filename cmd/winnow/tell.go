package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"winnow/config"
	"winnow/store"
)

// tellChanges looks at how the sources are doing once a run is over, and tells what
// has changed since the last one: a line each, whatever -q says, and to the
// notification hook. That the hook fails is told and is no failure of the run.
func (c *console) tellChanges(ctx context.Context, db *store.Store, settings *config.Config) error {
	changes, err := db.Review(ctx, settings.Notify.Wanted)
	if err != nil {
		return err
	}
	for _, line := range changeLines(changes) {
		c.tellChange(line)
	}
	return deliver(ctx, db, hook{settings.Notify, settings.Identity.Agent}, c.tellChange)
}

// hookTries is how many runs try to hand a change to the hook before it is given up.
const hookTries = 5

// deliver hands what waits to the hook, the oldest first. Where the hook fails, the
// rest waits for the next run. say is told when the hook fails for the first time
// with a change, and when that change is given up; the error is one of the database.
func deliver(ctx context.Context, db *store.Store, h hook, say func(line string)) error {
	waiting, err := db.Undelivered(ctx)
	if err != nil {
		return err
	}
	for _, d := range waiting {
		failed := h.tell(ctx, notice{Change: d.Change, Title: changeLine(d.Change), Remedy: changeRemedy(d.Change)})
		if ctx.Err() != nil {
			return nil // it is told again by the next run
		}
		given := failed != nil && d.Tries+1 >= hookTries
		if err := db.Delivered(ctx, d.ID, failed == nil || given); err != nil {
			return err
		}
		switch {
		case failed == nil:
			continue
		case given:
			say(fmt.Sprintf("the notification hook was not told that %s: given up after %d runs: %s", changeLine(d.Change), hookTries, harmless(failed.Error())))
		case d.Tries == 0:
			say(fmt.Sprintf("the notification hook failed: %s; the next runs try again: winnow notify test", harmless(failed.Error())))
		}
		return nil
	}
	return nil
}

// manyAlike is from how many sources on the same change is told in one line: what
// befalls them all at once is one thing.
const manyAlike = 6

// changeLines says changes for people, a line each.
func changeLines(changes []store.Change) []string {
	alike := map[string][]string{}
	for _, ch := range changes {
		if ch.Subject == "" {
			alike[ch.Kind+ch.State] = append(alike[ch.Kind+ch.State], ch.Source)
		}
	}
	var lines []string
	told := map[string]bool{}
	for _, ch := range changes {
		key := ch.Kind + ch.State
		switch names := alike[key]; {
		case ch.Subject != "" || len(names) < manyAlike:
			lines = append(lines, changeLine(ch)+inBrackets(changeRemedy(ch)))
		case !told[key]:
			told[key] = true
			lines = append(lines, fmt.Sprintf("%d sources %s: %s and others; winnow status shows each", len(names), manyWords[key], list(names[:manyAlike-1])))
		}
	}
	return lines
}

// manyWords says of many sources what changed, by kind and state.
var manyWords = map[string]string{
	store.KindFailing + store.StateBegun: "fail", store.KindFailing + store.StateOver: "answer again",
	store.KindWall + store.StateBegun: "meet a wall against machines", store.KindWall + store.StateOver: "let winnow in again",
	store.KindSilent + store.StateBegun: "have fallen silent", store.KindSilent + store.StateOver: "publish again",
	store.KindYield + store.StateBegun: "give pages without articles", store.KindYield + store.StateOver: "give articles again",
}

// changeLine says one change for people: which source, what, since when, why.
func changeLine(ch store.Change) string {
	source, detail := "source "+harmless(ch.Source), harmless(ch.Detail)
	if ch.State == store.StateOver {
		if ch.Source == "" {
			return "the sources answer again; they failed since " + clockTime(ch.Since)
		}
		return fmt.Sprintf("%s is well again: %s; %s since %s", source, harmless(firstOf(subjectWords(ch), detail)), overWords[ch.Kind], clockTime(ch.Since))
	}
	switch ch.Kind {
	case store.KindNetwork:
		return detail + ": is the network reachable?"
	case store.KindFailing:
		return fmt.Sprintf("%s fails since %s: %s", source, clockTime(ch.Since), detail)
	case store.KindWall:
		return fmt.Sprintf("%s meets a wall against machines since %s: %s", source, clockTime(ch.Since), detail)
	case store.KindGone:
		return fmt.Sprintf("%s: a feed is gone: %s: take it out of crawl.yaml, or put the new address there", source, detail)
	case store.KindSilent:
		return fmt.Sprintf("%s has fallen silent: %s", source, detail)
	case store.KindMoved:
		return fmt.Sprintf("%s: %s has moved to %s and is asked for there: change it in crawl.yaml", source, harmless(ch.Subject), detail)
	}
	return source + ": " + detail
}

// changeRemedy says what to do about a change; empty when it is over, or when the
// line that tells of it says so itself.
func changeRemedy(ch store.Change) string {
	switch {
	case ch.State == store.StateOver, ch.Kind == store.KindGone, ch.Kind == store.KindMoved, ch.Kind == store.KindNetwork:
		return ""
	}
	return harmless(remedyOf(ch.Kind, ch.Detail))
}

func inBrackets(words string) string {
	if words == "" {
		return ""
	}
	return " (" + words + ")"
}

// overWords says what it was that is over.
var overWords = map[string]string{
	store.KindFailing: "it failed", store.KindWall: "it was behind a wall", store.KindGone: "it was gone",
	store.KindSilent: "it was silent", store.KindField: "it was missing", store.KindYield: "they gave none",
}

func subjectWords(ch store.Change) string {
	if ch.Subject == "" {
		return ""
	}
	return ch.Subject + ": " + ch.Detail
}

// clockTime is a time for people, in the zone of this machine.
func clockTime(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

// hushed is the failure of sources without its words: with -q they were told when
// they changed.
func hushed(err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	return &failure{f.code, errors.New(""), ""}
}
