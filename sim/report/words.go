package report

// Lang is the language of titles, heads and notes: English, or Chinese in
// traditional characters.
type Lang int

const (
	English Lang = iota
	Chinese
)

// word is a phrase in the language; one without a translation stays as it is.
func (l Lang) word(s string) string {
	if l == Chinese {
		for _, words := range []map[string]string{chinese, chineseSensitivity, chineseMultiverse, chinesePublished, chineseScenarios, chineseEnsemble, chineseStress, chineseScenarioCurves, chineseSynth} {
			if zh, ok := words[s]; ok {
				return zh
			}
		}
	}
	return s
}

func (l Lang) words(list ...string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = l.word(s)
	}
	return out
}

var chinese = map[string]string{
	"%d entities, %d periods (%d-%d), %d observations, %s; seed %d": "%d 個個體，%d 期（%d-%d），%d 個觀測，%s；種子 %d",
	"balanced": "平衡", "unbalanced": "非平衡",
	"Descriptive statistics": "描述性統計",
	"Pearson correlations":   "Pearson 相關係數",
	"variable":               "變數", "N": "觀測數", "mean": "平均值", "sd": "標準差", "min": "最小值", "max": "最大值",
	"sd: standard deviation with divisor n-1.":               "標準差的除數為 n-1。",
	"Two-sided p values from t with n-2 degrees of freedom.": "雙尾 p 值，自由度 n-2 的 t 分配。",
	stars:                                 "* p < 0.10，** p < 0.05，*** p < 0.01。",
	"Index %s: weights of its indicators": "指數 %s：各指標權重",
	"Index %s: scores":                    "指數 %s：得分",
	"Measure of trade %s":                 "貿易指標 %s",
	"indicator":                           "指標", "direction": "方向", "weight": "權重", "entity": "個體", "outcome": "被解釋變數",
	"effects": "固定效應", "none": "無", "time": "時間", "entity, time": "個體、時間",
	"observations": "觀測數", "entities": "個體數",
	"R2": "R2", "R2 adjusted": "調整 R2", "R2 within": "組內 R2", "R2 between": "組間 R2", "R2 overall": "總體 R2",
	"F (all effects zero)": "F（個體效應全為零）", "Hausman": "Hausman 檢定", "first-stage F": "第一階段 F", "log-likelihood": "對數概似值",
	"Pooled least squares": "混合最小平方法", "Fixed effects": "固定效應", "Random effects": "隨機效應",
	"Two-stage least squares": "兩階段最小平方法", "Feasible generalised least squares": "可行廣義最小平方法",
	"Between estimator": "組間估計", "First differences": "一階差分",
	"Standard errors in brackets": "括號內為標準誤", "normal distribution": "常態分配",
	"t, with degrees of freedom of each coefficient's own": "t 分配，各係數有各自的自由度",
	"%s: %d draws through the whole chain":                 "%s：完整流程的 %d 次抽樣",
	"coefficient":                                          "係數", "baseline": "基準", "MCSE": "蒙地卡羅標準誤", "percentile interval": "百分位區間", "basic interval": "基本區間",
	"same sign %": "同號 %", "significant %": "顯著 %",
	"MCSE: Monte-Carlo standard error of the mean. Quantiles as in R's boot.ci. Same sign: share of draws with the baseline's sign. Significant: share in which the coefficient differs from zero at the level of the intervals, by its own standard error.": "蒙地卡羅標準誤指平均值的模擬誤差。分位數依 R 的 boot.ci。同號：與基準同號的抽樣比例。顯著：依該次抽樣的標準誤，在區間的水準下異於零的比例。",
	"No fit of any draw failed.":     "所有抽樣的估計均成功。",
	"%s: fits that failed, by cause": "%s：失敗的估計（依原因）",
	"fit":                            "估計", "cause": "原因", "draws": "抽樣數",
	"The table of the arm describes the draws whose fit succeeded.": "上表僅描述估計成功的抽樣。",
	"Marginal effects of variables in products":                     "交互項中變數的邊際效果",
	"effect of": "變數", "moderator": "調節變數", "at": "取值", "effect": "效果", "se": "標準誤", "interval": "區間", "average": "平均",
	"%s: the effect of %s differs from zero where %s is in %s, %s %% of the rows.":                                                                                     "%s：%s 的效果在 %s 位於 %s 時異於零，占 %s %% 的觀測。",
	"%s: the effect of %s differs from zero at no value of %s in the data.":                                                                                            "%s：%s 的效果在資料中 %s 的任何取值下皆不異於零。",
	"The effect is b_x + b_xm m, its standard error by the delta method; at the mean of the moderator it is the average marginal effect. Regions: Johnson and Neyman.": "效果為 b_x + b_xm m，標準誤依 delta 法；於調節變數平均值處即為平均邊際效果。區間依 Johnson 與 Neyman。",
	"variables of products are less their pooled means.":                                                                                                               "交互項的變數已減去全樣本平均。",
	"Breusch-Pagan LM": "Breusch-Pagan LM 檢定", "Wooldridge F": "Wooldridge 檢定", "modified Wald": "修正 Wald 檢定", "Pesaran CD": "Pesaran CD 檢定", "Chow F": "Chow 檢定", "largest VIF": "最大 VIF",
	"H0: no entity effects, after pooled least squares; one-sided p": "虛無假設：無個體效應（混合最小平方法後）；單尾 p 值",
	"H0: no serial correlation (Stata's xtserial)":                   "虛無假設：無序列相關（Stata 的 xtserial）",
	"H0: equal error variances of the entities (Stata's xttest3)":    "虛無假設：各個體誤差變異數相等（Stata 的 xttest3）",
	"H0: no dependence between entities; standard normal, two-sided": "虛無假設：個體間無相依；標準常態，雙尾",
	"H0: equal slopes in all entities (Chow)":                        "虛無假設：各個體斜率相等（Chow）",
	"How far the conclusions hold":                                   "結論的穩健程度",
	"hypothesis":                                                     "假說", "sign": "符號", "supported": "支持", "contradicted": "相反", "not supported": "不支持",
	"Supported: the coefficient has the stated sign and differs from zero at the level of the hypothesis; contradicted: it has the other one and does. Shares of the successful draws of an arm, in per cent.": "支持：係數符號如假說所述且在假說的水準下異於零；相反：符號相反且異於零。數字為成功抽樣中的百分比。",
	"%s: ranks by %s over %d draws": "%s：依 %s 的排名（%d 次抽樣）",
	"score":                         "得分", "rank": "排名", "mean rank": "平均排名", "median": "中位數", "%.4g%% rank interval": "%.4g%% 排名區間", "top %d %%": "前 %d 名 %%", "sd of score": "得分標準差",
	"mean score of all periods": "各期平均得分", "score of the last period": "末期得分",
	"Ranked by the %s, 1 for the largest; equal scores share the mean of their ranks. Score and rank are those of the baseline; the ends of an interval are ranks that occurred.": "依%s排名，1 為最高；同分者取平均排名。得分與排名為基準值；區間端點為實際出現的排名。",
	"In a draw an entity is on average %s ranks from its place at the baseline.":                                                                                                  "每次抽樣中，個體平均偏離其基準排名 %s 名。",
	"Indices found anew in every draw (%s) and with their %s held (%s)":                                                                                                           "指數於每次抽樣重新計算（%s）與固定其%s（%s）之比較",
	"weights": "權重", "scores": "得分", "sd held": "標準差（固定）", "held / anew": "固定／重新計算", "interval held": "區間（固定）",
	"Both on the same samples. Weights held: those of the baseline, the normalisation is the draw's. Scores held: range and weights of the baseline, as where an index is computed once and taken for data. A ratio below 1 is the part of the spread that this leaves out.": "兩者使用相同樣本。固定權重：採基準權重，標準化依該次抽樣。固定得分：全距與權重均為基準值，即指數只計算一次並視為資料。比值小於 1 之差額即為如此忽略的變異。",
	"Components that variables of a model share": "模型變數間共用的成分",
	"Without the shared components":              "移除共用成分後",
	"variable, component":                        "變數、成分", "shares with": "共用對象", "relation": "關係", "Spearman": "Spearman", "ingredients": "組成",
	"the same column": "同一欄", "one a monotone transformation of the other": "一者為另一者的單調轉換", "nearly so": "近乎如此", "a common ingredient": "公式中的共同組成",
	"removed from": "移除自", "estimate": "估計值", "survives %": "保留 %", "standardised %": "保留 %（標準化）", "outcome side": "被解釋變數側", "regressor side": "解釋變數側", "left out": "剔除",
	"Two variables with a component in common are correlated by construction. Monotone: |Spearman's rho| = 1 over the rows; nearly so: at least 0.999. A common ingredient is a column that the formulas of both contain, as the denominator of two ratios.":                                                                                                                           "共用成分的兩變數依構造即相關。單調轉換：各列 Spearman 相關係數絕對值為 1；近乎如此：至少 0.999。共同組成為兩者公式均含之欄，例如兩比率的分母。",
	"An index is rebuilt without the components it shares, a control is left out. Survives: the coefficient as a share of that of the baseline; an index without some indicators has another scale, which the standardised share, of b sd(x)/sd(y), allows for. Components that are only ingredients stay. Here are the coefficients that hypotheses are about; results.json has all.": "指數於移除共用成分後重建，控制變數則剔除。保留：係數占基準係數之比例；移除部分指標後指數尺度不同，標準化比例以 b sd(x)/sd(y) 計算以資比較。僅為公式組成者不移除。此處為假說所涉係數；results.json 載有全部。",
	"all of its indicators are shared": "其指標全為共用", "without it the model has no regressor or lacks an instrument": "剔除後模型無解釋變數或缺少工具變數",
	"arm":                       "情境",
	"%s: each choice by itself": "%s：各選擇單獨為之", "index": "指數", "choice": "選擇",
	"weights by": "權重依", "direction turned": "方向反轉",
	"One index is built with one choice, all else is as at the baseline, on the panel as it is: no draw. Standard errors of the fit decide the stars.": "僅一個指數採該選擇，其餘同基準，使用原始面板而不抽樣。星號依該估計的標準誤。",
	"models": "模型",
}
