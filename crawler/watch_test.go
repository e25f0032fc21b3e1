package crawler_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"winnow/crawler"
	"winnow/crawler/frontier"
)

// watched makes of the options of a test a watch that polls fast, and ends after
// cycles or when it is told to by the function that enough may call.
func watched(t *testing.T, enough func(cycle int, c crawler.Cycle) bool) (change func(*crawler.Options)) {
	t.Helper()
	until, end := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(func() {
		if until.Err() == context.DeadlineExceeded {
			t.Error("the watch did not get there in time")
		}
		end()
	})
	cycles := 0
	return func(o *crawler.Options) {
		for i := range o.Sources {
			o.Sources[i].PollMin, o.Sources[i].PollMax = 10*time.Millisecond, 20*time.Millisecond
		}
		o.Watch = &crawler.Watch{Pause: time.Millisecond, Until: until, Cycle: func(c crawler.Cycle) {
			if cycles++; enough(cycles, c) {
				end()
			}
		}}
	}
}

func TestWatchAsksWhenSomethingIsDue(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.feed("/rss.xml", "/a")
	s.story("/a", "Ferry", 1)
	s.story("/b", "Oven", 2)
	report := harvest(t, db, watched(t, func(cycle int, c crawler.Cycle) bool {
		if cycle == 4 {
			s.feed("/rss.xml", "/a", "/b")
		}
		if c.Next.IsZero() {
			t.Error("a cycle does not know when something is due")
		}
		return cycle == 8
	}), feedSeed(s.URL+"/rss.xml"))
	if report.Cycles != 8 || report.Total.New != 2 || report.Total.Polled < 8 || report.Due < 8 {
		t.Errorf("%d cycles, %d due, %+v", report.Cycles, report.Due, report.Total)
	}
	if n := s.asked("/a"); n != 1 {
		t.Errorf("/a was asked for %d times", n)
	}
}

// TestWatchPollsBesideABacklog: while one host has pages for a long time, the feed
// of another is asked for whenever it is due.
func TestWatchPollsBesideABacklog(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	var links []string
	for i := range 30 {
		path := fmt.Sprintf("/story/%d", i)
		links = append(links, path)
		s.story(path, fmt.Sprintf("Story %d", i), i+1)
	}
	s.feed("/long.xml", links...)
	other := newSite(t)
	other.feed("/rss.xml", "/a")
	other.story("/a", "Ferry", 99)
	seeds := []frontier.Lead{feedSeed(s.URL + "/long.xml"), feedSeed(elsewhere(other.URL) + "/rss.xml")}
	seeds[1].Source = "far"
	report := harvest(t, db, func(o *crawler.Options) {
		watched(t, func(int, crawler.Cycle) bool { return true })(o)
		o.Sources[0].Delay = 20 * time.Millisecond
		o.Sources[0].PollMin, o.Sources[0].PollMax = time.Hour, time.Hour
	}, seeds...)
	if n := other.asked("/rss.xml"); n < 5 {
		t.Errorf("the feed of the other host was asked for %d times while %d pages were fetched", n, report.Total.Pages)
	}
	if report.Total.New != 31 {
		t.Errorf("%+v", report.Total)
	}
}

// elsewhere is a server under the other name that loopback has.
func elsewhere(address string) string {
	_, port, _ := net.SplitHostPort(address[len("http://"):])
	return "http://localhost:" + port
}

func TestWatchFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	until, end := context.WithCancel(context.Background())
	defer end()
	s.feed("/rss.xml", "/a", "/b")
	s.story("/plain", "Ferry", 1)
	plain := s.handlers["/plain"]
	s.handle("/a", func(w http.ResponseWriter, r *http.Request) {
		end() // while it is under way
		plain(w, r)
	})
	s.story("/b", "Oven", 2)
	report := harvest(t, db, func(o *crawler.Options) {
		o.Sources[0].Delay = 10 * time.Millisecond
		o.Watch = &crawler.Watch{Until: until}
	}, feedSeed(s.URL+"/rss.xml"))
	if report.Total.New != 1 || s.asked("/b") != 0 || report.Queued != 1 {
		t.Errorf("new %d, queued %d, /b asked for %d times", report.Total.New, report.Queued, s.asked("/b"))
	}
	if again := harvest(t, db, nil, feedSeed(s.URL+"/rss.xml")); again.Total.New != 1 || s.asked("/a") != 1 {
		t.Errorf("then %+v; /a was asked for %d times", again.Total, s.asked("/a"))
	}
}

// TestWatchFollowsARedirectWithoutPollingAnew: a feed that redirects is not due
// again while its redirect waits for the clock of its host.
func TestWatchFollowsARedirectWithoutPollingAnew(t *testing.T) {
	t.Parallel()
	s, db := newSite(t), tempDB(t)
	s.feed("/now.xml", "/a")
	s.story("/a", "Ferry", 1)
	s.handle("/rss.xml", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/now.xml", http.StatusFound) })
	harvest(t, db, func(o *crawler.Options) {
		watched(t, func(int, crawler.Cycle) bool { return true })(o)
		o.Sources[0].Delay = 50 * time.Millisecond
	}, feedSeed(s.URL+"/rss.xml"))
	if old, now := s.asked("/rss.xml"), s.asked("/now.xml"); old != now || old == 0 {
		t.Errorf("the redirect was asked for %d times, what it leads to %d times", old, now)
	}
}

// TestWatchWaitsOutALostNetwork: when no host answers nobody is to blame, and all
// is asked for again as soon as they do.
func TestWatchWaitsOutALostNetwork(t *testing.T) {
	t.Parallel()
	var seeds []frontier.Lead
	var sites []*site
	var reopened []*http.Server
	for i, host := range []string{"127.0.0.1", "localhost"} {
		s := newSite(t)
		s.feed("/rss.xml")
		address := s.Listener.Addr().String()
		s.Close() // it comes back once it was missed
		sites, reopened = append(sites, s), append(reopened, &http.Server{Handler: s, Addr: address})
		_, port, _ := net.SplitHostPort(address)
		l := feedSeed("http://" + host + ":" + port + "/rss.xml")
		l.Source = fmt.Sprintf("source-%d", i)
		seeds = append(seeds, l)
	}
	t.Cleanup(func() {
		for _, server := range reopened {
			server.Close()
		}
	})
	var told atomic.Int32
	db := tempDB(t)
	report := harvest(t, db, func(o *crawler.Options) {
		watched(t, func(int, crawler.Cycle) bool {
			for _, s := range sites {
				if s.asked("/rss.xml") == 0 {
					return false
				}
			}
			return true
		})(o)
		o.ParkAfter, o.Retries = 2, 3
		o.Watch.Lost = func(down bool) {
			told.Add(1)
			if down {
				for _, server := range reopened {
					go server.ListenAndServe() // until it is closed
				}
			}
		}
	}, seeds...)
	if told.Load() != 2 {
		t.Errorf("the network was told to be down or back %d times, want once each", told.Load())
	}
	if report.Total.Failed != 0 {
		t.Errorf("%+v", report.Total)
	}
}
