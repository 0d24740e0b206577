package report

import "panelstress/sim"

// chineseSensitivity are the phrases of what the conclusions are sensitive to.
var chineseSensitivity = map[string]string{
	"Sensitivity to variables that are not in the models": "對模型外變數的敏感度",
	"estimate": "估計值", "partial R2": "偏 R2", "to change the inference": "改變推論", "invalidate": "推翻", "sustain": "成立",
	"Estimates beside an omitted variable k times as strong as a regressor": "遺漏變數強度為某解釋變數 k 倍時的估計值",
	"regressor": "解釋變數", "R2 with treatment": "與處理變數的 R2", "R2 with outcome": "與被解釋變數的 R2", "statistic": "統計量",
	confoundingNote:               "RV：遺漏變數須解釋處理變數與被解釋變數殘差變異的比例，才能使估計值為零；附水準者為使其不再顯著。Oster δ：使估計值為零的不可觀測選擇相對於可觀測選擇的比例；β*：兩者相等時的估計值。RIR：推翻推論須以無效果的觀測取代的觀測數（若為使推論成立，則以恰在門檻的觀測取代）；ITCV：達成此結果的干擾變數與處理變數、被解釋變數相關係數的乘積。",
	boundsNote:                    "所列解釋變數為 k = 1 時使估計值改變最多者，全部結果見 results.json。統計量空白：被解釋變數已無殘差；整列空白：不存在如此強的變數。",
	sim.ConfoundingConventions[0]: "RV、偏 R2 與界限：依傳統標準誤，同 sensemakr；固定效應先自所有變數中去除。",
	sim.ConfoundingConventions[1]: "Oster：R2 為去除固定效應後者，R max = min(1, 1.3 R2)；無控制變數的模型僅含該解釋變數與固定效應；δ 對應效果為零，β* 對應 δ = 1。",
	sim.ConfoundingConventions[2]: "RIR 與 ITCV：依表中的標準誤與臨界值，相關係數依殘差自由度。",
}
