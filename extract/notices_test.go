package extract

import (
	"strings"
	"testing"
)

// What sites say on every page, longer together than the story.
var (
	consents = []string{
		"When you come to this site we put small files on your machine, which remember how you have set the page, what you have read and for how long you have read it.",
		"You may say no to all of them but those without which the page cannot be shown, and you may change your mind later from a link at the foot of every page.",
		"Files of the second kind count our readers. They tell us how many came from a search and how many from a friend, but neither who you are nor where you live.",
		"Files of the third kind are put there by firms that pay for the notices beside the text. They try to guess what you would like to buy, and mostly guess wrong.",
	}
	appeals = []string{
		"The Island Gazette belongs to nobody but its readers. Our journalism costs more than the notices bring in, and yet everybody may read it, whether they can pay or not.",
		"If you can spare the price of a cup of tea, support our small newsroom. Every contribution, however small, pays for a day at sea with the reporter who wrote this.",
		"An island without a paper of its own is an island where the council meets alone. A democracy of four thousand people needs somebody who sits in the back row.",
		"It takes a minute, and you can stop whenever you like. Those who donate more than once a year are asked to the summer party on the slip, with music and fried fish.",
	}
)

func TestNotices(t *testing.T) {
	box := func(open string, texts []string) string {
		return open + "<p>" + strings.Join(texts, "</p><p>") + "</p></div>"
	}
	tests := []struct {
		name, after string
		want        []string // behind the story
	}{
		{"consent", box(`<div class="cookie-consent">`, consents), nil},
		{"consent by the name of its maker", box(`<div id="onetrust-pc">`, consents), nil},
		{"an appeal", box(`<div class="support-gazette">`, appeals), nil},
		{"an appeal in parts", box(`<div class="donate-box">`, appeals[:2]) + box(`<div class="donate-box">`, appeals[1:]), nil},
		{"a box with such a name that asks for nothing", box(`<div class="support-beams">`, paragraphsToo), paragraphsToo},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, want := keptWith(t, "", paragraphs, test.after), strings.Join(append(append([]string{}, paragraphs...), test.want...), "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestNoticeThatIsTheText holds that a page about consent or giving keeps its text.
func TestNoticeThatIsTheText(t *testing.T) {
	for name, texts := range map[string][]string{"cookie-consent": consents, "support-us": appeals} {
		page := `<title>What we ask of you</title><body><main class="` + name + `"><h1>What we ask of you</h1><p>` + strings.Join(texts, "</p><p>") + "</p></main></body>"
		a, err := Page([]byte(page), Options{URL: "https://island.example/" + name})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if !strings.Contains(a.Text, text) {
				t.Errorf("%s: the text lacks %q", name, text)
			}
		}
	}
}
