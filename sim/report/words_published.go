package report

// chinesePublished are the words of comparisons with published tables and of
// what a terminal shows.
var chinesePublished = map[string]string{
	"Contents": "目錄",
	"Shown are the coefficients of the hypotheses; %d rows of others and %d tables more are in the results folder, in tables/.": "此處僅列假說之係數；其餘 %d 列與 %d 個表格見結果資料夾之 tables/。",
	publishedNote: "依序為本研究數值、標記、原文數值。= 本研究數值四捨五入後與原文相同；≙ 與依其自身表格所須更正（多為符號）後的數值相同；≠ 不同；· 無法比較。",
	"Descriptive statistics, ours and published": "描述性統計：本研究與原文",
	"Pearson correlations, ours and published":   "Pearson 相關係數：本研究與原文",
	"Regressions %s, ours and published":         "迴歸 %s：本研究與原文",
	"Of %d published numbers %d are equal to the printed digits, %d after a correction, %d differ, %d are not comparable.": "原文 %d 個數值中，%d 個與所印位數相同，%d 個於更正後相同，%d 個不同，%d 個無法比較。",
	"Of the %d numbers of the corrected tables %d are met to their printed rounding.":                                      "更正後表格的 %d 個數值中，%d 個於所印位數內相符。",
}
