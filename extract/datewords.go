package extract

// changedWords announce the date of a later version, publishedWords that of the
// first.
var (
	changedWords = []string{"updated", "update", "modified", "aktualisiert", "actualizado", "actualizada", "actualisé",
		"mis à jour", "mise à jour", "aggiornato", "aggiornamento", "bijgewerkt", "gewijzigd", "oppdatert", "opdateret", "uppdaterad",
		"atualizado", "atualizada", "обновлен", "оновлен", "змінено", "изменено", "обновена", "ажуриран", "aktualizov", "aktualizac",
		"zaktualizowano", "ažurirano", "izmijenjeno", "posodobljeno", "päivitetty", "muokattu", "uuendatud", "atjaunots", "atnaujinta",
		"güncelle", "frissítve", "módosít", "modificat", "actualizat", "última modificación", "modificado", "geändert", "modifié",
		"更新", "修改", "修訂", "수정", "업데이트", "تحديث", "تعديل", "بروزرسانی", "به\u200cروزرسانی", "עודכן", "अपडेट", "অপডেট", "ενημέρωση", "ενημερώθηκε",
		"cập nhật", "diperbarui", "อัปเดต", "ปรับปรุง", "edited", "revised", "stand:", "reviewed"}
	publishedWords = []string{"published", "posted", "veröffentlicht", "publié", "publicado", "publicada", "pubblicato", "gepubliceerd",
		"geplaatst", "publicerad", "publicerat", "publisert", "publiceret", "udgivet", "opublikowano", "publikacji", "dodano", "utworzono",
		"publikováno", "zveřejněno", "vydáno", "publikované", "zverejnené", "objavljeno", "опубликован", "размещено", "опубліковано",
		"публикуван", "објављено", "julkaistu", "avaldatud", "publicēts", "paskelbta", "megjelent", "közzétéve", "publicat", "postat",
		"yayın", "oluşturulma", "giriş", "erstellt", "created", "written on", "发布", "发表", "發布", "發佈", "發表", "公開", "配信", "掲載",
		"입력", "등록", "승인", "게시", "date:", "datum:", "نشر", "انتشار", "פורסם", "प्रकाशित", "প্রকাশ", "δημοσίευση", "δημοσιεύθηκε",
		"ngày đăng", "đăng lúc", "terbit", "tayang", "dipublikasikan", "เผยแพร่"}
	// dayPrepositions stand before the day in a short line; they stand before many
	// another day in a sentence.
	dayPrepositions = []string{"le ", "am ", "on ", "vom "}
)
