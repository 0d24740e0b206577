package report

// chineseScenarioCurves are the phrases of scenarios under every
// specification.
var chineseScenarioCurves = map[string]string{
	"%s: change of %s by the shock under %d specifications": "%s：衝擊引起的 %s 變化（%d 種設定）",
	"with nobody who is hit in their sample":                "樣本中無受衝擊者", "mean without the shock": "無衝擊平均", "mean under the shock": "衝擊下平均", "change positive %": "變化為正 %",
	changeNote:                             "變化：同一設定下有衝擊的係數減去無衝擊的係數，對其各次抽樣取平均；同一次抽樣的衝擊在所有設定下相同。分位數為設定間的第 7 類。MCSE：平均值對抽樣的標準誤。",
	oneDrawNote:                            "所有抽樣相同：每種設定一次。",
	drawsNote:                              "每種設定 %d 次抽樣。",
	standardisedShock:                      "無論有無衝擊，指數標準差皆為 1，使不同構建方式的係數可比；其他各表的係數為指數每單位之效果。",
	"%d fits by %s failed: %s.":            "%d 次 %s 估計失敗：%s。",
	"%s: verdicts on %s, by specification": "%s：各設定下對 %s 的判定", "without the shock": "無衝擊", "specifications %": "設定 %", "under the shock, % of the draws": "衝擊下，抽樣 %",
	"%s is hit, and is not in the sample of %d specifications: there the others alone are.": "%s 受衝擊，但不在 %d 種設定的樣本中：該處僅其餘者受衝擊。",
	movesNote:                    "列：該設定無衝擊時的判定；欄：衝擊下其過半抽樣的判定，否則視為不變。%d 種設定（共 %d）改變判定，佔全部抽樣的 %s %%。各設定依其自身 p 值，水準 %g。",
	"%s: change of %s by choice": "%s：%s 之變化（依選擇）", "change of verdict": "判定改變",
	optionsChangeNote: "影響：採用該選項之平均變化減去其餘（該選擇存在者）之平均變化。判定改變：採用該選項而判定改變的設定數。",
	"%s: which choices the change of %s is due to": "%s：%s 之變化來自哪些選擇",
	sharesChangeNote: "完整網格上變異數的百分比：一階為該選擇本身，總和含其全部交互作用；分別就變化及判定是否改變。精確值；無變異者留空。",
}
