package extract

import "strings"

// monthNames are the names of the months, January first, in the nominative, the
// form used in dates and the usual short forms of each language.
var monthNames = [12]string{
	"january jan januar jänner jän januari januaro janvier janv gennaio gen enero ene janeiro gener tammikuu tammikuuta stycznia styczeń sty leden ledna januára január ianuarie ian января январь янв січня січень януари ιανουαρίου ιαν ocak oca sausio janvāris jaanuar siječnja januarja يناير जनवरी januar gennajo қаңтар",
	"february شباط feb februar februari février févr fév febbraio febrero fevereiro fev febrer helmikuu helmikuuta lutego luty lut únor února februára február febr februarie февраля февраль фев лютого лютий февруари φεβρουαρίου φεβ şubat şub vasario februāris veebruar veljače februarja فبراير फरवरी",
	"march آذار mar märz mrz maerz maart mrt mars marzo março març maaliskuu maaliskuuta marca marzec březen března március márc márca martie марта март мар березня березень μαρτίου μαρ mart kovo marts märts ožujka مارس मार्च",
	"april نيسان apr avril avr aprile abril abr huhtikuu huhtikuuta kwietnia kwiecień kwi duben dubna április ápr apríla aprilie апреля апрель апр квітня квітень април απριλίου απρ nisan nis balandžio aprīlis aprill travnja aprila أبريل अप्रैल",
	"may أيار أيّار mai mei maj maggio mag mayo maio maig toukokuu toukokuuta maja květen května május máj mája мая май травня травень μαΐου μάιος μαϊ mayıs gegužės maijs svibnja مايو मई",
	"june حزيران jun juni juin giugno giu junio junho juny kesäkuu kesäkuuta czerwca czerwiec cze červen června június jún júna iunie iun июня июнь июн червня червень юни ιουνίου ιουν haziran haz birželio jūnijs juuni lipnja junija يونيو जून",
	"july تموز تمّوز jul juli juillet juil luglio lug julio julho juliol heinäkuu heinäkuuta lipca lipiec lip červenec července július júl júla iulie iul июля июль июл липня липень юли ιουλίου ιουλ temmuz tem liepos jūlijs juuli srpnja julija يوليو जुलाई",
	"august آب aug augustus augusti août aout agosto ago agost elokuu elokuuta sierpnia sierpień sie srpen srpna augusztus augusta августа август авг серпня серпень αυγούστου αυγ ağustos ağu rugpjūčio augusts kolovoza avgusta أغسطس अगस्त agustus agu agt",
	"september أيلول sep sept septembre settembre set septiembre setembro setembre syyskuu syyskuuta września wrzesień wrz září szeptember szept septembra septembrie сентября сентябрь сен вересня вересень септември σεπτεμβρίου σεπ eylül eyl rugsėjo septembris rujna سبتمبر सितंबर septemb",
	"october oct oktober okt octobre ottobre ott octubre outubro out octubre lokakuu lokakuuta października październik paź říjen října október októbra octombrie октября октябрь окт жовтня жовтень октомври οκτωβρίου οκτ ekim eki spalio oktobris oktoober oktobra أكتوبر अक्टूबर",
	"november nov novembre noviembre novembro marraskuu marraskuuta listopada listopad lis listopadu novembra noiembrie ноября ноябрь ноя листопада листопад ноември νοεμβρίου νοε kasım kas lapkričio novembris studenoga novembra نوفمبر नवंबर nopember",
	"december dec dezember dez décembre déc dicembre dic diciembre dezembro desember desembre des joulukuu joulukuuta grudnia grudzień gru prosinec prosince decembra decembrie декабря декабрь дек грудня грудень декември δεκεμβρίου δεκ aralık ara gruodžio decembris detsember prosinca ديسمبر दिसंबर",
}

// months gives the number of the month, 1 to 12, by its name in lower case.
var months = func() map[string]int {
	m := map[string]int{}
	for i, names := range monthNames {
		for name := range strings.FieldsSeq(names) {
			m[name] = i + 1
		}
	}
	return m
}()

// zones are the names of time zones that mean one offset everywhere they are
// used in news, in seconds east of Greenwich.
var zones = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 3600, "west": 3600, "cet": 3600, "mez": 3600, "cest": 7200,
	"mesz": 7200, "eet": 7200, "eest": 10800, "msk": 10800, "est": -18000, "edt": -14400, "cdt": -18000,
	"mst": -25200, "mdt": -21600, "pst": -28800, "pdt": -25200, "jst": 32400, "kst": 32400, "sgt": 28800,
	"hkt": 28800, "aest": 36000, "aedt": 39600, "nzst": 43200, "nzdt": 46800, "sast": 7200,
}
