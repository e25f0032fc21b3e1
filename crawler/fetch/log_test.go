package fetch

import (
	"io"
	"log"
)

// quiet is the log of test servers that are meant to see errors.
var quiet = log.New(io.Discard, "", 0)
