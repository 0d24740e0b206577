package report

var chineseStress = map[string]string{
	"%s: the size of the shock at which conclusions flip in half of the draws": "%s：使結論在半數抽樣中翻轉的衝擊規模",
	"to": "轉為", "tips at size": "臨界規模", "amount there": "該處幅度", "flip at 0 %": "規模 0 翻轉 %", "flip at %.4g %%": "規模 %.4g 翻轉 %%",
	"changed": "改變", "none up to %.4g": "至 %.4g 未翻轉",
	"Size 1 is the shock as written; all amounts are multiplied. %d draws with the same random numbers at every size; bisection to 0.1 %% of the size.":                                               "規模 1 為原設定之衝擊，所有幅度同乘該規模。各規模使用相同亂數的 %d 次抽樣；二分法精確至規模的 0.1 %%。",
	"Size 1 is the shock as written; all amounts are multiplied. All draws are the same, so that there is no interval; bisection to 0.1 % of the size.":                                               "規模 1 為原設定之衝擊，所有幅度同乘該規模。所有抽樣相同，故無區間；二分法精確至規模的 0.1 %。",
	"Interval: sizes at which the share of draws that flip does not differ from one half by its score test (Wilson). Size 0: it flips in half of the draws without the shock. Amount there: medians.": "區間：翻轉比例依分數檢定（Wilson）與二分之一無差異的規模。規模 0：無衝擊時已有半數抽樣翻轉。該處幅度為中位數。",
	"%s: %s %% of the draws flip and flip back as the shock grows; the size is that of the first crossing.":                                                                                           "%s：%s %% 的抽樣隨衝擊擴大翻轉後又回復；規模為首次越過處。",
	"%s: up to %d draws of a size failed; shares are of the others.":                                                                                                                                  "%s：單一規模至多 %d 次抽樣失敗；比例僅計其餘抽樣。",
}
