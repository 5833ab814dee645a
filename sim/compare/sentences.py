"""Sentences of a comparison in both languages: the summary, and what the model cannot tell."""

from __future__ import annotations

from typing import Final

from sim.labels import Label

SUMMARY: Final = {
    "head": Label(
        "This report compares {plans} with “{baseline}” in {runs} paired runs (seed {seed}): all face the same shocks "
        "and "
        "the same draws of what is uncertain, so that a difference is the effect of the plan. Numbers are means over "
        "runs; brackets hold the band in which 90 % of the runs lie.",
        "“{baseline}”을(를) 기준으로 {plans}을 동일 난수로 짝지은 {runs}쌍 모의실험(시드 {seed})에서 비교했다. "
        "모든 계획에 같은 충격과 "
        "같은 "
        "불확실성 추출값을 적용하므로 차이는 계획의 효과이다. 수치는 모의실험 평균이며 괄호 안은 실행의 90%가 들어가는 "
        "구간이다.",
    ),
    "one_run": Label(
        "This report compares {plans} with “{baseline}” in one paired run (seed {seed}): there is no band, and "
        "nothing can be said about how sure the order is.",
        "“{baseline}”을(를) 기준으로 {plans}을 동일 난수로 짝지은 1쌍 모의실험(시드 {seed})에서 비교했다. "
        "구간이 없으므로 순위가 "
        "얼마나 확실한지는 말할 수 없다.",
    ),
    "best": Label(
        "{name} in {year}: the largest effect is that of “{plan}”, {mean} {unit} ({low} to {high}){near}; it comes "
        "first in {first} % of the runs{sure}. The lowest is that of “{last}”, {least} {unit} ({least_low} to "
        "{least_high}){near_last}.",
        "{year}년 {name}: 효과가 가장 큰 계획은 “{plan}”({mean}{unit}, {low} ~ {high}{near})이며 실행의 {first}%에서 "
        "1위이다{sure}. 효과가 가장 낮은 계획은 “{last}”({least}{unit}, {least_low} ~ {least_high}{near_last})이다.",
    ),
    "no_order": Label(
        "{name} in {year}: the largest and the lowest mean effect cannot be told apart: “{plan}”, {mean} {unit} ({low} "
        "to {high}), and “{last}”, {least} {unit} ({least_low} to {least_high}).",
        "{year}년 {name}: 평균 효과가 가장 큰 계획과 가장 낮은 계획은 서로 구분되지 않는다: “{plan}”({mean}{unit}, "
        "{low} ~ {high})과 “{last}”({least}{unit}, {least_low} ~ {least_high}).",
    ),
    "few": Label(
        " {runs} runs are too few to say of any two plans that they differ; {fewest} or more are needed.",
        " {runs}회 실행으로는 어느 두 계획도 다르다고 말할 수 없으며 {fewest}회 이상이 필요하다.",
    ),
    "few_best": Label(
        "{name} in {year}: the largest mean effect in these runs is that of “{plan}”, {mean} {unit} ({low} to {high}), "
        "the lowest that of “{last}”, {least} {unit} ({least_low} to {least_high}).{few}",
        "{year}년 {name}: 이번 실행에서 평균 효과가 가장 큰 계획은 “{plan}”({mean}{unit}, {low} ~ {high}), 가장 낮은 "
        "계획은 “{last}”({least}{unit}, {least_low} ~ {least_high})이다.{few}",
    ),
    "near": Label(", which cannot be told apart from that of {others}", "; {others}과(와) 구분되지 않음"),
    "named": Label("“{plan}”", "“{plan}”"),
    "sure": Label(
        " (90 % interval of the probability: {low} to {high} %)",
        "(확률의 90% 구간: {low}~{high}%)",
    ),
    "only": Label(
        "{name} in {year}: “{plan}” changes it by {mean} {unit} ({low} to {high}).",
        "{year}년 {name}: “{plan}”의 효과는 {mean}{unit}({low} ~ {high})이다.",
    ),
    "pairs": Label(
        "Indistinguishable in this outcome (the 90 % band of the difference holds zero, or the means show the same "
        "number): {same} of {all} pairs of plans, and {none} of {plans} plans from “{baseline}”.",
        "이 지표에서 서로 구분되지 않는(차이의 90% 구간이 0을 포함하거나 평균이 같은 수로 표시됨) 쌍은 {all}쌍 가운데 "
        "{same}쌍, “{baseline}”과(와) 구분되지 않는 계획은 {plans}개 가운데 {none}개이다.",
    ),
    "losers": Label(
        "Some lose clearly (the 90 % band lies below zero), by 0.05 % of value added or more: {losers}.",
        "부가가치가 0.05% 이상 유의하게(90% 구간이 0 아래) 감소하는 곳: {losers}.",
    ),
    "few_losers": Label(
        "Who loses is not said: {runs} runs are too few for a verdict; {fewest} or more are needed.",
        "누가 손해를 보는지는 말하지 않음: {runs}회 실행은 판정하기에 적으며 {fewest}회 이상이 필요하다.",
    ),
    "nobody": Label(
        "No si/do, sector or size class clearly loses 0.05 % of value added or more under any plan.",
        "어느 계획에서도 부가가치가 0.05% 이상 유의하게 감소하는 시·도, 업종, 규모는 없다.",
    ),
    "loser": Label("{group} ({mean} %)", "{group}({mean}%)"),
    "more_losers": Label("{named} and {count} more", "{named} 외 {count}개"),
    "one_run_best": Label(
        "{name} in {year}: the largest effect in this run is that of “{plan}”, {mean} {unit}, the lowest that of "
        "“{last}”, {least} {unit}.",
        "{year}년 {name}: 이 실행에서 효과가 가장 큰 계획은 “{plan}”({mean}{unit}), 가장 낮은 계획은 “{last}”({least}"
        "{unit})이다.",
    ),
    "one_run_only": Label(
        "{name} in {year}: “{plan}” changes it by {mean} {unit} in this run.",
        "{year}년 {name}: 이 실행에서 “{plan}”의 효과는 {mean}{unit}이다.",
    ),
    "of_plan": Label("under “{plan}” {groups}", "“{plan}”에서 {groups}"),
    "cost": Label(
        "The largest gross fiscal cost on record is that of “{plan}”: {gross} trillion won a year{near}.",
        "기록된 총재정비용이 가장 큰 계획은 “{plan}”(연 {gross}조원{near})이다.",
    ),
    "cost_beyond": Label(
        "“{baseline}” costs money itself: costs are gross fiscal costs beyond its own. The largest on record is that "
        "of “{plan}”: {gross} trillion won a year more{near}.",
        "“{baseline}”에도 비용이 들므로 비용은 그보다 더 드는 총재정비용이다. 가장 많이 더 드는 계획은 “{plan}”(연 "
        "{gross}조원 추가{near})이다.",
    ),
    "free_beyond": Label(
        "“{baseline}” costs money itself; no plan costs over 50 billion won a year more on record.",
        "“{baseline}”에도 비용이 들며, 그보다 연 500억원 넘게 더 드는 계획은 없다.",
    ),
    "unknown_cost_beyond": Label(
        "Plans that cost at most 50 billion won a year more than “{baseline}”, or less than it: {unknown} of {plans}.",
        "{plans}개 계획 가운데 {unknown}개는 “{baseline}”보다 더 드는 비용이 연 500억원 이하이거나 덜 든다.",
    ),
    "unknown_cost": Label(
        "Plans with almost no cost on record (at most 50 billion won a year), mostly because the levers of their "
        "measures have no cost rule: {unknown} of {plans}.",
        "{plans}개 계획 가운데 {unknown}개는 주로 정책 수단에 비용 산식이 없어 기록된 비용이 거의 없다(연 500억원 "
        "이하).",
    ),
    "uncosted": Label(
        "Acting measures that have no cost in the model, because their lever has no cost rule: {counts}.",
        "정책 수단에 비용 산식이 없어 모형에서 비용이 0인 작동 수단: {counts}.",
    ),
    "assumed": Label(
        "Acting measures the size of whose effect is assumed, the instrument set to it: {counts}; how plans rank "
        "depends on it.",
        "효과 크기를 가정하여 반영한 작동 수단: {counts}. 계획의 순위는 이 가정에 달려 있다.",
    ),
    "one_count": Label("{count} of {all} under “{plan}”", "“{plan}” {all}개 중 {count}개"),
    "per_won": Label(
        "A won of {cost} adds most real value added (won of 2020, whole run, not discounted) under “{plan}”: "
        "{mean} won ({low} to {high}){near}, and least under “{last}”: {least} won ({least_low} to "
        "{least_high}){near_last}; what comes after {year} is not counted.{unranked}",
        "{cost} 1원당 늘어나는 실질 부가가치(2020년 가격, 전 기간, 할인하지 않음)가 가장 큰 계획은 "
        "“{plan}”({mean}원, {low} ~ {high}{near}), 가장 작은 계획은 “{last}”({least}원, {least_low} ~ "
        "{least_high}{near_last})이다. {year}년 이후의 효과는 포함하지 않는다.{unranked}",
    ),
    "no_order_per_won": Label(
        "What a won of {cost} adds in real value added (won of 2020, whole run, not discounted) cannot be told apart "
        "even between “{plan}”, {mean} won ({low} to {high}), and “{last}”, {least} won ({least_low} to {least_high}), "
        "the largest and the lowest mean; what comes after {year} is not counted.{unranked}",
        "{cost} 1원당 늘어나는 실질 부가가치(2020년 가격, 전 기간, 할인하지 않음)는 평균이 가장 큰 “{plan}”({mean}원, "
        "{low} ~ {high})과 가장 작은 “{last}”({least}원, {least_low} ~ {least_high}) 사이에서도 구분되지 않는다. "
        "{year}년 이후의 효과는 포함하지 않는다.{unranked}",
    ),
    "few_per_won": Label(
        "A won of {cost} adds most real value added in these runs (won of 2020, whole run, not discounted) under "
        "“{plan}”: {mean} won ({low} to {high}), and least under “{last}”: {least} won ({least_low} to {least_high}); "
        "what comes after {year} is not counted.{few}{unranked}",
        "{cost} 1원당 늘어나는 실질 부가가치(2020년 가격, 전 기간, 할인하지 않음)가 이번 실행에서 가장 큰 계획은 "
        "“{plan}”({mean}원, {low} ~ {high}), 가장 작은 계획은 “{last}”({least}원, {least_low} ~ {least_high})이다. "
        "{year}년 이후의 효과는 포함하지 않는다.{few}{unranked}",
    ),
    "unranked": Label(" Not ranked here: {plans}.", " 여기서 순위를 매기지 않는 계획: {plans}."),
    "left_out": Label("{plans} ({why})", "{plans}({why})"),
    "gross_cost": Label("gross cost", "총재정비용"),
    "gross_cost_beyond": Label("gross cost beyond that of “{baseline}”", "“{baseline}”보다 더 드는 총재정비용"),
    "targets": Label(
        "Announced targets that are judged: {all}; met in at least half of the runs: {met} (in “{baseline}” too: "
        "{without}); met in no run: {never}.{rest}",
        "판정하는 발표 목표 {all}개 가운데 {met}개는 실행의 절반 이상에서 달성되고(그 가운데 {without}개는 "
        "“{baseline}”에서도 달성), {never}개는 어느 실행에서도 달성되지 않는다.{rest}",
    ),
    "targets_unmet": Label(
        "Announced targets that are judged: {all}; none is met in half of the runs or more; met in no run: "
        "{never}.{rest}",
        "판정하는 발표 목표 {all}개 가운데 실행의 절반 이상에서 달성되는 것은 없으며, {never}개는 어느 실행에서도 "
        "달성되지 않는다.{rest}",
    ),
    "unjudged": Label(
        " Not judged, because due before the first measure of the plan acts: {count}.",
        " 계획의 첫 조치가 시행되기 전에 기한이 끝나 판정하지 않는 목표: {count}개.",
    ),
    "free": Label(
        "No plan has a cost of more than 50 billion won a year on record.",
        "연 500억원이 넘는 비용이 기록된 계획은 없다.",
    ),
    "budget": Label(
        "At one budget ({budget} trillion won{beyond} over the whole run) the effects on real value added in {year} "
        "are, in %: {effects}.",
        "같은 예산({beyond}전 기간 {budget}조원)에서 {year}년 실질 부가가치 효과(%): {effects}.",
    ),
    "same_budget": Label("Cannot be told apart: {pairs}.", "서로 구분되지 않는 쌍: {pairs}."),
    "pair": Label("“{one}” and “{other}”", "“{one}”·“{other}”"),
    "beyond": Label(" beyond the cost of “{baseline}”", "“{baseline}”보다 더 드는 비용 "),
    "one_effect": Label("“{plan}” {mean} ({low} to {high})", "“{plan}” {mean}({low} ~ {high})"),
    "cannot": Label("Not reachable within the evidence: {plans}.", "근거의 범위 안에서 도달할 수 없는 계획: {plans}."),
    "no_cost": Label("Left out, as none of their measures has a cost in the model: {plans}.",
                     "어느 수단에도 모형의 비용이 없어 제외한 계획: {plans}."),
    "mostly_uncosted": Label(
        "Not to be ranked here, as most of their measures have no cost in the model and add to the effect beside the "
        "budget: {plans}.",
        "수단 대부분에 모형의 비용이 없고 그 효과가 예산 밖에서 더해지므로 여기서 순위를 매길 수 없는 계획: {plans}.",
    ),
    "no_budget": Label(
        "No plan can cost {budget} trillion won{beyond} over the whole run within the range of its evidence.",
        "근거의 범위 안에서 {beyond}전 기간 {budget}조원의 비용이 드는 계획은 없다.",
    ),
    "flips": Label(
        "Pairs (the baseline included) whose order in value added is clearly reversed under at least one of {theories} "
        "rival theories: {changed} of {pairs}, most often under “{worst}” ({most}).",
        "경쟁 이론 {theories}개 가운데 하나 이상에서 부가가치 순위가 뚜렷이 뒤바뀌는 쌍(기준 시나리오 포함)은 "
        "{pairs}쌍 "
        "가운데 {changed}쌍이며, “{worst}”에서 가장 많다({most}쌍).",
    ),
    "no_flips": Label(
        "Under none of {theories} rival theories is the order in value added of a pair of plans clearly reversed "
        "({pairs} "
        "pairs, the baseline included).",
        "경쟁 이론 {theories}개 가운데 어느 것에서도 부가가치 순위가 뚜렷이 뒤바뀌는 쌍은 없다(기준 시나리오 포함 "
        "{pairs}쌍).",
    ),
    "few_flips": Label(
        "Whether rival theories reverse the order of plans is not judged.{few}",
        "경쟁 이론에서 계획의 순위가 뒤바뀌는지는 판정하지 않는다.{few}",
    ),
    "few_paid_for": Label(
        "Who pays matters most for “{plan}”: value added in {year} {effect} % when it is paid {paid}, {usual} % when "
        "by debt. Whether the order of plans is reversed is not judged.{few}",
        "재원 조달 방식에 가장 민감한 계획은 “{plan}”이다({year}년 부가가치 효과, 국채 조달: {usual}%, {paid} 조달: "
        "{effect}%). 순위가 뒤바뀌는지는 판정하지 않는다.{few}",
    ),
    "paid_for": Label(
        "Who pays matters most for “{plan}”: value added in {year} {effect} % when it is paid {paid}, {usual} % when "
        "by debt. Pairs (the baseline included) whose order in value added is clearly reversed when others pay than "
        "lenders: {flips} of {pairs}.",
        "재원 조달 방식에 가장 민감한 계획은 “{plan}”이다({year}년 부가가치 효과, 국채 조달: {usual}%, {paid} 조달: "
        "{effect}%). 재원이 국채가 아닐 때 부가가치 순위가 뚜렷이 뒤바뀌는 쌍(기준 시나리오 포함)은 {pairs}쌍 가운데 "
        "{flips}쌍이다.",
    ),
    "paid_for_little": Label(
        "Who pays, lenders, income tax or other public purchases, moves the effect on value added in {year} of no plan "
        "by 0.05 points or more. Pairs (the baseline included) whose order in value added is clearly reversed when "
        "others pay than lenders: {flips} of {pairs}.",
        "국채, 소득세, 다른 정부구매 삭감 가운데 어느 것으로 조달하든 {year}년 부가가치 효과가 0.05%p 이상 달라지는 "
        "계획은 없다. 재원이 국채가 아닐 때 부가가치 순위가 뚜렷이 뒤바뀌는 쌍(기준 시나리오 포함)은 {pairs}쌍 가운데 "
        "{flips}쌍이다.",
    ),
    "paid_for_alike": Label(
        "Who pays, lenders, income tax or other public purchases, changes no effect on value added that is shown.",
        "국채, 소득세, 다른 정부구매 삭감 가운데 어느 것으로 조달하든 표시되는 부가가치 효과는 같다.",
    ),
    "coverage": Label(
        "Pledges of the plans that act in the model: {modelled} of {rows}; the others are part of the baseline, "
        "merged, {late}or cannot be modelled.",
        "계획의 {rows}개 항목 가운데 {modelled}개가 모형에 반영되며, 나머지는 기준 시나리오에 포함되거나 다른 "
        "항목에 합쳐졌거나 {late}모형에 반영할 수 없다.",
    ),
    "late": Label("would act only after the run ends ({count}), ", "실행이 끝난 뒤에야 작동하거나({count}개) "),
    "idle": Label("No measure acts before the run ends: {plans}.",
                  "실행이 끝나기 전에 작동하는 수단이 없는 계획: {plans}."),
    "other_world": Label(
        "Assumed in another world than “{baseline}”, so that their numbers are not those of their measures alone: "
        "{plans}.",
        "“{baseline}”과(와) 다른 여건을 가정하여 수치가 정책만의 효과가 아닌 계획: {plans}.",
    ),
    "failed": Label("Left out, because it failed: “{plan}” ({fault}).", "실패하여 제외: “{plan}” ({fault})."),
}  # fmt: skip

BETWEEN_PLANS: Final = Label(
    "Small differences between plans. Where two plans are marked as indistinguishable, their order is chance.",
    "계획 사이의 작은 차이. 통계적으로 구분되지 않는다고 표시된 두 계획의 순서는 우연이다.",
)
"""What a comparison cannot tell beside what no report can (`sim.results.limits`)."""
