package feed

import "errors"

// ErrNotFeed is returned by Parse, inside a NotFeedError, for bytes that are
// no feed.
var ErrNotFeed = errors.New("not a feed")
