"""What the model cannot tell: the caveats that stand in every report, of one plan and of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sim.labels import Label, filled

TITLE: Final = Label("What the model cannot tell", "모형이 말할 수 없는 것")
Unsure = tuple[tuple[Label, float], ...]
"""Measures that count as enacted though they may not pass, with their probability."""
_ENACTED: Final = Label(
    "Measures that may not pass count as enacted here, unless --enactment sampled is asked for: {measures}.",
    "통과되지 않을 수 있는 수단도 여기서는 시행되는 것으로 본다(--enactment sampled를 주면 확률대로 추출): {measures}.",
)
_MEASURE: Final = Label("“{says}” (probability {chance:g})", "“{says}”(확률 {chance:g})")
_LIMITS: Final = (
    Label(
        "Whether a plan would be enacted. Effects are conditional: the plan comes into force as written, at the "
        "dates assumed where the source states none, or as a whole at the common start of all plans (a warning says "
        "so).",
        "계획이 실제로 시행될지 여부. 효과는 조건부이다: 계획이 쓰인 대로, 출처에 날짜가 없으면 가정한 날짜에 "
        "시행되거나, 모든 계획의 공통 시작 시점으로 전체가 옮겨져 시행된다고 본다(이 경우 경고에 표시).",
    ),
    Label(
        "Who pays. Unless the scenario assumes otherwise (financed_by_income_tax, financed_by_spending_cuts), plans "
        "are financed by debt: no tax is raised and no other spending is cut to offset them, so what that would cost "
        "is not in the effects. compare --financing shows it.",
        "누가 부담하는가. 시나리오에서 달리 가정하지 않는 한(financed_by_income_tax, financed_by_spending_cuts) 계획의 "
        "재원은 국채로 조달하며 이를 상쇄하는 증세나 지출 삭감은 없다. 따라서 재원 조달의 부담은 효과에 들어 있지 "
        "않다. compare --financing으로 볼 수 있다.",
    ),
    Label(
        "What has happened since {base}. No series of outcomes after {base} is used (some structure, such as the count "
        "of establishments, is that of a later year): levels from {next} on are a projection, no outturn.",
        "{base}년 이후의 실적. {base}년 이후의 실적 시계열은 쓰지 않으므로(사업체 수 같은 일부 구조 자료만 이후 "
        "연도) {next}년부터의 수준은 전망이며 실적이 아니다.",
    ),
    Label(
        "How wide bands of levels should be. In forecasts of past years the 90 % bands of regional levels held about "
        "eight in ten outcomes (docs/validation.md): they are somewhat too narrow. Effects are differences between "
        "paired runs, in which errors common to both cancel; how often their bands hold cannot be tested in this way.",
        "수준의 구간이 얼마나 넓어야 하는지. 과거 연도를 예측한 검증에서 지역별 수준의 90% 구간은 실적의 80% "
        "정도를 포함했다(docs/validation.md). 구간이 다소 좁다는 뜻이다. 효과는 짝지은 모의실험의 차이여서 공통된 "
        "오차가 상쇄되지만, 그 구간이 얼마나 맞는지는 이 방법으로 검증할 수 없다.",
    ),
    Label(
        "The level of employment in the nation: in forecasts of past years the model did worse than a random walk.",
        "전국 고용의 수준: 과거 연도를 예측한 검증에서 모형의 오차는 임의보행(random walk)보다 컸다.",
    ),
    Label(
        "What is not in the model: rows marked as not modelled have no effect here, which does not mean that they "
        "would have none. Plans of words rather than measures look smaller than they may be.",
        "모형 밖의 것: '미반영' 항목은 여기서 효과가 없지만 실제로 효과가 없다는 뜻은 아니다. 수단보다 방향을 담은 "
        "계획은 실제보다 작게 보일 수 있다.",
    ),
    Label(
        "How strong a measure would be: sources rarely state sizes. They come from studies of comparable measures, "
        "with wide ranges, or are judgement, and are drawn anew in every run; the bands hold that doubt and the "
        "noise of the economy, but not the doubt whether the theory is right.",
        "수단의 실제 강도: 출처에 크기가 적힌 경우는 드물다. 유사한 수단의 연구에서 넓은 범위로 가져오거나 연구진의 "
        "판단에 따른 값이며 실행마다 새로 뽑는다. 구간은 이 불확실성과 경제의 변동을 담지만 이론이 옳은지에 대한 "
        "불확실성은 담지 않는다.",
    ),
    Label(
        "Cost where sources state no money, and benefits outside manufacturing: health, environment, security, "
        "distribution between persons.",
        "출처에 금액이 없는 수단의 비용, 그리고 건강·환경·안보·개인 간 분배 같은 제조업 밖의 편익.",
    ),
    Label(
        "The future: this is a conditional projection under stated assumptions about the world, not a forecast. Real "
        "figures at prices of 2020 do not add up over regions.",
        "미래: 이것은 세계에 대한 명시된 가정 아래의 조건부 전망이며 예측이 아니다. 2020년 가격 수치는 지역 간에 "
        "더할 수 없다.",
    ),
)


def counted_as_enacted(scenarios: Iterable[Any]) -> Unsure:
    """Measures with a probability of enactment below one in scenarios that do not draw it, each once."""
    rows = {
        row["id"]: row
        for scenario in scenarios if scenario.enactment != "sampled"
        for row in scenario.pledges if row.get("lever") and (row.get("enactment") or 1.0) < 1.0
    }  # fmt: skip
    return tuple((Label(**row["says"]), float(row["enactment"])) for row in rows.values())


def limits(base_year: str, unsure: Unsure = ()) -> list[Label]:
    """The caveats of a run that opens in a year; the second names the measures that are only counted as enacted."""
    years = {"base": base_year, "next": int(base_year) + 1}
    out = [filled(text, **years) for text in _LIMITS]
    if unsure:
        named = [filled(_MEASURE, says=says, chance=chance) for says, chance in unsure]
        measures = Label(*(", ".join(one[tongue] for one in named) for tongue in ("en", "ko")))
        out.insert(1, filled(_ENACTED, measures=measures))
    return out
