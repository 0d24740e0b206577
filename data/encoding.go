package data

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"
)

var (
	bomUTF8    = []byte("\xef\xbb\xbf")
	bomUTF16LE = []byte("\xff\xfe")
	bomUTF16BE = []byte("\xfe\xff")
)

// decodeText turns the bytes of a text file into UTF-8. The name is one of
// auto (or nothing), utf-8, utf-16, gb18030 (also gbk, gb2312) and big5;
// recognised says which encoding it was.
func decodeText(b []byte, name string) (text []byte, recognised string, err error) {
	switch strings.ToLower(name) {
	case "", "auto":
		return decodeAuto(b)
	case "utf-8", "utf8":
		return decodeUTF8(b)
	case "utf-16", "utf16":
		return decodeAs(b, "UTF-16", utf.UTF16(utf.LittleEndian, utf.UseBOM))
	case "gb18030", "gbk", "gb2312":
		return decodeAs(b, "GB18030", simplifiedchinese.GB18030)
	case "big5":
		return decodeAs(b, "Big5", traditionalchinese.Big5)
	}
	return nil, "", &InputError{
		Key: "data.encoding", Found: fmt.Sprintf("%q", name),
		Expected: "auto, utf-8, utf-16, gb18030 or big5",
	}
}

// decodeAuto recognises the encoding: by its byte-order mark, as valid UTF-8,
// or as the one of GB18030 and Big5 that makes more usual Chinese of the
// bytes.
func decodeAuto(b []byte) ([]byte, string, error) {
	switch {
	case bytes.HasPrefix(b, bomUTF16LE), bytes.HasPrefix(b, bomUTF16BE):
		return decodeAs(b, "UTF-16", utf.UTF16(utf.LittleEndian, utf.ExpectBOM))
	case bytes.HasPrefix(b, bomUTF8), utf8.Valid(b):
		return decodeUTF8(b)
	}
	common := make(map[rune]bool)
	for _, r := range commonChinese {
		common[r] = true
	}
	gb, _, errGB := decodeAs(b, "GB18030", simplifiedchinese.GB18030)
	big, _, errBig := decodeAs(b, "Big5", traditionalchinese.Big5)
	sGB, sBig := 0.0, 0.0
	if errGB == nil {
		sGB = usualChinese(b, gb, common, inLevel1GB)
	}
	if errBig == nil {
		sBig = usualChinese(b, big, common, inLevel1Big5)
	}
	// Half of what real Chinese scores; Western text in a one-byte encoding,
	// read as Chinese, stays near or below 0.
	const enough = 0.35
	switch {
	case max(sGB, sBig) < enough:
		_, _, err := decodeUTF8(b)
		return nil, "", err
	case sBig > sGB:
		return big, "Big5", nil
	}
	return gb, "GB18030", nil
}

func decodeUTF8(b []byte) ([]byte, string, error) {
	name := "UTF-8"
	if bytes.HasPrefix(b, bomUTF8) {
		name = "UTF-8 with byte-order mark"
		b = b[len(bomUTF8):]
	}
	rest, line := b, 1
	for len(rest) > 0 {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 {
			return nil, "", &InputError{
				Line: line, Found: fmt.Sprintf("the byte 0x%02X, which is not UTF-8", rest[0]),
				Expected: "text in UTF-8, UTF-16, GB18030 or Big5",
				Hint:     "save the file as UTF-8, or name its encoding (data.encoding)",
			}
		}
		if r == '\n' {
			line++
		}
		rest = rest[n:]
	}
	return b, name, nil
}

// decodeAs decodes strictly: bytes that mean nothing in the encoding are an
// error, where the decoder would put a replacement character.
func decodeAs(b []byte, name string, enc encoding.Encoding) ([]byte, string, error) {
	text, err := enc.NewDecoder().Bytes(b)
	bad := bytes.IndexRune(text, utf8.RuneError)
	if err == nil && bad < 0 {
		return text, name, nil
	}
	line := 0
	if bad >= 0 {
		line = 1 + bytes.Count(text[:bad], []byte("\n"))
	}
	return nil, "", &InputError{
		Line: line, Found: "bytes that mean nothing in " + name, Expected: "text in " + name,
		Hint: "leave data.encoding out, or save the file as UTF-8", Err: err,
	}
}

// usualChinese scores text, decoded from the double-byte encoded raw, between
// -1 and about 1.5: each character outside ASCII counts 1 where it is among
// the commonest, 1/2 more where the encoding's own standard has it in its
// first level, and -1 where it is no Chinese character or punctuation at all.
// A wrong decoding lands on rare characters, since the two standards order
// theirs differently.
func usualChinese(raw, text []byte, common map[rune]bool, level1 func(lead, trail byte) bool) float64 {
	sum, n := 0.0, 0
	for _, r := range string(text) {
		switch {
		case r < utf8.RuneSelf:
			continue
		case common[r]:
			sum++
		case unicode.Is(unicode.Han, r), r >= 0x2010 && r <= 0x206F, r >= 0x2150 && r <= 0x24FF,
			r >= 0x3000 && r <= 0x303F, r >= 0xFF00 && r <= 0xFFEF:
		default:
			sum--
		}
		n++
	}
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] < utf8.RuneSelf {
			continue
		}
		if level1(raw[i], raw[i+1]) {
			sum += 0.5
		}
		i++
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// inLevel1GB tells whether a pair of bytes is in level 1 of GB 2312-80, the
// 3,755 common characters (rows 16 to 55).
func inLevel1GB(lead, trail byte) bool {
	return lead >= 0xB0 && lead <= 0xD7 && trail >= 0xA1
}

// inLevel1Big5 tells whether a pair of bytes is in level 1 of Big5, the 5,401
// common characters (A440 to C67E).
func inLevel1Big5(lead, trail byte) bool {
	return lead >= 0xA4 && lead <= 0xC5 || lead == 0xC6 && trail <= 0x7E
}

// commonChinese are characters that are common in running text and in the
// names of provinces, years and indicators, in both ways of writing. It
// serves only to tell one encoding from the other.
const commonChinese = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世车" +
	"這個為時來們於對會發年動過說產種後經進著電裡現實點從業應開還與關線內數質氣變條沒結解問無軍總設長頭資邊級少圖統較將組見計別論運農幾區強決戰則據處車東門廣龍寧黃豐貴蘇遼慶雲陝吉滬贛閩浙皖豫鄂湘粵瓊川黔" +
	"北京天津上海重庆慶河北山西内蒙古辽遼宁寧吉林黑龙龍江苏蘇浙安徽福建江西山东東河南湖广廣壮壯族自治区海四川贵貴州云雲西藏陕陝甘肃肅青回新疆维維吾尔爾台臺湾灣香港澳门門省市县縣府都直辖轄" +
	"年份地区地區省份城镇鎮乡鄉村农農居民人均总總值增加额額亿億万萬元美率比重收入支出消费費价價格指数數数据數據产產业業工业建筑築服务務科技术術专專利授权權受理研发發经經费費财財政税稅投资資贸貿易进進出口外商固定资产就业業失员員工劳勞动動力人口常住户戶籍教育医醫疗療卫衛生环環境污染排放能源电電信网網络絡互联聯移动话話宽寬带帶普及化程度水平综綜合得分数字金融创創新绿綠色高质質量发展开開放铁鐵路公路里程客货貨运運港口银銀行贷款貸存保险險规規模以上企业企業单單位营營软軟件务面积積平均商零售社会會品第一二三产次当當年价不变變上年增长長"
