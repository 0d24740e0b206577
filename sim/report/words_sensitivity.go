package report

import "panelstress/sim"

// chineseSensitivity are the phrases of what the conclusions are sensitive to.
var chineseSensitivity = map[string]string{
	"Sensitivity to variables that are not in the models": "對模型外變數的敏感度",
	"estimate": "估計值", "partial R2": "偏 R2", "to change the inference": "改變推論", "invalidate": "推翻", "sustain": "成立",
	"Estimates beside an omitted variable k times as strong as a regressor": "遺漏變數強度為某解釋變數 k 倍時的估計值",
	"regressor": "解釋變數", "R2 with treatment": "與處理變數的 R2", "R2 with outcome": "與被解釋變數的 R2", "statistic": "統計量",
	confoundingNote: "RV：遺漏變數須解釋處理變數與被解釋變數殘差變異的比例，才能使估計值為零；附水準者為使其不再顯著。Oster δ：使估計值為零的不可觀測選擇相對於可觀測選擇的比例；β*：兩者相等時的估計值。RIR：推翻推論須以無效果的觀測取代的觀測數（若為使推論成立，則以恰在門檻的觀測取代）；ITCV：達成此結果的干擾變數與處理變數、被解釋變數相關係數的乘積。",
	boundsNote:      "所列解釋變數為 k = 1 時使估計值改變最多者，全部結果見 results.json。統計量空白：被解釋變數已無殘差；整列空白：不存在如此強的變數。",
	"What moves %s: shares of the variance, by source": "%s 的變異來源：各來源所占比例", "response": "反應", "source": "來源", "first order": "一階", "total": "總效應", "rows dropped": "略去列數",
	"sign kept": "符號不變", "significant": "顯著", "sampling": "抽樣", "scenario": "情境", "weight perturbation": "權重擾動",
	"As the study is written: %s (standard error %s). Over all sources: mean %s, standard deviation %s; the sign is kept with probability %s %%, p is below %g with %s %%.":             "原研究設定：%s（標準誤 %s）。所有來源變動下：平均 %s，標準差 %s；符號不變的機率 %s %%，p 小於 %g 的機率 %s %%。",
	"First order: the share that goes when the source is known. Total: the share that stays when all others are; the difference is due to interactions. An empty cell: nothing varies.": "一階：已知該來源時消失的比例。總效應：其他來源皆已知時仍存在的比例；兩者之差來自交互作用。空白：無變異。",
	"%s: %d runs through the whole chain, by estimator": "%s：完整流程 %d 次，依估計法", "runs": "次數", "Same sign: as the study is written. Quantiles as in R's boot.ci.": "同號：與原研究設定同號。",
	"All %d combinations.": "全部 %d 種組合。",
	"Design %s: %d rows, %d runs through the whole chain; %d resamples of the rows.":               "設計 %s：%d 列，完整流程 %d 次；列重抽 %d 次。",
	"Indices have standard deviation one, so that coefficients of different builds have one unit.": "指數之標準差為一，使不同建構的係數單位相同。",
	"%d runs by %s failed: %s.":            "%d 次（%s）失敗：%s。",
	"Interactions of sources that move %s": "%s 變異來源的交互作用",
	"sources":                              "來源", "second order": "二階",
	"Share of the variance of the coefficient that is due to both sources together and to neither alone; the %d largest, results.json has all and those of the other responses.": "係數變異中僅由兩來源共同造成的比例；列出最大的 %d 項，全部結果與其他反應見 results.json。",
	sim.ExactShares:               "對全部組合的精確函數變異數分解，各組合等權；母體變異數。",
	sim.SampledShares:             "一階指標：Saltelli 等（2010），中心化；總效應：Jansen（1999）；區間為列重抽的百分位。接近零的估計可能為負。",
	sim.SampledSources:            "各選項機率相等；權重擾動以方案所得權重為中心，視為一個來源；抽樣為個體重抽，視為一個來源。任一次失敗的列不計入所需的指標。",
	sim.ConfoundingConventions[0]: "RV、偏 R2 與界限：依傳統標準誤，同 sensemakr；固定效應先自所有變數中去除。",
	sim.ConfoundingConventions[1]: "Oster：R2 為去除固定效應後者，R max = min(1, 1.3 R2)；無控制變數的模型僅含該解釋變數與固定效應；δ 對應效果為零，β* 對應 δ = 1。",
	sim.ConfoundingConventions[2]: "RIR 與 ITCV：依表中的標準誤與臨界值，相關係數依殘差自由度。",
}
