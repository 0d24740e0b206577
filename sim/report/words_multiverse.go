package report

// chineseMultiverse are the phrases of specification curves.
var chineseMultiverse = map[string]string{
	"%s: %d specifications, by estimator": "%s：%d 種設定（依估計法）", "2.5 % to 97.5 % quantile": "2.5 % 至 97.5 % 分位數", "Quantiles of type 7, as in the curve.": "分位數採第 7 型，與曲線相同。", "No specification failed.": "所有設定均估計成功。",
	"%s under %d specifications": "%s：%d 種設定下的估計", "quantity": "項目", "value": "數值",
	"combinations of the full grid": "完整網格的組合數", "combinations taken": "採用的組合數", "specifications that differ": "相異的設定數", "with an estimate": "有估計值者",
	"least": "最小", "2.5 % quantile": "2.5 % 分位數", "97.5 % quantile": "97.5 % 分位數", "largest": "最大", "median absolute deviation": "中位數絕對離差",
	"positive %": "為正 %", "sign of the baseline %": "與基準同號 %", "significant and positive %": "顯著為正 %", "significant and negative %": "顯著為負 %",
	"sampling standard error": "抽樣標準誤", "modelling standard error": "設定標準誤", "total standard error": "總標準誤", "robustness ratio": "穩健比", "baseline by %s": "基準（%s）",
	"The grid is sampled (%s).": "網格為抽樣（%s）。",
	standardisedNote:            "指數標準差為 1，使不同構建方式的係數可比；其他各表的係數為指數每單位之效果。",
	curveNote:                   "相異的設定各計一次。顯著：依其自身標準誤與分配，p 小於 %g。分位數為第 7 類。抽樣：標準誤平方平均之根；設定：估計值的標準差；穩健比：基準除以總標準誤（Young 與 Holsteen 2017）。",
	"%s: what each choice does": "%s：各項選擇的作用", "choice": "選擇", "specifications": "設定數", "influence": "影響",
	choicesNote:                            "影響：採用該選項之估計值平均減去其餘（該選擇存在者）之平均。選擇不存在時（如 FGLS 無固定效應可選）該設定不計入任何選項。",
	"%s: shares of its variance by choice": "%s：變異數之來源分解", "significance": "顯著性", "first": "一階", "total": "總和",
	sharesNote:                     "完整網格上變異數的百分比：一階為該選擇本身，總和含其全部交互作用。精確值（函數變異數分析）；總和相加可逾 100。",
	missingNote:                    "%d 個組合（共 %d）無估計值而剔除，各項比例相加未必為 100。",
	"%s: joint tests of the curve": "%s：設定曲線的聯合檢定", "test": "檢定", "p": "p 值", "share significant": "顯著比例", "average z": "平均 z",
	testsNote:                                     "p：虛無假設下 %d 次抽樣中統計量至少同樣極端的比例，雙尾，(1 + b)/(1 + B)。顯著比例計較多估計值所具之符號；平均 z 為 z 之和除以個數之平方根（Stouffer）。",
	nullNotes["bootstrap"]:                        "虛無假設：以個體（含其全部各期）重抽並重建整個流程；各設定之被解釋變數為 y - b x，b 為其自身估計值（Simonsohn、Simmons 與 Nelson 2020）。",
	nullNotes["shuffle"]:                          "虛無假設：將變數的整條序列改派給期別相同的其他個體，並重建整個流程。",
	nullNotes["shuffle-within-periods"]:           "虛無假設：於各期內將變數值改派給其他個體；此舉破壞序列相關，若有序列相關則檢定過度拒絕。",
	"%d draws have no estimate and are left out.": "%d 次抽樣無估計值而剔除。",
	"%s: all specifications":                      "%s：全部設定", "draw": "抽樣",
	"normalisation": "標準化", "zero handling": "零值處理", "aggregation": "加總方式", "outliers": "離群值", "sample": "樣本", "controls": "控制變數",
	"instrument lag": "工具變數落後期", "centring": "中心化", "estimator": "估計法", "variance": "變異數估計", "all": "全部", "twoway": "雙向",
}
