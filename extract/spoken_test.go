package extract

import (
	"strings"
	"testing"
)

func TestSpokenAs(t *testing.T) {
	texts := map[string]string{
		"en": "The ferry between the old harbour and the island will sail again from the first Monday in March, the harbour office said, after two winters in which passengers had to take the bus over the northern bridge that was built for the workers of the quarry and is not made for so many people at once, as they said to this paper",
		"de": "Die Fähre zwischen dem alten Hafen und der Insel wird ab dem ersten Montag im März wieder fahren, teilte das Hafenamt mit, nach zwei Wintern, in denen die Fahrgäste mit dem Bus über die nördliche Brücke fahren mussten, die für die Arbeiter des Steinbruchs gebaut worden ist und nicht für so viele Menschen auf einmal, wie es in der Stadt heißt und wie auch das Amt weiß, das noch keine andere Lösung hat",
		"nl": "De veerboot tussen de oude haven en het eiland vaart vanaf de eerste maandag van maart weer, zei het havenkantoor, na twee winters waarin de reizigers met de bus over de brug in het noorden moesten, die voor de arbeiders van de steengroeve is gebouwd en niet voor zoveel mensen tegelijk, zoals ze op het eiland zeggen en zoals ook het kantoor wel weet dat er nog geen andere weg voor heeft",
		"fr": "Le bac entre le vieux port et l'île reprendra la mer le premier lundi de mars, a dit le bureau du port, après deux hivers pendant lesquels les passagers ont pris le bus par le pont du nord, qui avait été construit pour les ouvriers de la carrière et qui n'est pas fait pour tant de gens à la fois, comme on le dit dans la ville et comme le sait aussi le bureau, qui n'a pas encore une autre idée pour les gens de l'île",
	}
	for language, text := range texts {
		for declared := range commonest {
			if got, want := spokenAs(text, strings.ToUpper(declared)+"-XX"), declared == language; got != want {
				t.Errorf("a text in %s, declared as %s: %v", language, declared, got)
			}
		}
		if spokenAs(text, "") || spokenAs(text, "eo") || spokenAs(text[:60], language) {
			t.Errorf("%s: told without knowing the language, or from a line", language)
		}
	}
}

func TestSpokenInFewWords(t *testing.T) {
	list := strings.Repeat("Quarry Lane, Harbour Road; Mill Street, Tower Bridge; ", 6)
	for _, tt := range []struct {
		name, text, declared string
		want                 bool
	}{
		{"a list of names with a sentence", list + "The harbour office said that it was not for sale.", "en", true},
		{"the same, declared in another language", list + "The harbour office said that it was not for sale.", "nl", false},
		{"names alone", list, "en", false},
		{"a line is too little", "The ferry to the island will be back in the spring.", "en", false},
		{"related languages", "Fergen har ikke gått siden i høst, og den er ikke på plass før i mars, sier de som kan vite det best av alle.", "sv", false},
		{"two languages by halves", "The ferry is not back, it was said by the office. Die Fähre ist noch nicht wieder da, hat das Amt gesagt.", "en", false},
	} {
		if got := spokenAs(tt.text, tt.declared); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
