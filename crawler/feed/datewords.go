package feed

import "strings"

// monthNames are the names and abbreviations of the twelve months in lower
// case, in the languages that feeds are written in, with the case endings that
// a date has.
var monthNames = numbered(
	`january jan يناير januar jänner janvier janv enero ene gennaio gen janeiro januari jan januar tammikuu tammikuuta stycznia styczeń sty leden ledna led január ianuarie ian ocak oca января январь янв січня ιανουαρίου ιανουάριος ιαν`,
	`february feb فبراير pebruari february februar feber février fevrier févr fevr fév fev febrero febbraio febr fevereiro februari helmikuu helmikuuta lutego luty lut únor února úno február februári februarie şubat subat şub февраля февраль фев лютого φεβρουαρίου φεβρουάριος φεβ`,
	`march mar مارس maret märz maerz mrz mär mars marzo março marco maart mrt marts maaliskuu maaliskuuta marca marzec března březen bře március márc martie mart марта март мар березня μαρτίου μάρτιος μάρ μαρ μάώ μαώ`,
	`april apr أبريل ابريل avril avr abril abr aprile aprilie huhtikuu huhtikuuta kwietnia kwiecień kwi dubna duben dub április ápr nisan nis апреля апрель апр квітня απριλίου απρίλιος απρ`,
	`may mai مايو mayo maggio mag maio mei maj toukokuu toukokuuta maja května květen kvě május máj mayıs мая май травня μαΐου μάιος μάι μαϊ μαι`,
	`june jun يونيو يونيه juni juin junio giugno giu junho kesäkuu kesäkuuta czerwca czerwiec cze června červen čvn június jún iunie iun haziran haz июня июнь июн червня ιουνίου ιούνιος ιούν ιουν ιον`,
	`july jul يوليو يوليه juli juillet juil julio luglio lug julho heinäkuu heinäkuuta lipca lipiec lip července červenec čvc július júl iulie iul temmuz tem июля июль июл липня ιουλίου ιούλιος ιούλ ιουλ ιολ`,
	`august aug أغسطس agustus août aout agosto ago augustus augusti elokuu elokuuta sierpnia sierpień sie srpna srpen srp augusztus ağustos ağu августа август авг серпня αυγούστου αύγουστος αύγ αυγ`,
	`september sept سبتمبر sep septembre septiembre setiembre set settembre sett setembro syyskuu syyskuuta września wrzesień wrz září zář szeptember szept septembrie eylül eyl сентября сентябрь сен сент вересня σεπτεμβρίου σεπτέμβριος σεπ`,
	`october oct أكتوبر اكتوبر oktober okt octobre octubre ottobre ott outubro out lokakuu lokakuuta października październik paź října říjen říj október octombrie ekim eki октября октябрь окт жовтня οκτωβρίου οκτώβριος οκτ`,
	`november nov نوفمبر novembre noviembre novembro marraskuu marraskuuta listopada listopad lis listopadu noiembrie kasım kas ноября ноябрь ноя листопада νοεμβρίου νοέμβριος νοέ νοε`,
	`december dec ديسمبر desember dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des joulukuu joulukuuta grudnia grudzień gru prosince prosinec pro decembrie aralık ara декабря декабрь дек грудня δεκεμβρίου δεκέμβριος δεκ`,
)

// weekdayNames likewise, Sunday first.
var weekdayNames = numbered(
	`sunday sun nd niedz ne dom nedeľa minggu sonntag so dimanche dim domingo dom domenica zondag zo söndag sön søndag søn sunnuntai niedziela niedz neděle vasárnap duminică pazar воскресенье вс κυριακή κυρ`,
	`monday mon pn po seg lun senin montag mo lundi lun lunes lunedì segunda maandag ma måndag mån mandag man maanantai poniedziałek pon pondělí hétfő luni pazartesi понедельник пн δευτέρα δευ`,
	`tuesday tue wt út ter selasa tues dienstag di mardi martes martedì terça dinsdag tisdag tis tirsdag tir tiistai wtorek úterý kedd marți salı вторник вт τρίτη τρι`,
	`wednesday wed śr st qua rabu weds mittwoch mi mercredi mer miércoles mié miercoles mercoledì quarta woensdag wo onsdag ons keskiviikko środa středa szerda miercuri çarşamba среда ср τετάρτη τετ`,
	`thursday thu czw čt qui kamis thur thurs donnerstag do jeudi jeu jueves jue giovedì gio quinta donderdag torsdag tor tors torstai czwartek čtvrtek csütörtök joi perşembe четверг чт πέμπτη πεμ`,
	`friday fri pá sex jumat freitag fr vendredi ven viernes vie venerdì sexta vrijdag vr fredag fre perjantai piątek pátek péntek vineri cuma пятница пт παρασκευή παρ`,
	`saturday sat sob sabtu samstag sa sonnabend samedi sam sábado sáb sabado sabato sab zaterdag za lördag lör lørdag lør lauantai sobota szombat sâmbătă cumartesi суббота сб σάββατο σαβ`,
)

// fillers may stand between the parts of a date and say nothing.
var fillers = set(`the of on at um uhr a à am. de del le den der dem kl klo o'clock etc and und feira
	published posted updated modified date pubdate veröffentlicht publié publicado pubblicato г года`)

// zones are offsets in minutes. Where one abbreviation has several meanings,
// it is the one that feeds use.
var zones = map[string]int{
	"z": 0, "gmt": 0, "utc": 0, "ut": 0, "uct": 0, "wet": 0, "west": 60, "bst": 60, "ist": 330,
	"cet": 60, "met": 60, "mez": 60, "cest": 120, "mest": 120, "mesz": 120, "eet": 120, "sast": 120, "cat": 120,
	"eest": 180, "msk": 180, "eat": 180, "wat": 60, "gst": 240, "pkt": 300, "ict": 420, "wib": 420,
	"hkt": 480, "sgt": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600, "aedt": 660,
	"nzst": 720, "nzdt": 780, "brt": -180, "art": -180, "clt": -240,
	"ast": -240, "adt": -180, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
	"mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
}

// seasonalZones are offsets in winter of names that do not say whether it is
// summer time.
var seasonalZones = map[string]int{"at": -240, "et": -300, "ct": -360, "mt": -420, "pt": -480}

// halves of the day.
var halves = map[string]int{"am": 0, "a.m": 0, "pm": 12, "p.m": 12}

// cjkDate writes the date of Chinese, Japanese and Korean as numbers.
var cjkDate = strings.NewReplacer(
	"年", "-", "月", "-", "日", " ", "년 ", "-", "년", "-", "월 ", "-", "월", "-", "일", " ",
	"時", ":", "时", ":", "시 ", ":", "시", ":", "分", " ", "분", " ",
	"下午", " pm ", "午後", " pm ", "오후", " pm ", "上午", " am ", "午前", " am ", "오전", " am ",
	"−", "-", "–", "-", "\u00a0", " ", "\u202f", " ", "\u200e", "",
)

func numbered(lines ...string) map[string]int {
	out := map[string]int{}
	for i, line := range lines {
		for _, word := range strings.Fields(line) {
			out[word] = i + 1
		}
	}
	return out
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
