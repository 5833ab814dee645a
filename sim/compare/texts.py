"""Words of a comparison in both languages."""

from __future__ import annotations

from typing import Final

from sim.indicators import DEFICIT_CHANGE
from sim.labels import Label
from sim.results.effects import FEWEST, NO_VERDICT
from sim.results.target_sheet import TEXT as TARGETS

PAGE: Final = {
    "title": Label("Plans for manufacturing compared", "제조업 정책 비교"),
    "section_effects": Label("What the plans do", "계획별 효과"),
    "section_where": Label("Who gains and who loses", "누가 얻고 누가 잃는가"),
    "section_cost": Label("What it costs", "비용"),
    "section_targets": Label("Are the announced targets met?", "발표된 목표는 달성되는가"),
    "title_targets": Label("Share of runs that meet each target", "목표별 달성 실행 비율"),
    "how_targets": Label(
        "Sign of the plan: under the plan, with the 90 % interval of the share; grey: in “{baseline}”. Targets are "
        "judged, never forced.",
        "계획 기호: 계획이 있을 때(비율의 90% 구간), 회색: “{baseline}”. 목표는 평가할 뿐 강제하지 않음.",
    ),
    "section_levers": Label("Which measure does it", "어느 수단의 효과인가"),
    "section_theories": Label("What if the theory is another one", "이론이 다르다면"),
    "section_tables": Label("Tables", "표"),
    "section_coverage": Label("How much of each plan is in the model", "공약 반영 현황"),
    "section_facts": Label("How this was made", "생성 정보"),
    "pick_indicator": Label("Outcome", "지표"),
    "pick_area": Label("Region", "지역"),
    "pick_year": Label("Year", "연도"),
    "pick_plans": Label("Plans", "계획"),
    "no_script": Label(
        "The charts need JavaScript; the text and the tables below hold the main numbers without it.",
        "도표를 보려면 자바스크립트가 필요합니다. 주요 수치는 아래 글과 표에 있습니다.",
    ),
    "warnings": Label("Warnings", "경고"),
    "nobody": Label("None.", "없음."),
    "title_ranking": Label("Effect of each plan", "계획별 효과 비교"),
    "how_ranking": Label(
        "Dot: mean over runs. Thick line: 50 % band; thin line: 90 % band. A hollow sign: the 90 % band holds "
        "zero, or the mean rounds to 0.00: the effect cannot be told from none.",
        "점: 모의실험 평균. 굵은 선: 50% 구간, 가는 선: 90% 구간. 속 빈 기호: 90% 구간이 0을 포함하거나 평균이 "
        "0.00으로 반올림되어 효과가 없는 것과 통계적으로 구분되지 않음.",
    ),
    "title_matrix": Label("Which plan does better than which", "어느 계획이 어느 계획보다 나은가"),
    "how_matrix": Label(
        "Chance in % that the plan of the row does better than that of the column, under the same random numbers. "
        "≈: the two cannot be told apart (the 90 % band of their difference holds zero, their means show the same "
        f"number, or there are fewer than {FEWEST} runs).",
        "같은 난수에서 행의 계획의 효과가 열의 계획보다 클 확률(%). ≈: 두 계획이 통계적으로 구분되지 않음(차이의 "
        f"90% 구간이 0을 포함하거나 평균이 같은 수로 표시되거나 실행이 {FEWEST}회 미만임).",
    ),
    "title_effects": Label("Effect by year", "연도별 효과"),
    "how_effects": Label(
        "Mean with 50 % and 90 % bands; all plans on one scale. Untick the largest above to see the others closer.",
        "평균과 50%·90% 구간; 모든 계획이 같은 눈금. 위에서 가장 큰 계획을 빼면 나머지를 더 자세히 볼 수 있다.",
    ),
    "title_levels": Label("Path under each plan and in the baseline", "계획별 경로와 기준 경로"),
    "how_levels": Label(
        "Grey: “{baseline}”, with 50 % and 90 % bands. Coloured: mean under each plan.",
        "회색: “{baseline}”(50%·90% 구간). 색: 계획별 평균.",
    ),
    "title_maps": Label("Effect by region", "지역별 효과"),
    "how_maps": Label(
        "A tile for each si/do, about where it lies. Blue: more than in “{baseline}”; vermillion: less.",
        "시·도마다 한 칸, 대략의 위치에 배치. 파랑: “{baseline}”보다 많음, 주황: 적음.",
    ),
    "title_sectors": Label("Effect by sector", "업종별 효과"),
    "how_sectors": Label(
        "Real value added of the nation; levels of sectors are estimated with the factor of their region. "
        "?: the effect cannot be told from none.",
        "전국 실질 부가가치. 업종별 수준은 지역 계수로 추정한 값. ?: 효과가 없는 것과 통계적으로 구분되지 않음.",
    ),
    "title_sizes": Label("Effect by size of establishment", "사업체 규모별 효과"),
    "how_sizes": Label(
        "Real value added of the nation, establishments by persons engaged. ?: the effect cannot be told from none.",
        "전국 실질 부가가치, 종사자 수에 따른 사업체 규모. ?: 효과가 없는 것과 통계적으로 구분되지 않음.",
    ),
    "title_cost": Label("Effect against cost", "비용 대비 효과"),
    "how_cost": Label(
        "Gross fiscal cost a year, mean over the years in which the plan costs anything. Measures whose lever has no "
        "cost rule stand at zero: they are not free, their cost is unknown, and plans with many of them look cheap. "
        "List: cost of each plan; in brackets how many of its acting measures have no cost rule.",
        "연간 총재정비용(비용이 발생한 해의 평균). 정책 수단에 비용 산식이 없으면 0으로 표시: 무료가 아니라 비용을 알 "
        "수 없으며, 그런 수단이 많은 계획은 싸 보인다. 목록: 계획별 비용, 괄호 안은 작동하는 수단 가운데 비용 산식이 "
        "없는 수단의 수.",
    ),
    "title_cost_beyond": Label("Effect against additional cost", "추가 비용 대비 효과"),
    "how_cost_beyond": Label(
        "Gross fiscal cost a year beyond that of “{baseline}”, which costs money itself, mean over the years in which "
        "the two differ. Measures whose lever has no cost rule add nothing: they are not free, their cost is unknown. "
        "List: difference in cost of each plan; in brackets how many of its acting measures have no cost rule.",
        "비용이 드는 “{baseline}”보다 더 드는 연간 총재정비용(둘이 다른 해의 평균). 정책 수단에 비용 산식이 없으면 "
        "0으로 더해짐: 무료가 아니라 비용을 알 수 없음. 목록: 계획별 비용 차이, 괄호 안은 작동하는 수단 가운데 비용 "
        "산식이 없는 수단의 수.",
    ),
    "title_equal": Label("Effect at one budget", "같은 예산에서의 효과"),
    "how_equal": Label(
        "Measures that cost money are scaled within the range of their evidence until every plan costs the same; "
        "plans that cannot reach the budget are left out (see the table).",
        "비용이 드는 수단을 근거의 범위 안에서 조정하여 모든 계획의 비용을 같게 했다. 예산에 도달할 수 없는 계획은 "
        "제외(표 참조).",
    ),
    "title_money": Label("Who gets the money", "지원은 누구에게 가는가"),
    "how_money": Label(
        "Share of each group in the grants, interest subsidies and tax credits that establishments receive over "
        "the whole run, %. First column: share in value added of the base year. Blue: more than its share, "
        "vermillion: less.",
        "전 기간 사업체가 받는 보조금·이차보전·세액공제에서 각 집단의 비중(%). 첫 열: 기준연도 부가가치 비중. "
        "파랑: 그 비중보다 많음, 주황: 적음.",
    ),
    "title_levers": Label("Contribution of each measure to the effect of its plan", "계획의 효과에 대한 수단별 기여"),
    "how_levers": Label(
        "Shapley values in the last year; colours are by column. They sum to the effect of the plan in these runs. "
        "?: not distinguishable from none.",
        "마지막 해의 섀플리 값, 색은 열별. 합하면 이 실행에서 계획의 효과가 된다. ?: 효과가 없는 것과 통계적으로 "
        "구분되지 않음.",
    ),
    "title_theories": Label("Effect under rival theories", "경쟁 이론별 효과"),
    "how_theories": Label(
        "Each row fixes what is disputed at one end of its range, alike for all plans and for “{baseline}”.",
        "각 행은 논쟁이 되는 값을 범위의 한쪽 끝에 고정한 것으로, 모든 계획과 기준 시나리오에 같이 적용.",
    ),
    "how_coverage": Label(
        "A plan of which little can be modelled shows little effect: read the effect together with this table.",
        "반영된 공약이 적은 계획은 효과도 작게 나타나므로 이 표와 함께 읽어야 한다.",
    ),
    "rank": Label("rank", "순위"),
    "worth": Label("share in value added", "부가가치 비중"),
    "percentOf": Label("% of “{baseline}”", "“{baseline}” 대비 %"),
    "points": Label("percentage points", "%p"),
    "hatched": Label("hatched: 90 % band holds zero or mean rounds to 0.00",
                     "빗금: 90% 구간이 0을 포함하거나 평균의 반올림이 0.00"),
    "doubt": Label("?: 90 % band holds zero or mean rounds to 0.00",
                   "?: 90% 구간이 0을 포함하거나 평균의 반올림이 0.00"),
    "valueAdded": Label("Real value added", "실질 부가가치"),
    "costAxis": Label("mean yearly gross cost, trillion won", "연평균 총비용, 조원"),
    "costAxis_beyond": Label(
        "mean yearly gross cost beyond that of “{baseline}”, trillion won",
        "“{baseline}”보다 더 드는 연평균 총비용, 조원",
    ),
    "undefined": Label("Not defined for this region and year.", "이 지역·연도에는 정의되지 않음."),
    "reportYears": Label(
        "Who does better than whom is given for the nation in every year, for regions in 2030 and the last year.",
        "계획 간 우열은 전국은 매년, 지역은 2030년과 마지막 해만 제공.",
    ),
    "ofRuns": Label("% of runs", "실행의 %"),
    "noTargets": Label("None of the chosen plans has announced a target.", "선택한 계획에는 발표된 목표가 없음."),
    "unjudged": TARGETS["unjudged"],
    "nationOnly": Label("Published for the nation only.", "전국 수치만 공표됨."),
    "noPlan": Label("Pick at least one plan.", "계획을 하나 이상 선택하십시오."),
}  # fmt: skip

SCRIPT: Final = (
    "worth", "rank", "percentOf", "points", "hatched", "doubt", "valueAdded", "costAxis", "undefined", "reportYears",
    "ofRuns", "noTargets", "unjudged", "nationOnly", "noPlan", "pick_plans",
)  # fmt: skip
"""Texts that the script of the page writes."""

SHEETS: Final = {
    "effects": Label("Effect on headline outcomes", "주요 지표에 대한 효과"),
    "beats": Label("Probability that the plan of the row does better, {name} {year}",
                   "행의 계획의 효과가 더 클 확률, {name} {year}년"),
    "cost": Label("Fiscal cost, and what a won brings", "재정비용과 1원당 효과"),
    "winners": Label("Winners and losers in real value added, {year}", "실질 부가가치의 증가와 감소, {year}년"),
    "targets": Label("Announced targets: met or not", "발표된 목표의 달성 여부"),
    "target": Label("Target", "목표"),
    "due": Label("Due", "시한"),
    "promised": Label("Promised", "목표치"),
    "value": Label("Value at the date", "시한의 값"),
    "met": Label("Runs that meet it, %", "달성한 실행 비율, %"),
    "share": Label("Share", "비율"),
    "without": Label("in the baseline", "기준 시나리오"),
    "shortfall": Label("Shortfall, % of the target", "미달 폭, 목표 대비 %"),
    "note_targets": Label(
        "Targets are judged in every run and never forced; those due before the first measure of the plan acts are "
        "not judged. Interval of the share: Wilson, 90 %, from the number of runs.",
        "목표는 모든 실행에서 평가할 뿐 강제하지 않으며, 계획의 첫 조치가 시행되기 전에 기한이 끝난 목표는 판정하지 "
        "않음. 비율의 구간: 실행 수에 따른 윌슨 90% 구간.",
    ),
    "coverage": Label("Pledges by status", "공약의 반영 상태"),
    "plan": Label("Plan", "계획"),
    "outcome": Label("Outcome", "지표"),
    "year": Label("Year", "연도"),
    "unit": Label("Unit", "단위"),
    "mean": Label("Mean", "평균"),
    "low": Label("5 %", "5%"),
    "lower": Label("25 %", "25%"),
    "upper": Label("75 %", "75%"),
    "high": Label("95 %", "95%"),
    "rank": Label("Expected rank", "기대 순위"),
    "first": Label("Chance of the first rank", "1위일 확률"),
    "verdict": Label("Against the baseline", "기준 시나리오 대비"),
    "same": Label("indistinguishable", "통계적으로 구분되지 않음"),
    "few_runs": NO_VERDICT,
    "more": Label("more", "증가"),
    "less": Label("less", "감소"),
    "gross": Label("Gross, trillion won a year", "총비용, 조원/년"),
    "net": Label(
        f"{DEFICIT_CHANGE.en}, trillion won a year", f"{DEFICIT_CHANGE.ko}, 조원/년"
    ),
    "per_won": Label(
        "Gain in real value added (won of 2020) per won of gross cost",
        "총비용 1원당 실질 부가가치 증가액(2020년 가격, 원)",
    ),
    "cost_beyond": Label("Fiscal cost beyond that of {baseline}, and what a won brings",
                         "{baseline}보다 더 드는 재정비용과 1원당 효과"),
    "gross_beyond": Label("Difference, gross, trillion won a year", "총비용 차이, 조원/년"),
    "net_beyond": Label(
        f"{DEFICIT_CHANGE.en}, difference, trillion won a year", f"{DEFICIT_CHANGE.ko}의 차이, 조원/년"
    ),
    "per_won_beyond": Label(
        "Gain in real value added (won of 2020) per won of additional gross cost",
        "추가 총비용 1원당 실질 부가가치 증가액(2020년 가격, 원)",
    ),
    "too_small": Label("no cost to divide by", "나눌 만한 비용 없음"),
    "mostly_uncosted": Label("most measures have no cost in the model", "수단 대부분에 모형의 비용이 없음"),
    "other_world": Label("its effect holds that of another world it assumes", "가정한 다른 여건의 효과가 섞여 있음"),
    "gains": Label("Clear gain", "유의한 증가"),
    "loses": Label("Clear loss", "유의한 감소"),
    "unclear": Label("Neither", "어느 쪽도 아님"),
    "by": Label("By", "구분"),
    "regions": Label("Si/do", "시·도"),
    "sectors": Label("Sectors", "업종"),
    "sizes": Label("Size", "규모"),
    "nobody": Label("none", "없음"),
    "all": Label("Rows", "전체"),
    "note_effects": Label(
        "% of the baseline, of shares percentage points; quantiles over paired runs. Rank 1 is the largest value; "
        "the baseline takes part in the ranks. Indistinguishable: the 90 % band holds zero, or the mean rounds to "
        f"0.00. From fewer than {FEWEST} runs there is no verdict.",
        "기준 시나리오 대비 %, 비중은 %p; 동일 난수로 짝지은 모의실험의 분위수. "
        "1위가 가장 큰 값이며 기준 시나리오도 순위에 포함. 구분되지 않음: 90% 구간이 0을 포함하거나 평균이 0.00으로 "
        f"반올림됨. 실행이 {FEWEST}회 미만이면 판정하지 않음.",
    ),
    "note_beats": Label(
        "≈: the 90 % band of the paired difference holds zero, both means show the same number, or there are fewer "
        f"than {FEWEST} runs.",
        f"≈: 짝지은 차이의 90% 구간이 0을 포함하거나 두 평균이 같은 수로 표시되거나 실행이 {FEWEST}회 미만임.",
    ),
    "note_cost": Label(
        "Cost = grants, tax expenditure, subsidy element of loans and guarantees, realised losses, administration, "
        "purchases; at the prices of each year, mean over the years in which the plan costs anything. Gain per won: "
        "real "
        "value added of all years and runs over cost of all years and runs, neither discounted; what comes after the "
        "last year is not counted; band: of runs, the ratio linearised at the means. Given where the plan "
        "costs more than 50 billion won a year and at least half of its acting measures have a cost in the model: what "
        "the others add would be divided by a cost that is not theirs.",
        "비용 = 보조금, 조세지출, 융자·보증의 보조 요소, 실현 손실, 행정비, 구매(경상가격), 비용이 발생한 해의 평균. "
        "1원당 증가액 = 전 기간·전 실행의 실질 부가가치 증가액 합 / 비용 합(모두 할인하지 않으며 마지막 해 이후는 "
        "제외, 구간은 평균에서 선형화한 비율의 실행 간 분포). 연 "
        "500억원이 넘게 들고 작동하는 수단의 절반 이상에 모형의 비용이 있는 계획만 제시: 나머지 수단의 효과까지 이 "
        "비용으로 나누게 되기 때문.",
    ),
    "note_cost_beyond": Label(
        "{baseline} costs money itself: all costs are what a plan costs beyond it, below zero where it costs less. "
        "Cost = grants, tax expenditure, subsidy element of loans and guarantees, realised losses, administration, "
        "purchases; at the prices of each year, mean over the years in which the two differ. Gain per won: real value "
        "added of all years over additional cost of all years, neither discounted; what comes after the last year is "
        "not counted. Given where the plan costs over 50 billion won a year more and at least half of its acting "
        "measures have a cost in the model: what the others add would be divided by a cost that is not theirs.",
        "{baseline}에도 비용이 들므로 모든 비용은 그보다 더 드는 비용이며 덜 들면 0보다 작음. 비용 = 보조금, 조세지출, "
        "융자·보증의 보조 요소, 실현 손실, 행정비, 구매(경상가격), 둘이 다른 해의 평균. 1원당 증가액 = 전 기간 실질 "
        "부가가치 증가액 / 전 기간 추가 비용(모두 할인하지 않으며 마지막 해 이후는 제외). 연 500억원 넘게 더 들고 "
        "작동하는 수단의 절반 이상에 모형의 비용이 있는 계획만 제시: 나머지 수단의 효과까지 이 비용으로 "
        "나누게 되기 때문.",
    ),
    "costless": Label("Acting measures whose lever has no cost rule", "작동하지만 비용 산식이 없는 수단"),
    "free": Label("Acting measures without a cost rule", "작동하는 수단 중 비용 산식이 없는 수단"),
    "of_acting": Label("{count} of {all}", "{all}개 중 {count}개"),
    "idle": Label("none acts before the run ends", "실행이 끝나기 전에 작동하는 수단 없음"),
    "assumed": Label("Acting measures the size of whose effect is assumed", "효과 크기를 가정한 수단"),
    "note_assumed": Label(
        "No source gives the size of the instrument: the size of its effect is assumed, and the instrument set to it. "
        "What such measures add to the effect of a plan is as good as the assumption; where plans are ranked, those "
        "with many of them rank by it.",
        "수단의 크기가 출처에 없어 효과 크기를 가정하고 수단을 그에 맞춤. 이런 수단이 계획의 효과에 더하는 몫은 "
        "가정만큼만 믿을 수 있으며, 이런 수단이 많은 계획의 순위는 그 가정에 달려 있음.",
    ),
    "measures": Label("Measures", "수단"),
    "count": Label("Number", "개수"),
    "acting": Label("of those that act", "작동하는 수단 가운데"),
    "note_costless": Label(
        "The lever of these measures has no cost rule: they are not free. Their effect is in that of the plan; what a "
        "won brings is overstated by as much.",
        "정책 수단에 비용 산식이 없는 수단으로, 무료라는 뜻이 아님. 계획의 효과에는 포함되므로 1원당 효과는 그만큼 "
        "과대평가됨.",
    ),
    "note_winners": Label(
        "Clear: the 90 % band does not hold zero, and the mean effect in brackets is not 0.00 %. Neither: how many "
        "groups neither clearly gain nor clearly lose, and those of them whose mean effect lies below zero.",
        "유의함: 90% 구간이 0을 포함하지 않고 괄호 안의 평균 효과(%)가 0.00이 아님. 어느 쪽도 아님: 증가도 감소도 "
        "유의하지 않은 집단의 수와 그 가운데 평균 효과가 0보다 작은 집단.",
    ),
    "below": Label("below zero: ", "0 미만: "),
}  # fmt: skip

EXTRAS: Final = {
    "equal": Label("At one budget: {budget} trillion won over the whole run",
                   "같은 예산에서: 전 기간 {budget}조원"),
    "equal_beyond": Label("At one budget: {budget} trillion won beyond the cost of {baseline} over the whole run",
                          "같은 예산에서: {baseline}보다 더 드는 비용 전 기간 {budget}조원"),
    "budget_group": Label("Gross cost, trillion won", "총비용, 조원"),
    "budget_group_beyond": Label("Gross cost beyond that of {baseline}, trillion won",
                                 "{baseline}보다 더 드는 총비용, 조원"),
    "as_written": Label("As written", "원안"),
    "least": Label("At least", "최소"),
    "most": Label("At most", "최대"),
    "factor": Label("Factor", "배율"),
    "not_reachable": Label("not reachable", "도달 불가"),
    "no_cost": Label("no cost in the model", "모형의 비용 없음"),
    "note_equal": Label(
        "All measures of a plan that cost money are scaled by one factor, each within the range of its evidence; "
        "least and most cost are those at the ends of the ranges. Effects in % of the baseline in the last year; those "
        "of measures without a cost in the model are part of them and paid for by no budget.",
        "계획의 비용이 드는 모든 수단을 근거의 범위 안에서 같은 배율로 조정. 최소·최대는 범위 양 끝의 비용. 효과는 "
        "마지막 해 기준 시나리오 대비 %이며, 모형에 비용이 없는 수단의 효과도 예산 밖에서 포함됨.",
    ),
    "levers": Label("What each measure contributes", "수단별 기여"),
    "lever": Label("Measure", "수단"),
    "share": Label("Contribution", "기여"),
    "error": Label("Standard error", "표준오차"),
    "method": Label("Method", "방법"),
    "exact": Label("all coalitions", "모든 조합"),
    "sampled": Label("sampled orders", "표본 순열"),
    "sum": Label("Sum = effect of the plan", "합계 = 계획의 효과"),
    "no_measure": Label("None of the measures: what the plan assumes otherwise, or gives up of the baseline",
                        "수단 없음: 계획의 다른 가정, 또는 기준 시나리오의 수단을 뺀 효과"),
    "note_levers": Label(
        "Shapley values in the last year, % of the baseline, from smaller runs than the comparison ({runs} "
        "replications, scale {scale}): the sum is the effect in these runs.",
        "마지막 해의 섀플리 값, 기준 시나리오 대비 %. 비교보다 작은 실행({runs}회, 규모 {scale})에서 계산: 합계는 "
        "이 실행의 효과.",
    ),
    "basis_levers": Label("This figure: {runs} runs, scale {scale}.", "이 그림: {runs}회 실행, 규모 {scale}."),
    "basis_matrix": Label(
        "With {runs} runs a share of 100 % means a probability of {low} % or more (90 % interval).",
        "{runs}회 실행에서 100%는 확률 {low}% 이상을 뜻함(90% 구간).",
    ),
    "basis_theories": Label("This figure: {runs} runs under each theory.", "이 그림: 이론마다 {runs}회 실행."),
    "flips": Label("Rankings that flip under a rival theory", "이론에 따라 뒤바뀌는 순위"),
    "theory": Label("Theory", "이론"),
    "one": Label("Plan", "계획"),
    "other": Label("against", "비교 계획"),
    "usually": Label("Chance to do better, all theories drawn", "효과가 더 클 확률, 모든 이론을 추출할 때"),
    "here": Label("under this theory", "이 이론에서"),
    "sure": Label("How sure", "확실성"),
    "clear": Label("clear under both", "양쪽 모두 뚜렷"),
    "noise": Label("within noise", "우연의 범위"),
    "note_flips": Label(
        "Pairs whose order is reversed. A theory fixes what is otherwise drawn at one end of its range, alike for "
        "all plans and the baseline.",
        "순서가 뒤바뀌는 쌍. 이론은 보통 추출되는 값을 범위의 한쪽 끝에 고정하며, 모든 계획과 기준 시나리오에 같이 "
        "적용.",
    ),
    "by_debt": Label("by debt", "국채"),
    "by_income_tax": Label("by income tax", "소득세"),
    "by_spending_cuts": Label("by cuts of other public purchases", "다른 정부구매 삭감"),
    "financing": Label("Effect of the plans by who pays for them", "재원 조달 방식별 효과"),
    "note_financing": Label(
        "Mean effect in {year} in % of the baseline, {runs} runs each with the same random numbers; what a plan itself "
        "assumes of its payers is left aside. "
        "Here the whole gross cost of all measures is paid a quarter later: by households in proportion to wages and "
        "dividends, or by less government consumption in its usual composition. What public services lose by the cuts "
        "beyond their output is not in the model. Bands in data/financing.csv.",
        "기준 시나리오 대비 {year}년 평균 효과(%), 같은 난수로 각 {runs}회 실행. 계획 자체의 재원 가정은 제외. "
        "여기서는 모든 수단의 총비용을 한 분기 뒤에 임금·배당에 비례하는 가계 부담 또는 통상 구성의 정부소비 삭감으로 "
        "조달한다. "
        "삭감으로 공공서비스의 질이 나빠지는 손실은 모형에 없다. 구간은 data/financing.csv 참조.",
    ),
    "twins": Label("Additionality, deadweight and displacement of support", "지원의 추가성·사중손실·대체효과"),
    "equilibrium": Label("Equilibrium", "균형"),
    "partial": Label("partial (trial group)", "부분균형(시험 집단)"),
    "full": Label("full (all eligible)", "일반균형(전체 대상)"),
    "measure": Label("Measure", "지표"),
    "value": Label("Value", "값"),
    "measure_investment": Label(
        "Investment and R&D of supported incumbents, %", "지원 대상 기존 사업체 투자·연구개발, %"
    ),
    "measure_value_added": Label("Value added of supported incumbents, %", "지원 대상 기존 사업체 부가가치, %"),
    "measure_employment": Label("Employment of supported incumbents, %", "지원 대상 기존 사업체 고용, %"),
    "measure_additional_investment": Label(
        "Additional investment and R&D per won of support", "지원 1원당 추가 투자·연구개발"
    ),
    "measure_deadweight": Label("Deadweight: won of support without additional investment",
                                "사중손실: 지원 1원 가운데 추가 투자로 이어지지 않은 금액"),
    "measure_displacement": Label("Displacement: loss of others per won gained by the supported",
                                  "대체효과: 지원 대상의 증가 1원당 나머지의 감소"),
    "note_twins": Label(
        "{runs} replications of twin runs over five years from the first support, establishments alive at its start. "
        "Trial: a random 5 % "
        "are eligible, so that prices and wages hardly move. Only measures whose money establishments receive and that "
        "can be given to some of them. Deadweight below zero: support draws in more investment than it costs. No "
        "displacement where the supported gain less than two standard errors.",
        "첫 지원부터 5년간의 쌍둥이 실행 {runs}회, 시작 시점에 있던 사업체. 시험: 무작위 5%만 대상이므로 물가와 임금이 "
        "거의 "
        "움직이지 않음. 사업체가 돈을 받고 일부에만 줄 수 있는 수단만 포함. 사중손실이 0보다 작으면 지원보다 더 "
        "많은 투자를 이끌어낸 것. 지원 대상의 증가가 표준오차의 2배 이하이면 대체효과는 제시하지 않음.",
    ),
    "twin_measures": Label("Measures behind additionality: taken and left out",
                           "추가성 계산에 포함한 수단과 제외한 수단"),
    "taken": Label("Taken", "포함"),
    "unreceived": Label("Left out: what an establishment receives is not known", "제외: 사업체별 지원액을 알 수 없음"),
    "indivisible": Label("Left out: for all or for none", "제외: 일부 사업체에만 줄 수 없음"),
    "arriving": Label("Left out: paid to plants that come with it", "제외: 새로 들어오는 사업체에 지급"),
    "note_twin_measures": Label(
        "Additional investment is divided by what establishments receive: grants, interest paid for them, tax credits "
        "and the expected loss of guarantees. What the Fund costs is booked for all its loans and shares together, and "
        "what government buys (training) for no single establishment: their effect would be divided by the support "
        "that other measures pay. Measures that cost nothing in the model are not listed; plans without a measure to "
        "take, or whose support begins less than five years before the end, have no reading.",
        "추가 투자를 사업체가 받은 금액(보조금, 대신 낸 이자, 세액공제, 보증의 예상 손실)으로 나눔. 펀드의 비용은 "
        "융자·지분 전체로만, 정부의 구매(훈련)는 총액으로만 기록되므로, 포함하면 그 효과를 다른 수단의 지원액으로 "
        "나누게 됨. 모형에 비용이 없는 수단은 표시하지 않음. 포함할 수단이 없거나 첫 지원이 종료 전 5년 이내인 "
        "계획은 값이 없음.",
    ),
}  # fmt: skip

FIGURES: Final = {
    "ranking": Label("Effect of each plan on value added and productivity", "계획별 부가가치·노동생산성 효과"),
    "effect_by_year": Label("Effect on value added by year", "연도별 부가가치 효과"),
    "levels": Label("Value added under each plan", "계획별 부가가치 경로"),
    "map": Label("Effect on value added by region", "지역별 부가가치 효과"),
    "sectors": Label("Effect on value added by sector", "업종별 부가가치 효과"),
    "cost": Label("Effect on value added against cost", "비용 대비 부가가치 효과"),
    "targets": PAGE["title_targets"],
}
"""Titles of the figures for papers."""

FIGURE_TEXT: Final = {
    "bands": Label("mean of runs with 50 % and 90 % bands", "모의실험 평균과 50%·90% 구간"),
    "hollow": Label(
        "hollow: 90 % band holds zero or mean rounds to 0.00",
        "속 빈 기호: 90% 구간이 0을 포함하거나 평균의 반올림이 0.00",
    ),
    "grey": Label("grey: “{baseline}” with 50 % and 90 % bands", "회색: “{baseline}”(50%·90% 구간)"),
    "interval": Label("line: 90 % interval of the share", "선: 비율의 90% 구간"),
    "without": Label("small grey sign: “{baseline}”", "작은 회색 기호: “{baseline}”"),
    "contributions": Label("Contribution of each measure of “{plan}”", "“{plan}”의 수단별 기여"),
    "runs": Label("contributions from {runs} runs, scale {scale}", "기여도는 {runs}회 실행(규모 {scale})에서"),
}
