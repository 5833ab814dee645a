"""The fixed words of the page of sensitivity and of the commands of a sweep, in both languages."""

from __future__ import annotations

from typing import Final

from sim.labels import Label

PAGE: Final = {
    "intro": Label(
        """\
# Sensitivity: which assumptions matter

Made by `python run.py sweep page` from finished sweeps (commands: [sweeps.md](sweeps.md#the-page-of-sensitivity)).
Nation, small populations, common random numbers: differences are those of the parameter, but a sample of establishments
is coarse, and an effect of a plan here is not the one to quote (that is `compare` at the default sample). Ranges are
those from which ensembles draw ([parameters.md](parameters.md)).""",
        """\
# 민감도: 어떤 가정이 중요한가

끝난 스윕에서 `python run.py sweep page --lang ko`로 작성(명령: [sweeps.md](sweeps.md#the-page-of-sensitivity)).
전국, 작은 표본, 공통 난수: 차이는 모수에서 비롯되지만 사업체 표본이 작으므로 여기의 계획별 효과는 인용할 값이
아님(인용할 값은 기본 표본의 `compare`). 범위는 모의실험이 모수를 뽑는 범위([parameters.md](parameters.md)).
모수 이름의 뜻: `python run.py explain NAME --lang ko`.""",
    ),
    "screened": Label(
        """\
Mean size of the effect of a parameter over its range (mu*), with its 95 % interval, in points of the headline in
{year}, largest first. Where the spread (sigma) is larger than the mean, marked ~, the effect depends on the other
parameters or changes sign.""",
        """\
{year}년 지표에 대한 모수의 평균 효과 크기(mu*)와 95% 구간, 단위는 %p, 큰 순서. 산포(sigma)가 평균보다 커서 ~로
표시한 곳은 효과가 다른 모수에 따라 달라지거나 부호가 바뀜.""",
    ),
    "mattered": Label(
        """\
{still} of {all} {move} no headline by {small} of what the first one does. {most}, by
their share in the sum of mean effects, averaged over the kinds of headline: {names}.""",
        """\
{all} 중 {still}개는 어느 지표도 가장 큰 모수의 {small}만큼 움직이지 않음. 평균 효과의 합에서 차지하는 비중을 지표
종류별로 평균한 값에 따라 {most}: {names}.""",
    ),
    "most": Label("The {count} that matter most", "가장 중요한 {count}개"),
    "in_order": Label("In order", "중요한 순서"),
    "below": Label(
        " The plans below vary those that\nmatter most for their own headlines.",
        " 아래 스윕들은 각자의 지표에\n가장 중요한 모수를 변화시킴.",
    ),
    "below_one": Label(
        " The plan below varies those that\nmatter most for its own headlines.",
        " 아래 스윕은 자체 지표에\n가장 중요한 모수를 변화시킴.",
    ),
    "shared": Label(
        """\
Share of the variance of a headline in {year} that is a parameter's: alone (first order), and with all its interactions
(total), with 95 % intervals by resampling. Parameters uniform over their range, all others at their centre.""",
        """\
{year}년 지표의 분산에서 한 모수가 차지하는 비중: 단독(1차 지수)과 모든 상호작용 포함(총지수), 재표집 95% 구간.
모수는 범위 안에서 균등, 나머지는 중앙값.""",
    ),
    "added": Label(
        """\
A sum of first orders near one means that parameters add up; what is missing to one, and totals above first orders, are
interactions and the coarseness of small populations.""",
        """\
1차 지수의 합이 1에 가까우면 모수의 효과가 더해진다는 뜻이며, 1에 모자라는 부분과 1차를 넘는 총지수는 상호작용과 작은
표본의 오차에서 옴.""",
    ),
    "turned": Label(
        """\
Effects of the plans in {year}, per cent of `{first}`, when one parameter at a time goes to the end of its range. An
order is turned when it differs from that at the centre in every replication; plans whose order at the centre differs
between replications are not told apart and have none. With few replications these are candidates for a closer look by
`compare`, which tells no order from fewer than eight runs, and no verdicts.""",
        """\
모수를 하나씩 범위의 끝으로 옮길 때 계획의 {year}년 효과(`{first}` 대비 %). 모든 반복 실행에서 순서가 중앙값에서와
다를 때만 뒤바뀐 것으로 보며, 중앙값에서의 순서가 반복 실행마다 다른 계획은 구분하지 않아 순서가 없음. 반복 실행이
적으면 이는 판정이 아니라 `compare`로 자세히 볼 후보임(`compare`는 8회 미만의 실행에서 순서를 말하지 않음).""",
    ),
    "alone": Label(
        """\
Effect of the plan in {year}, per cent of `{first}`, all parameters at their centre. One plan has no order that could be
turned.""",
        """\
모든 모수가 중앙값일 때 계획의 {year}년 효과(`{first}` 대비 %). 계획이 하나이면 뒤바뀔 순서가 없음.""",
    ),
    "about": Label(
        "`{source}`: {runs} ({points} x {scenarios} x {replications}), {parameters}, seed {seed}, {scale}, "
        "{first}-{last}; data {data}; code src-{code}.",
        "`{source}`: {runs}({points} x {scenarios} x {replications}), {parameters}, 시드 {seed}, {scale}, "
        "{first}~{last}년, 자료: {data}, 코드 src-{code}.",
    ),
    "scale": Label("{share} of establishments", "사업체의 {share}"),
    "growth": Label("growth of {name}", "{name} 증가율"),
    "effect": Label("effect on {name}", "{name} 효과"),
    "of_plan": Label("{kind}, `{plan}`", "{kind}, `{plan}`"),
    "headline": Label("headline", "지표"),
    "largest": Label("the {count} largest, in order", "효과가 큰 {count}개, 순서대로"),
    "the_parameter": Label("the parameter", "모수"),
    "orders": Label("first order, total", "1차 지수, 총지수"),
    "sum": Label("sum", "합계"),
    "no_flip": Label(
        "No parameter alone turns the order of two plans.", "두 계획의 순서를 혼자서 뒤바꾸는 모수는 없음."
    ),
    "parameter": Label("parameter", "모수"),
    "at": Label("at", "값"),
    "ahead": Label("ahead before", "앞서던 계획"),
    "behind": Label("behind before", "뒤지던 계획"),
    "lead": Label("lead before", "중앙값에서의 격차"),
    "lead_then": Label("lead then", "그때의 격차"),
}
"""Of the page; English lines are those of docs/sensitivity.md."""

ENDS: Final = {"low": Label("low", "하한"), "high": Label("high", "상한")}
"""Ends of a range."""

COUNTS: Final = {
    "run": Label("{count} run{s}", "{count}회 실행"),
    "point": Label("{count} point{s}", "지점 {count}개"),
    "scenario": Label("{count} scenario{s}", "시나리오 {count}개"),
    "replication": Label("{count} replication{s}", "반복 {count}회"),
    "parameter": Label("{count} parameter{s}", "모수 {count}개"),
    "task": Label("{count} task{s}", "작업 {count}개"),
}


def many(number: int, noun: str) -> Label:
    """`1 run`, `2,000 runs`; in Korean with its counter. `noun`: a key of `COUNTS`.

    >>> many(2000, "run")
    Label(en='2,000 runs', ko='2,000회 실행')
    """
    count, s = f"{number:,}", "" if number == 1 else "s"
    return Label(*(COUNTS[noun][tongue].format(count=count, s=s) for tongue in ("en", "ko")))


COMMANDS: Final = {
    "begun": Label("{runs} in {tasks}: {folder}", "{runs}, {tasks}: {folder}"),
    "missing": Label("{missing} of {tasks} {are} missing: {folder}", "{tasks} 중 {missing}개 남음: {folder}"),
    "nothing": Label("Nothing is left to do.", "남은 작업 없음."),
    "submitted": Label("Submitted: {jobs}. Follow with: {command}", "제출함: {jobs}. 확인: {command}"),
    "stop": Label("Stop with: {command}", "중단: {command}"),
    "status": Label(
        "{runs}: {done} done, {failed} failed, {waiting} to do ({missing} of {tasks}).",
        "{runs}: 완료 {done}, 실패 {failed}, 남음 {waiting} ({tasks} 중 {missing}개).",
    ),
    "left_out": Label(
        "{reason}; sweep analyse needs all of them.",
        "계획의 {all}회 실행 중 {asked}회만 요청됨(--limit); sweep analyse에는 모두 필요함.",
    ),
    "pace": Label("{rate} runs per second while tasks ran. {memory}", "작업 중 초당 {rate}회 실행. {memory}"),
    "memory": Label(
        "Memory of the largest process: {first} MB after its first task, {last} MB after its last.",
        "가장 큰 프로세스의 메모리: 첫 작업 뒤 {first} MB, 마지막 작업 뒤 {last} MB.",
    ),
    "rest": Label("At that pace {minutes} minutes are left.", "이 속도로 {minutes}분 남음."),
    "failed": Label("failed: {error}\n  repeat: {command}", "실패: {error}\n  다시 실행: {command}"),
    "order": Label("Order at the centre: {plans}", "중앙값에서의 순서: {plans}"),
    "no_flip": Label(
        "No assumption alone turns the order of two plans in every replication.",
        "모든 반복 실행에서 두 계획의 순서를 혼자 뒤바꾸는 가정은 없음.",
    ),
}
"""What commands say."""

HEADS: Final = {
    "outcome": "계획", "varied": "변수", "value": "값", "mean": "평균", "p05": "5%", "p95": "95%",
    "first": "1차 지수", "first_interval": "1차 ±95%", "total": "총지수", "total_interval": "총 ±95%",
    "mean_effect": "평균 효과", "mean_size": "평균 효과 크기", "size_interval": "크기 ±95%", "spread": "산포",
    "end": "끝", "ahead": "앞서던 계획", "behind": "뒤지던 계획", "lead": "중앙값에서의 격차",
    "lead_then": "그때의 격차",
}  # fmt: skip
"""Korean heads of the columns that `sweep analyse` shows."""
