package report

// Word is a phrase of a table that is made elsewhere.
func (l Lang) Word(s string) string { return l.word(s) }

// Words are phrases of a head.
func (l Lang) Words(list ...string) []string { return l.words(list...) }

var chineseSynth = map[string]string{
	"the data are synthetic, made to match published tables; they are not the authors' data": "資料為合成，為符合已發表的表格而製作；並非原作者的資料",
	"%s: %d of %d numbers met, each to its printed rounding":                                 "%s：%d／%d 個數字符合，皆至刊印位數",
	"%s: %d of %d panels meet all %d numbers, each to its printed rounding":                  "%s：%d／%d 個面板符合全部 %d 個數字，皆至刊印位數",
	"number": "數字", "printed": "刊印值", "met in": "符合面板數", "%d of %d": "%d／%d", "panel": "面板", "value": "數值", "off by": "差距", "why": "原因",
	"%d entities, %d periods; seed %d.": "%d 個個體，%d 期；種子 %d。",
	"Numbers that are not met":          "未符合的數字",
	"Off by: half units of the last printed digit, beyond what rounds to the number.":                           "差距：超出四捨五入範圍之外，以末位刊印位數之半為單位。",
	"Conflict %d: numbers that no panel was found for together":                                                 "衝突 %d：未找到能同時符合的面板之數字",
	"Without any one of them a panel was found. This is evidence from a search, no proof.":                      "去除其中任何一個即可找到面板。此為搜尋所得佐證，並非證明。",
	"Printed numbers that were not used":                                                                        "未使用的刊印數字",
	"met by the shape of the panel":                                                                             "由面板形狀滿足",
	"its convention is not printed, or no derivative of it is known":                                            "未刊印其慣例，或其導數未知",
	"it is not the classical F of the printed R2: robust, or of other rows":                                     "並非刊印 R2 的古典 F：為穩健 F，或出自其他樣本",
	"the key variance of the regression does not say which errors are behind it (classical, hc0, hc1, cluster)": "該迴歸未以 variance 說明所用的標準誤（classical、hc0、hc1、cluster）",
	"no panel gives such a value":                                                                               "沒有面板會有此數值",
	"Synthetic data, made to match published tables; not the data behind them.":                                 "合成資料，為符合已發表的表格而製作；並非其背後的原始資料。",
}
