package audit

// chinese are the phrases of findings in Chinese, in traditional characters,
// by their English format. A list between items has its words here too.
var chinese = map[string]string{
	" and ": "與", ", ": "、", " or ": "或 ", ", or ": "，或 ", "; ": "；",

	// claims
	"The text on %s speaks of %s; there are %d.":                   "%s 的正文稱「%s」；實為 %d。",
	"The text on %s says %q; %s is printed as %s, without a star.": "%s 的正文稱 %q；%s 刊印為 %s，並無星號。",
	"The text on %s quotes %s, which is not printed there: %q.":    "%s 的正文引用 %s，該處並未刊印此數：%q。",

	// constant
	"%s: the constant; %s": "%s：常數項；%s", "not all terms are printed": "並非所有變數皆已刊印", "the mean of %s is not printed": "未刊印 %s 的平均值",
	"%s: the means and the other coefficients imply a constant in %s; printed is %s%s. Nearest to repair: %s is printed %s and implied in %s%s.": "%s：平均值與其他係數意味常數項在 %s；刊印為 %s%s。最可能的更正：%s 刊印為 %s，應在 %s%s。",
	" Other single changes: %s.": "其他單一更動：%s。",
	", more than half a standard deviation of the outcome away, which weights do not explain": "，相差超過被解釋變數標準差之半，權數無法解釋",
	" (with the constant as the mean of the effects)":                                         "（以個體效應之平均為常數項）",
	", further away than leaving out %d rows can move the mean of the outcome":                "，其差距大於剔除 %d 筆所能造成的被解釋變數平均值變動",
	", more than half a standard deviation of the outcome away":                               "，相差超過被解釋變數標準差之半",
	": %s would do": "：改為 %s即可", "%s in %s%s": "%s 應在 %s%s",

	// correlations
	"The correlation of %s and %s is printed as %s; it lies between -1 and 1.%s":                     "%s 與 %s 的相關係數刊印為 %s；應介於 -1 與 1 之間。%s",
	"The correlation of %s with itself is printed as %s; it is 1.":                                   "%s 與自身的相關係數刊印為 %s；應為 1。",
	"The correlation of %s and %s is printed as %s in one triangle and as %s in the other.":          "%s 與 %s 的相關係數在一個三角刊印為 %s，在另一個為 %s。",
	" Correlations over the rows that each pair happens to have could be so, if values are missing.": "若有缺失值而逐對取樣計算相關係數，則可能如此。",
	"with %s in %s": "由 %s 應在 %s", "nothing": "無",
	"The correlation of %s and %s is printed as %s. Given the correlations of both with a third variable it lies %s.%s":                                                                     "%s 與 %s 的相關係數刊印為 %s。給定兩者與第三變數的相關係數，其值%s。%s",
	"correlations: triples of %d variables; the matrix as a whole is checked":                                                                                                               "相關係數：%d 個變數的三元組；改為審查整個矩陣",
	"The matrix as printed is no correlation matrix: its smallest eigenvalue is %s, and no matrix inside the rounding box is positive semi-definite.%s":                                     "刊印的矩陣不是相關係數矩陣：其最小特徵值為 %s，且四捨五入範圍內沒有任何半正定矩陣。%s",
	" No change of a single correlation repairs it.":                                                                                                                                        "更動任何單一相關係數皆無法更正。",
	"correlations: smallest eigenvalue %s of the matrix as printed, within what rounding may do: neither a correlation matrix in the rounding box nor a proof that there is none was found": "相關係數：刊印矩陣的最小特徵值為 %s，在四捨五入可及範圍內：既未找到四捨五入範圍內的相關係數矩陣，也未找到其不存在的證明",
	"correlations: which of %d variables is in doubt":                                                                                                                                       "相關係數：%d 個變數中何者可疑",
	"%s as %s (smallest eigenvalue then %s; the others allow %s)":                                                                                                                           "%s 為 %s（其時最小特徵值為 %s；其餘數值容許 %s）",
	"%s in %s": "%s 應在 %s",
	"Changes of a single sign that repair it: %s.":             "更動單一正負號即可更正者：%s。",
	"No change of a single sign repairs it.":                   "更動任何單一正負號皆無法更正。",
	"Of all changes of a single sign only one repairs it: %s.": "所有單一正負號的更動中僅有一個可更正：%s。",

	// declared kinds and logarithms
	"a share": "比例", "a percentage": "百分比", "%q, from %s to %s,": "%q，由 %s 至 %s",
	"%s is said to be %s but has %s.": "%s 據稱為 %s，但 %s。", " Its mean is %s.": "其平均值為 %s。",
	" A count per 100 people, such as of mobile phones, could be so; no percentage of a whole can.":                                                                    "每百人之數（如行動電話）可能如此；占總體之百分比則不可能。",
	"%s is said to be %q, a ratio, but its mean is %s and even its smallest value is %s times the whole. The logarithm of an amount would fit: exp of the mean is %s.": "%s 據稱為 %q，為比率，但其平均值為 %s，最小值即為總體的 %s 倍。若為金額之對數則相符：平均值的指數為 %s。",
	"exp of the minimum %s is %s and exp of the maximum %s is %s":                                                                                                      "最小值 %s 的指數為 %s，最大值 %s 的指數為 %s",
	"%s: %s. Known: %s, so that the minimum is at least %s.":                                                                                                           "%s：%s。已知：%s，故最小值至少為 %s。",
	"%s: %s. Known: %s, so that the maximum is at most %s.":                                                                                                            "%s：%s。已知：%s，故最大值至多為 %s。",
	" In 10,000s these are %s and %s.":                                                                                                                                 "以萬為單位則為 %s 與 %s。",
	"%s: %s: the largest is %s times the smallest. Does the smallest exist?%s":                                                                                         "%s：%s：最大為最小的 %s 倍。是否存在如此小者？%s",

	// descriptives
	"%s: the %s %s lies above the %s %s.":                                                                            "%s：%s %s 高於 %s %s。",
	"%s: a standard deviation is not negative.":                                                                      "%s：標準差不為負。",
	"%s: with mean %s between %s and %s the standard deviation is at most %s; printed is %s.%s":                      "%s：平均值為 %s、介於 %s 與 %s 之間時，標準差至多為 %s；刊印為 %s。%s",
	"%s: %.0f observations of which one is %s and one %s have a standard deviation of at least %s; printed is %s.%s": "%s：%.0f 個觀測中有一個為 %s、一個為 %s，則標準差至少為 %s；刊印為 %s。%s",
	" What would repair it: %s.":                                                                                     "可更正者：%s。",
	"%s: %s is no number of observations.":                                                                           "%s：%s 不是觀測數。",
	"%s has %s observations in a panel of %d entities and %d periods, which has room for %d.":                        "%s 有 %s 個觀測，而 %d 個個體、%d 期的面板至多 %d 個。",
	"It has missing values, or the number is a misprint.":                                                            "其有缺失值，或為誤印。",
	"%s uses it with more observations than it has.":                                                                 "%s 使用它時的觀測數多於其所有。",
	"%s has %s observations, other variables have %s. %s":                                                            "%s 有 %s 個觀測，其他變數有 %s 個。%s",

	// misprints
	"%s (%s)": "%s（%s）", "the opposite sign": "正負號相反",
	"a number that rounds to zero, printed as one unit of the last digit": "四捨五入為零的數被印為末位一單位",
	"the point in another place":                                          "小數點移位", "two digits transposed": "兩位數字對調", "a digit too many": "多一位數字", "another digit": "一位數字不同", "a digit lost": "少一位數字",

	// fits, F, Wald, nested R2
	"%s: R2 is printed as %s; it is at most 1.%s":                                                                                                                                      "%s：R2 刊印為 %s；至多為 1。%s",
	"%s: R2 is printed as %s; only an adjusted one can be negative.":                                                                                                                   "%s：R2 刊印為 %s；僅調整後的 R2 可能為負。",
	"%s: the printed coefficients and moments leave an R2 in %s%s; printed is %s.%s":                                                                                                   "%s：刊印的係數與動差意味 R2 在 %s%s；刊印為 %s。%s",
	"%s: R2 = %s with %.0f slopes and %.0f degrees of freedom would be a slope F in %s; printed is F = %s.":                                                                            "%s：R2 = %s、%.0f 個斜率、自由度 %.0f 時，斜率的 F 應在 %s；刊印為 F = %s。",
	" %d of the %d columns of the table agree with their R2.":                                                                                                                          "該表 %[2]d 欄中有 %[1]d 欄與其 R2 相符。",
	" It can be the test that all entity effects are zero (degrees of freedom %.0f, %.0f), or a robust F; which is not printed.":                                                       "可能是個體效應全為零的檢定（自由度 %.0f、%.0f），或穩健 F；未註明何者。",
	" A robust F would be another number; which it is, is not printed.":                                                                                                                "穩健 F 則為另一數值；未註明為何者。",
	"%s: R2 = %s with %.0f observations would be a Wald statistic of about %s with classical standard errors; printed is %s. Robust ones can give it; which they are, is not printed.": "%s：R2 = %s、%.0f 個觀測，古典標準誤下的 Wald 統計量約為 %s；刊印為 %s。穩健標準誤可得此值；未註明為何者。",
	" An adjusted R2 may fall; which it is, is not printed.":                                                                                                                           "調整後的 R2 可能下降；未註明為何者。",
	" It may fall over other rows; the numbers of observations do not tell.":                                                                                                           "樣本不同則可能下降；觀測數無從判定。",
	"%s has all terms of %s and more, yet its R2 %s is below %s.%s":                                                                                                                    "%s 含有 %s 的所有變數且更多，其 R2 %s 卻低於 %s。%s",

	// inference
	"%s: descriptives and correlations imply a classical t in %s; printed is %s.%s":                                                                                               "%s：描述統計與相關係數意味古典 t 值在 %s；刊印為 %s。%s",
	"%s: descriptives and correlations imply a classical standard error in %s; printed is %s.%s":                                                                                  "%s：描述統計與相關係數意味古典標準誤在 %s；刊印為 %s。%s",
	"%s: %s is marked as significant at %s. Descriptives and correlations imply a classical |t| in %s; the standard error would have to be less than 1/%s of the classical one.":  "%s：%s 標示為在 %s 水準顯著。描述統計與相關係數意味古典 |t| 在 %s；標準誤須小於古典標準誤的 1/%s。",
	"%s: %s lacks the mark of the level %s. Descriptives and correlations imply a classical |t| in %s; the standard error would have to be more than %s times the classical one.": "%s：%s 缺少 %s 水準的標記。描述統計與相關係數意味古典 |t| 在 %s；標準誤須大於古典標準誤的 %s 倍。",
	"%s: a standard error is not negative.":                            "%s：標準誤不為負。",
	"%s: %s with standard error %s is |t| in %s; printed is t = %s.%s": "%s：係數 %s、標準誤 %s，則 |t| 在 %s；刊印為 t = %s。%s",
	"%s: the coefficient %s and its t = %s have opposite signs.":       "%s：係數 %s 與其 t = %s 正負號相反。",
	"%s: %s is no p value.":                                            "%s：%s 不是 p 值。",
	"%s: |t| in %s has a two-sided p in %s; printed is p = %s.%s":      "%s：|t| 在 %s，則雙尾 p 在 %s；刊印為 p = %s。%s",
	"|t| in %s, a two-sided p in %s,":                                  "|t| 在 %s，雙尾 p 在 %s，",
	"%s: %s is marked as significant at %s; %s is not.":                "%s：%s 標示為在 %s 水準顯著；%s並不顯著。",
	"%s: %s lacks the mark of the level %s, which %s reaches.":         "%s：%s 缺少 %s 水準的標記，而 %s已達該水準。",
	"%s: %s is marked as significant at %s; its p is at least %s.":     "%s：%s 標示為在 %s 水準顯著；其 p 至少為 %s。",

	// products
	" Only a variable that does not vary over time would be absorbed by the effects.":                                          "僅不隨時間變動的變數才會被固定效應吸收。",
	"%s has the product %s without %s. Its coefficient takes up the effect of what is left out, and is no moderation alone.%s": "%s 含有交互項 %s 而無 %s。其係數吸收了遺漏者的效應，並非單純的調節效應。%s",
	"the own term of %s": "%s 自身項",
	"%s to %s: adding %s = %s moves the coefficient of %s from %s to %s, so that the slope δ of %s on %s given the controls is in %s": "%s 至 %s：加入 %s = %s 使 %s 的係數由 %s 變為 %s，故給定控制變數，%s 對 %s 的斜率 δ 在 %s",
	". Yet %s lies in %s everywhere, and δ should be about %s. With the opposite sign of the product it would be in %s.":              "。然而 %s 處處在 %s，δ 應約為 %s。若交互項正負號相反，則應在 %s。",
	"; %s lies in %s. A coefficient of the product in %s would fit.%s":                                                                "；%s 在 %s。交互項係數在 %s 則相符。%s",
	" %s (%q) is then most likely reversed.": "如此則 %s（%q）極可能相反。",

	// observations
	"%d entities in %d periods are at most %d observations; printed are %d.":                                                                                 "%d 個個體、%d 期至多 %d 個觀測；刊印為 %d。",
	"%s has %s observations; the panel is said to have %d.":                                                                                                  "%s 有 %s 個觀測；面板據稱有 %d 個。",
	"From %d to %d are %d periods; printed are %d.":                                                                                                          "由 %d 至 %d 為 %d 期；刊印為 %d。",
	"%s has %d coefficients from %s observations.":                                                                                                           "%[1]s 以 %[3]s 個觀測估計 %[2]d 個係數。",
	"%s has %s observations; the panel has room for %d x %d = %d.%s":                                                                                         "%s 有 %s 個觀測；面板至多 %d x %d = %d 個。%s",
	"%s uses a lag of %d but has %s observations: within the sample at most %d would be left, so that the lag must come from before it.":                     "%s 使用落後 %d 期卻有 %s 個觀測：樣本內至多餘 %d 個，故落後值須取自樣本期之前。",
	"%s uses a lag of %d but has all %d observations: the lag must come from before %d. Within the sample %d would be left.":                                 "%s 使用落後 %d 期卻有全部 %d 個觀測：落後值須取自 %d 年之前。樣本內應餘 %d 個。",
	"%s has %s = %d x %d observations: as if %d periods were lost to lags; %d are named.":                                                                    "%s 有 %s = %d x %d 個觀測：有如因落後項失去 %d 期；所載為 %d 期。",
	"%s has %s observations. A panel of %d entities and %d periods without gaps leaves %d%s; %s would have to be left out for a reason that is not named.%s": "%s 有 %s 個觀測。%d 個個體、%d 期的完整面板應餘 %d 個%s；須有 %s 個因未載明的理由剔除。%s",
	" with a lag of %d": "（落後 %d 期）",
	"%s has %s observations; its variable %s has %s.":                "%s 有 %s 個觀測；其變數 %s 有 %s 個。",
	"%s has %s observations, unlike all other columns of its table.": "%s 有 %s 個觀測，與該表其他各欄不同。",

	// pooled regressions
	"%s: the implied pooled regression; not all terms, or no constant, are printed":      "%s：隱含的混合迴歸；並非所有變數或常數項皆已刊印",
	"%s: the implied pooled regression; moments are not printed or do not determine it":  "%s：隱含的混合迴歸；動差未刊印或不足以決定",
	", with %s-%s as %s, which alone makes the correlations a correlation matrix":        "（取 %s-%s 為 %s，僅此可使相關係數成為相關係數矩陣）",
	"%s: means, standard deviations and correlations imply %s in %s%s; printed is %s.%s": "%s：平均值、標準差與相關係數意味%s在 %s%s；刊印為 %s。%s",
	"a constant": "常數項", "a coefficient of %s": "%s 的係數", "%s-%s as %s": "%s-%s 為 %s", "%s in %s (printed %s)": "%s在 %s（刊印為 %s）",
	"%s: means, standard deviations and correlations imply %s. One change makes all coefficients agree: %s.":                       "%s：平均值、標準差與相關係數意味%s。一項更動即可使所有係數相符：%s。",
	"%s: the correlations imply an R2 in %s%s; printed is %s.%s":                                                                   "%s：相關係數意味 R2 在 %s%s；刊印為 %s。%s",
	"%s: the study's own moments imply a pooled coefficient of %s in %s%s; printed is %s, with the opposite sign and significant.": "%s：該研究自身的動差意味 %s 的混合迴歸係數在 %s%s；刊印為 %s，正負號相反且顯著。",
	" %s (%s) is contradicted by these moments.":                                                                                   "%s（%s）與這些動差牴觸。",

	// scale, repeated digits, shared components, directions
	"%s and %s have the same digits, %s.": "%s 與 %s 的數字相同，%s。",
	"%s: %s per unit of %s times its standard deviation %s is %s, on an outcome whose standard deviation is %s. One standard deviation of the outcome would be %s.%s": "%s：每單位 %[3]s 為 %[2]s，乘以其標準差 %[4]s 得 %[5]s，而被解釋變數的標準差為 %[6]s。被解釋變數的一個標準差相當於 %[7]s。%[8]s",
	"%s enters %s.": "%s 進入 %s。", " Part of the correlation between them is built in.": "其間的相關有一部分出自構造。",
	"%s: %s (%s) has a positive direction, although less of it is better.":                              "%s：%s（%s）方向為正，然而越少越好。",
	"%s: no direction is printed for %s (%s); less of it is better, and a positive one would be wrong.": "%s：未刊印 %s（%s）的方向；越少越好，若為正向則有誤。",

	// blocks that are not there
	"panel: no entities and periods; numbers of observations are compared among each other only": "面板：無個體數與期數；觀測數僅互相比較",
	"descriptives: none; constants, scales and implied regressions cannot be checked":            "描述統計：無；無法審查常數項、尺度與隱含的迴歸",
	"correlations: none; the matrix and implied regressions cannot be checked":                   "相關係數：無；無法審查矩陣與隱含的迴歸",
	"regressions: none": "迴歸：無",
	"indices: none; directions and shared components cannot be checked": "指數：無；無法審查方向與共同組成",
	"claims: none; the text cannot be held against the tables":          "正文敘述：無；無法以表核對正文",

	// sources
	"text against tables": "正文與表格", constantIdentity: "常數項 = y 之平均 − b'x 之平均", "Cauchy-Schwarz inequality": "Cauchy-Schwarz 不等式", "definition": "定義", "symmetry": "對稱性",
	"declared range": "所述範圍", "size of a ratio": "比率的大小", "exp of a logarithm": "對數的指數", "observations <= entities x periods": "觀測數 <= 個體數 x 期數",
	"sum of squares of n values with given mean, minimum and maximum": "給定平均、最小與最大值之 n 個值的平方和",
	definite:           "相關係數矩陣為半正定；證書：S >= 0 且對四捨五入範圍內一切 R 有 <S, R> < 0（交替投影）",
	determinant:        "三個變數：1 - a² - b² - c² + 2abc >= 0",
	normalEquations:    "由刊印的平均值、標準差與相關係數所得之混合最小平方，對四捨五入範圍取包絡",
	omitted:            "遺漏變數：b(不含) = b(含) + c δ，δ 為給定其他解釋變數時 a:m 對 a 的斜率",
	slopesF:            "F = (R2/k) / ((1 - R2)/df)：斜率，古典",
	"definition of R2": "R2 的定義", "R2 of nested least squares": "巢狀最小平方的 R2", "hierarchy of products": "交互項的階層",
	"marks and levels of significance": "星號與顯著水準", "N = entities x (periods - lags)": "N = 個體數 x (期數 - 落後期數)", "N <= entities x (periods - lags)": "N <= 個體數 x (期數 - 落後期數)",
	"N <= entities x periods": "N <= 個體數 x 期數", "N <= n of every variable": "N <= 各變數的 n", "N <= observations of the panel": "N <= 面板的觀測數", "n <= observations of the panel": "n <= 面板的觀測數",
	"periods <= last - first + 1": "期數 <= 末期 - 首期 + 1", "repeated digits": "重複的數字", "shared components": "共同組成", "direction of an indicator": "指標的方向",
	"coefficient x sd(x) against sd(y)": "係數 x sd(x) 與 sd(y)", "Wald = N R2/(1 - R2), about": "Wald 約為 N R2/(1 - R2)",
	"p of t, from the normal distribution to t with the fewest degrees of freedom": "t 的 p，由常態分配至自由度最小的 t 分配",
	classicalT: "t = b/se，se² = (1 - R²)/(n-k-1) sd(y)²/(sd(x)² (1 - R_x²))，由刊印動差所得之混合最小平方",

	// checks
	"correlation triple": "相關係數三元組", "correlation matrix": "相關係數矩陣", "correlations": "相關係數", "descriptives": "描述統計", "declared": "所述定義", "logarithm": "對數",
	"observations": "觀測數", "constant": "常數項", "scale": "尺度", "pooled": "混合迴歸", "fit": "配適", "nested R2": "巢狀 R2", "inference": "推論", "implied t": "隱含的 t",
	"product": "交互項", "main effects": "自身項", "direction": "方向", "claims": "正文",

	// comparison and search
	"%d printed numbers: %d equal to the printed digits, %d with the opposite sign, %d differ, %d not in the results": "刊印數字 %d 個：%d 個至刊印位數相等，%d 個正負號相反，%d 個不同，%d 個不在結果中",
	"%s: printed %s, ": "%s：刊印為 %s，", "not in results": "不在結果中", "%s, the opposite sign": "%s，正負號相反", "%s%s": "%s%s", ", differs by %s%s": "，相差 %s%s", " (%s)": "（%s）",
	"not finished within a minute": "未能在一分鐘內完成",
	"%s and %d more":               "%s 及另 %d 處",
}
