"""Measures that end, or whose run ends, before their ramp is over: they never act at full strength."""

from __future__ import annotations

from collections.abc import Iterator

from sim.files.document import Node
from sim.files.problems import Problem
from sim.scenario.quarters import Horizon, parse_quarter, parse_span, quarter_text


def part_reached(begins: int, ramp: int, last: int) -> tuple[float, int]:
    """Share of full strength in a last quarter of a measure that begins to act in `begins`, and its first full quarter.

    ramp: quarters. Quarters are counted as `begins` is.

    >>> part_reached(8104, 12, 8106), part_reached(8104, 0, 8104)
    ((0.25, 8115), (1.0, 8104))
    """
    from sim.levers.definition import reached

    return reached(last - begins + 1, ramp), begins + max(ramp, 1) - 1


def unfinished(timing: Node, shift: int, horizon: Horizon) -> Iterator[Problem]:
    """A warning where a measure acts, but its end or that of the run comes before it is in full force.

    shift: quarters by which the plan is moved. What has no readable start, or never acts, is told elsewhere.
    """
    start, end, lag, ramp = (timing.at((name,)) for name in ("start", "end", "lag", "ramp"))
    dated = parse_quarter(start.value) if start is not None else None
    if dated is None or start is None:
        return
    begins = dated + (parse_span(lag.value) or 0 if lag is not None else 0)
    length = parse_span(ramp.value) or 0 if ramp is not None else 0
    ends = parse_quarter(end.value) if end is not None else None
    if ends is not None and end is not None and begins <= ends <= horizon.last - shift:
        part, full = part_reached(begins, length, ends)
        if part < 1.0:
            yield Problem(
                end.mark,
                f"the measure ends before it is in full force, {quarter_text(full)}, with {100.0 * part:.3g} % of its "
                "strength",
                warning=True,
                korean=f"완전히 시행되는 {quarter_text(full)} 전에 강도의 {100.0 * part:.3g}%에서 끝나는 조치",
            )
        return
    part, full = part_reached(begins + shift, length, horizon.last)
    if horizon.first <= begins + shift and 0.0 < part < 1.0:
        yield Problem(
            (ramp or start).mark,
            f"the measure never reaches its full strength in this run: {100.0 * part:.3g} % of it in the last quarter, "
            f"{quarter_text(horizon.last)}, all of it only in {quarter_text(full)}",
            "a shorter ramp or lag, an earlier start, or a longer run (--until)",
            warning=True,
            korean=f"이번 실행 기간 안에 완전히 시행되지 않는 조치: 마지막 분기 {quarter_text(horizon.last)}에 강도의 "
            f"{100.0 * part:.3g}%, 전부는 {quarter_text(full)}에야 시행",
            korean_hint="ramp나 lag를 줄이거나 start를 앞당기거나 더 길게 실행(--until)",
        )
