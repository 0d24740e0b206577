package report

// chineseScenarios are the phrases of scenarios and verdicts.
var chineseScenarios = map[string]string{
	"%s: change of the coefficients by the shock, in the same draw": "%s：同一次抽樣中衝擊引起的係數變化",
	"mean change": "平均變化", "sd if unpaired": "不配對的標準差", "sign flips %": "變號 %", "Source": "來源",
	"Coefficient under the shock less the coefficient of the same sample without it. Sd if unpaired: of the difference, were both drawn independently. Sign flips: share of draws in which the two have other signs.": "衝擊下的係數減去同一樣本無衝擊的係數。不配對的標準差：兩者獨立抽樣時差值的標準差。變號：兩者符號不同的抽樣比例。",
	"Terms that hypotheses are about; all are in results.json.": "僅列假說所涉的項；全部見 results.json。",
	"Indices that the shock does not change":                    "衝擊未改變的指數",
	"%s: index %s in %d, entities that lose most first":         "%s：指數 %s（%d 年），損失最大者在前",
	"hit": "受衝擊", "yes": "是", "shocked": "衝擊後", "change": "變化", "shocked rank": "衝擊後排名", "depth %": "深度 %", "resistance": "抵抗力", "regained %": "恢復 %", "years": "年數",
	"Means of %d draws of the shock on the panel as it is; scores are compared with those of the same year without the shock, normalisation and weights found anew.":                                                                                                                                                                          "原始面板上 %d 次衝擊抽樣的平均；與同年無衝擊的得分比較，標準化與權重重新計算。",
	"Depth: largest fall from the onset on, relative to the score without the shock (Han and Goetz 2015). Resistance: (g - G)/|G|, g the relative change of the entity and G that of all together in this year (Martin et al. 2016). Regained: share of the depth that is gone in the last year; years: from the trough until 95% of it are.": "深度：衝擊開始後相對於無衝擊得分的最大跌幅（Han、Goetz 2015）。抵抗力：(g - G)/|G|，g 為該個體的相對變化，G 為全體在該年的相對變化（Martin 等 2016）。恢復：末年已收復的跌幅比例；年數：自谷底至收復 95% 的年數。",
	"%d of %d entities; all are in results.json.":      "列 %d 個，共 %d 個個體；全部見 results.json。",
	"%s: what the change of index %s in %d is made of": "%s：指數 %s 在 %d 年變化的構成",
	"Decomposition": "分解",
	"exact: the score is a sum over indicators of weight times normalised value; each part has its own change of both": "精確：得分為各指標權重乘標準化值之和；各部分含兩者的變化",
	"none: the score is no sum over indicators": "無：得分不是各指標之和",
	"%s: would a higher %s protect?":            "%s：%s 較高是否具有保護作用？",
	"outcome changes":                           "被解釋變數變化", "predicted": "預測", "predicted, raised": "預測（提高後）", "gain": "增益", "offset %": "抵消 %",
	"The same shock with %s one standard deviation (%s) higher for all, through the fitted models at their baseline coefficients; means over the rows that the shock reaches and %d draws. A prediction of the model, no causal claim.":                                                                                            "同一衝擊，但 %s 對所有個體提高一個標準差（%s），經由基準係數的估計模型；對受衝擊的列與 %d 次抽樣取平均。此為模型預測，不是因果主張。",
	"Outcome changes: as it is built anew. Predicted: b'(x* - x), through the regressors that the shock changes; raised: the same with the higher variable, other where it stands in a product. Gain: what the higher variable adds to the predicted outcome under the shock; offset: the share of the fall that this makes good.": "被解釋變數變化：重新計算所得。預測：b'(x* - x)，經由衝擊改變的解釋變數；提高後：變數提高時的同一數值，僅在該變數有交互項時不同。增益：較高的變數在衝擊下為預測值增加的部分；抵消：其彌補跌幅的比例。",
	"under": "條件", "supported %": "支持 %", "not supported %": "不支持 %", "contradicted %": "相反 %", "verdict": "判定", "all arms, at worst": "全部，最差",
	"Supported: the coefficient has the stated sign and differs from zero at the level of the hypothesis; contradicted: it has the other one and does. Shares of the successful draws of an arm.":                                                                                    "支持：係數具有假說的符號，且在假說的水準下異於零；相反：符號相反且異於零。為成功抽樣的比例。",
	"Verdict: holds where at least 95% of the draws support it, mostly holds from 80%, fragile from 50%; else reversed where at least 50% contradict it, and not to be relied on. At worst: the smallest share that supports it and the largest that contradicts it, over the arms.": "判定：至少 95% 的抽樣支持為成立，80% 起為大致成立，50% 起為脆弱；否則至少 50% 相反為逆轉，其餘為不可依賴。最差：各組中支持比例的最小值與相反比例的最大值。",
	"holds": "成立", "mostly holds": "大致成立", "fragile": "脆弱", "reversed": "逆轉", "not to be relied on": "不可依賴",
}
