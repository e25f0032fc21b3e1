package feed

import (
	"strings"

	"golang.org/x/text/language"
)

// maxLanguage is the longest registered tag with room to spare.
const maxLanguage = 40

// noLanguage is inherited from an empty xml:lang: no language is known.
const noLanguage = "und"

// languageTag gives a BCP 47 tag in its usual spelling, empty for what is
// none ("none", "english", "en-us, de").
func languageTag(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if s == "" || len(s) > maxLanguage {
		return ""
	}
	switch s { // nearly all of them, without the tables
	case "en", "de", "fr", "es", "it", "pt", "nl", "en-US", "en-GB":
		return s
	case "en-us":
		return "en-US"
	case "en-gb":
		return "en-GB"
	}
	tag, err := language.Raw.Parse(s)
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}
