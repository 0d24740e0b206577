package data

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"
)

// The 34 units of province rank in both ways of writing, short and full.
const (
	provincesSimplified  = "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾"
	provincesTraditional = "北京 天津 河北 山西 內蒙古 遼寧 吉林 黑龍江 上海 江蘇 浙江 安徽 福建 江西 山東 河南 湖北 湖南 廣東 廣西 海南 重慶 四川 貴州 雲南 西藏 陝西 甘肅 青海 寧夏 新疆 香港 澳門 臺灣"
	// Titles as statistical yearbooks of the mainland and of Taiwan print them.
	indicatorsSimplified  = "年末常住人口 规模以上工业企业经费 地区生产总值 技术市场成交额 公路里程 国内专利申请受理量 城镇单位就业人员 税收收入 外贸依存度 居民消费价格指数 房地产开发投资 粮食产量 卫生机构床位数 高等学校在校学生数 沿海港口货物吞吐量 废水排放总量 森林覆盖率 县域 衢州市 亳州市"
	indicatorsTraditional = "國內生產毛額 消費者物價指數 失業率 平均每人所得 海關進口貿易值 製造業銷售額 家庭收支調查 勞動力參與率 戶籍登記人口 高等教育學生人數 醫療院所病床數 公路里程 汽車登記數 臺北市 高雄市 桃園市 嘉義縣 屏東縣 澎湖縣 連江縣"
)

var (
	gb   = simplifiedchinese.GB18030
	big5 = traditionalchinese.Big5
)

func encode(t *testing.T, enc encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return b
}

// A single name is the shortest text there is to tell; the files of real
// studies hold many.
func TestEncodingOfSingleNames(t *testing.T) {
	for _, c := range []struct {
		words string
		enc   encoding.Encoding
		want  string
	}{
		{provincesSimplified, gb, "GB18030"},
		{provincesTraditional, gb, "GB18030"},
		{provincesTraditional, big5, "Big5"},
		{indicatorsSimplified, gb, "GB18030"},
		{indicatorsTraditional, gb, "GB18030"},
		{indicatorsTraditional, big5, "Big5"},
	} {
		for _, w := range strings.Fields(c.words) {
			text, got, err := decodeText(encode(t, c.enc, "name,year\n"+w+",2011\n"), "auto")
			if err != nil || got != c.want || string(text) != "name,year\n"+w+",2011\n" {
				t.Errorf("%s in %s: read as %s: %q, %v", w, c.want, got, text, err)
			}
		}
	}
}

func TestEncodingOfLists(t *testing.T) {
	utf16le := utf.UTF16(utf.LittleEndian, utf.UseBOM)
	utf16be := utf.UTF16(utf.BigEndian, utf.UseBOM)
	for _, c := range []struct {
		enc  encoding.Encoding
		bom  string
		text string
		want string // the note
	}{
		{encoding.Nop, "", provincesSimplified, ""},
		{encoding.Nop, "\xef\xbb\xbf", provincesSimplified, "The text was read as UTF-8 with byte-order mark."},
		{utf16le, "", provincesTraditional, "The text was read as UTF-16."},
		{utf16be, "", provincesSimplified, "The text was read as UTF-16."},
		{gb, "", provincesSimplified, "The text was read as GB18030."},
		{gb, "", provincesTraditional, "The text was read as GB18030."},
		{big5, "", provincesTraditional, "The text was read as Big5."},
	} {
		text := "省,年份,指标\n" + strings.ReplaceAll(c.text, " ", ",2011,1.5\n") + ",2011,1.5\n"
		if c.enc == encoding.Encoding(big5) {
			text = strings.Replace(text, "指标", "指標", 1)
		}
		b := append([]byte(c.bom), encode(t, c.enc, text)...)
		table, err := ReadCSV(strings.NewReader(string(b)), "provinces.csv", ReadOptions{})
		if err != nil {
			t.Errorf("%s: %v", c.want, err)
			continue
		}
		if got := strings.Join(table.Notes(), " "); got != c.want {
			t.Errorf("note %q, want %q", got, c.want)
		}
		if got := strings.Join(table.Cells("省"), " "); got != c.text {
			t.Errorf("%s: provinces %s", c.want, got)
		}
	}
}

func TestEncodingNamed(t *testing.T) {
	text := "省,年\n廣東,2011\n"
	for name, enc := range map[string]encoding.Encoding{"GBK": gb, "gb18030": gb, "big5": big5, "utf-8": encoding.Nop} {
		table, err := ReadCSV(strings.NewReader(string(encode(t, enc, text))), "a.csv", ReadOptions{Encoding: name})
		if err != nil || table.Cells("省")[0] != "廣東" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct{ content, name, want string }{
		{text, "utf8mb4", `key data.encoding: found "utf8mb4", expected auto, utf-8, utf-16, gb18030 or big5`},
		{"a,b\n\xff\xff,1\n", "big5", "a.csv, line 2: found bytes that mean nothing in Big5, expected text in Big5; leave data.encoding out, or save the file as UTF-8"},
		{"a,b\n1,\xb1\xb1\n", "utf-8", "a.csv, line 2: found the byte 0xB1, which is not UTF-8, expected text in UTF-8, UTF-16, GB18030 or Big5; save the file as UTF-8, or name its encoding (data.encoding)"},
		// Names in ISO 8859-1, which as double bytes would be rare characters.
		{"province,year\n\xc1lava,2011\nC\xe1diz,2011\nA Coru\xf1a,2011\nLe\xf3n,2011\n", "auto", "a.csv, line 2: found the byte 0xC1, which is not UTF-8, expected text in UTF-8, UTF-16, GB18030 or Big5; save the file as UTF-8, or name its encoding (data.encoding)"},
		{"land,year\nTh\xfcringen,2011\nBaden-W\xfcrttemberg,2011\n", "", "a.csv, line 2: found the byte 0xFC, which is not UTF-8, expected text in UTF-8, UTF-16, GB18030 or Big5; save the file as UTF-8, or name its encoding (data.encoding)"},
	} {
		_, err := ReadCSV(strings.NewReader(c.content), "a.csv", ReadOptions{Encoding: c.name})
		if err == nil || err.Error() != c.want {
			t.Errorf("%q as %q:\n got %v\nwant %s", c.content, c.name, err, c.want)
		}
	}
}
