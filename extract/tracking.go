package extract

import "strings"

// trackingNames are query parameters that only tell where a reader came from:
// no server chooses a page by them. Names that some site uses for content (ref,
// source, id, s, from) are not here.
var trackingNames = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true,
	"msclkid": true, "yclid": true, "ysclid": true, "twclid": true, "ttclid": true, "li_fat_id": true,
	"igshid": true, "igsh": true, "epik": true, "scid": true, "sccid": true, "rdt_cid": true, "srsltid": true,
	"mc_cid": true, "mc_eid": true, "mkt_tok": true, "_hsenc": true, "_hsmi": true, "__hssc": true,
	"__hstc": true, "__hsfp": true, "hsctatracking": true, "vero_id": true, "vero_conv": true,
	"oly_anon_id": true, "oly_enc_id": true, "wickedid": true, "_openstat": true, "ml_subscriber": true,
	"ml_subscriber_hash": true, "s_cid": true, "icid": true, "ncid": true, "cmpid": true, "ito": true,
	"_ga": true, "_gl": true, "_ke": true, "_branch_match_id": true, "_branch_referrer": true,
	"action_object_map": true, "action_type_map": true, "action_ref_map": true, "fb_action_ids": true,
	"fb_action_types": true, "fb_source": true, "fb_ref": true, "ref_src": true, "ref_url": true,
	"xtor": true, "wt_mc": true, "wt_zmc": true, "smid": true, "ocid": true, "guccounter": true,
	"guce_referrer": true, "guce_referrer_sig": true, "spm": true, "scm": true, "soc_src": true,
	"soc_trk": true, "sr_share": true, "trk_contact": true, "trk_msg": true, "trk_module": true,
	"trk_sid": true, "at_medium": true, "at_campaign": true, "at_custom1": true, "at_custom2": true,
	"at_custom3": true, "at_custom4": true, "at_link_id": true, "at_link_origin": true, "at_link_type": true,
	"at_format": true, "at_ptr_name": true, "at_bbc_team": true, "ns_mchannel": true, "ns_source": true,
	"ns_campaign": true, "ns_linkname": true, "ns_fee": true, "cm_mmc": true, "mibextid": true,
	"share_id": true, "feature_share": true, "__twitter_impression": true, "cvid": true,
}

// trackingPrefixes begin families of such parameters.
var trackingPrefixes = []string{"utm_", "utm-", "pk_campaign", "pk_kwd", "pk_source", "pk_medium",
	"pk_content", "mtm_", "matomo_", "piwik_", "hsa_", "stm_", "bsft_"}

// tracking reports whether the name of a query parameter is a known tracker's.
func tracking(name string) bool {
	if len(name) < 3 {
		return false
	}
	name = strings.ToLower(name)
	if trackingNames[name] {
		return true
	}
	for _, p := range trackingPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
