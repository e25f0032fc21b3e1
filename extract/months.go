package extract

import (
	"strings"
	"unicode/utf8"
)

// monthNames are the names of the months, January first, in the nominative, the
// form used in dates and the usual short forms of each language.
var monthNames = [12]string{
	"january jan januar jänner jän januari januaro janvier janv gennaio gen enero ene janeiro gener tammikuu tammikuuta stycznia styczeń sty leden ledna januára január ianuarie ian января январь янв січня січень януари ιανουαρίου ιαν ocak oca sausio janvāris jaanuar siječnja januarja يناير जनवरी januar gennajo қаңтар ינואר בינואר ژانویه ژانویهٔ জানুয়ারি جنوری มกราคม มค ஜனவரி janar јануар јануари studnia студзеня იანვარი հունվարի yanvar janúar xaneiro siječanj janvārī urtarrilak januarie ജനുവരി",
	"february شباط feb februar februari février févr fév febbraio febrero fevereiro fev febrer helmikuu helmikuuta lutego luty lut únor února februára február febr februarie февраля февраль фев лютого лютий февруари φεβρουαρίου φεβ şubat şub vasario februāris veebruar veljače februarja فبراير फरवरी פברואר בפברואר فوریه ফেব্রুয়ারি فروری กุมภาพันธ์ กพ பிப்ரவரி shkurt фебруар фебруари лютага თებერვალი փետրվարի fevral febrúar febreiro pebrero pebruari veljača februārī ақпан",
	"march آذار mar märz mrz maerz maart mrt mars marzo março març maaliskuu maaliskuuta marca marzec březen března március márc márca martie марта март мар березня березень μαρτίου μαρ mart kovo marts märts ožujka مارس मार्च מרץ במרץ מרס במרס مارچ মার্চ มีนาคม มีค மார்ச் сакавіка მარტი მარტს մարտի marso mac machi ožujak martā наурыз",
	"april نيسان apr avril avr aprile abril abr huhtikuu huhtikuuta kwietnia kwiecień kwi duben dubna április ápr apríla aprilie апреля апрель апр квітня квітень април απριλίου απρ nisan nis balandžio aprīlis aprill travnja aprila أبريل अप्रैल אפריל באפריל آوریل اپریل এপ্রিল เมษายน เมย ஏப்ரல் prill красавіка აპრილი ապրիլի aprili travanj aprīlī сәуір",
	"may أيار أيّار mai mei maj maggio mag mayo maio maig toukokuu toukokuuta maja květen května május máj mája мая май травня травень μαΐου μάιος μαϊ mayıs gegužės maijs svibnja مايو मई מאי במאי مهٔ مئی মে พฤษภาคม พค மே majit мај траўня მაისი մայիսի maí svibanj maijā мамыр",
	"june حزيران jun juni juin giugno giu junio junho juny kesäkuu kesäkuuta czerwca czerwiec cze červen června június jún júna iunie iun июня июнь июн червня червень юни ιουνίου ιουν haziran haz birželio jūnijs juuni lipnja junija يونيو जून יוני ביוני ژوئن ژوین جون জুন มิถุนายน มิย ஜூன் qershor јун јуни чэрвеня ივნისი հունիսի iyun júní xuño hunyo lipanj jūnijā маусым",
	"july تموز تمّوز jul juli juillet juil luglio lug julio julho juliol heinäkuu heinäkuuta lipca lipiec lip červenec července július júl júla iulie iul июля июль июл липня липень юли ιουλίου ιουλ temmuz tem liepos jūlijs juuli srpnja julija يوليو जुलाई יולי ביולי ژوئیه جولای جولائی জুলাই กรกฎาคม กค ஜூலை korrik јул јули ліпеня ივლისი հուլիսի iyul júlí xullo hulyo julai srpanj jūlijā шілде",
	"august آب aug augustus augusti août aout agosto ago agost elokuu elokuuta sierpnia sierpień sie srpen srpna augusztus augusta августа август авг серпня серпень αυγούστου αυγ ağustos ağu rugpjūčio augusts kolovoza avgusta أغسطس अगस्त agustus agu agt אוגוסט באוגוסט اوت آگوست اگست আগস্ট สิงหาคม สค ஆகஸ்ட் gusht жніўня აგვისტო օգոստոսի avqust avgust ágúst ogos agosti kolovoz augustā тамыз",
	"september أيلول sep sept septembre settembre set septiembre setembro setembre syyskuu syyskuuta września wrzesień wrz září szeptember szept septembra septembrie сентября сентябрь сен вересня вересень септември σεπτεμβρίου σεπ eylül eyl rugsėjo septembris rujna سبتمبر सितंबर septemb ספטמבר בספטמבר سپتامبر ستمبر সেপ্টেম্বর กันยายน กย செப்டம்பர் shtator септембар верасня სექტემბერი սեպտեմբերի sentyabr sentabr setyembre septemba rujan septembrī қыркүйек",
	"october oct oktober okt octobre ottobre ott octubre outubro out octubre lokakuu lokakuuta października październik paź říjen října október októbra octombrie октября октябрь окт жовтня жовтень октомври οκτωβρίου οκτ ekim eki spalio oktobris oktoober oktobra أكتوبر अक्टूबर אוקטובר באוקטובר اکتبر اکتوبر অক্টোবর ตุลาคม ตค அக்டோபர் tetor октобар кастрычніка ოქტომბერი հոկտեմբերի oktyabr oktabr oktubre oktoba oktobrī қазан",
	"november nov novembre noviembre novembro marraskuu marraskuuta listopada listopad lis listopadu novembra noiembrie ноября ноябрь ноя листопада листопад ноември νοεμβρίου νοε kasım kas lapkričio novembris studenoga novembra نوفمبر नवंबर nopember נובמבר בנובמבר نوامبر নভেম্বর พฤศจิกายน พย நவம்பர் nëntor новембар лістапада ნოემბერი նոյեմբերի noyabr nóvember nobyembre novemba studeni novembrī қараша",
	"december dec dezember dez décembre déc dicembre dic diciembre dezembro desember desembre des joulukuu joulukuuta grudnia grudzień gru prosinec prosince decembra decembrie декабря декабрь дек грудня грудень декември δεκεμβρίου δεκ aralık ara gruodžio decembris detsember prosinca ديسمبر दिसंबर דצמבר בדצמבר دسامبر دسمبر ডিসেম্বর ธันวาคม ธค டிசம்பர் dhjetor децембар снежня დეკემბერი դեկտեմբերի dekabr disyembre disember desemba prosinac decembrī желтоқсан",
}

// jalaliMonths are the months of the calendar of Iran and Afghanistan.
var jalaliMonths = [12]string{"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"}

// jalaliMonth is added to the number of a month of that calendar.
const jalaliMonth = 100

// months gives the number of the month, 1 to 12, by its name in lower case.
var months = func() map[string]int {
	m := map[string]int{}
	for i, names := range monthNames {
		for name := range strings.FieldsSeq(names) {
			m[name] = i + 1
		}
	}
	for i, name := range jalaliMonths {
		m[name] = jalaliMonth + i + 1
	}
	return m
}()

// doubleMonths are names of two words, as the Levant has them.
var doubleMonths = map[string]map[string]int{
	"كانون": {"الثاني": 1, "الأول": 12, "الاول": 12},
	"تشرين": {"الأول": 10, "الاول": 10, "الثاني": 11},
}

// month reads the name of a month and passes it, 0 when there is none.
func (c *cursor) month() int {
	word := c.word()
	if m := months[word]; m > 0 {
		c.at++
		return m
	}
	switch rest := (cursor{ts: c.ts, at: c.at + 1}); {
	case word == "":
	case word == "tháng": // Vietnamese numbers its months
		if rest.skip(" "); rest.kind() == 'd' && rest.ts[rest.at].num <= 12 {
			m := rest.number()
			c.at = rest.at
			return m
		}
	case doubleMonths[word] != nil:
		rest.skip(" ")
		if m := doubleMonths[word][rest.word()]; m > 0 {
			c.at = rest.at + 1
			return m
		}
	case rest.kind() == '.': // Thai cuts its months to two letters with a dot behind each
		rest.at++
		if m := months[word+rest.word()]; m > 0 && word[0] >= utf8.RuneSelf {
			c.at = rest.at + 1
			return m
		}
	}
	return 0
}

// zones are the names of time zones that mean one offset everywhere they are
// used in news, in seconds east of Greenwich.
var zones = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 3600, "west": 3600, "cet": 3600, "mez": 3600, "cest": 7200,
	"mesz": 7200, "eet": 7200, "eest": 10800, "msk": 10800, "est": -18000, "edt": -14400, "cdt": -18000,
	"mst": -25200, "mdt": -21600, "pst": -28800, "pdt": -25200, "jst": 32400, "kst": 32400, "sgt": 28800,
	"hkt": 28800, "wib": 25200, "wita": 28800, "wit": 32400, "pkt": 18000, "aest": 36000, "aedt": 39600, "nzst": 43200, "nzdt": 46800, "sast": 7200,
}
