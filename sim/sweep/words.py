"""What an analysis of a sweep is about, in words: outcome, place, year, unit, and what varies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.indicators import CODELIST
from sim.labels import AREA_LABELS, Label, Language, filled
from sim.parameters import load_registry
from sim.results.provenance import HORIZON, unusual, vintage
from sim.sweep.plan import SweepPlan, Varied
from sim.sweep.texts import ENDS, HEADS, many
from sim.unit_labels import unit_in

TEXT: Final = {
    "about": Label("{title}: {name}, {region}, {year}", "{title}: {name}, {region}, {year}년"),
    "of_itself": Label("unit: {unit}", "단위: {unit}"),
    "of_difference": Label("difference to “{first}”, unit: {unit}", "“{first}” 대비 차이, 단위: {unit}"),
    "banded": Label(
        "{what}; mean and 90 % band over replications", "{what}; 반복 실행의 평균과 90% 구간"
    ),
    "data": Label("data: {vintage}", "자료: {vintage}"),
    "code": Label("code src-{code}", "코드 src-{code}"),
    "less": Label("{name} less {first}", "{name} − {first}"),
    "strength": Label("strength: {says}", "강도: {says}"),
    "total": Label("total index (share of the variance), 95 % interval", "총지수(분산 중 비중), 95% 구간"),
    "mean_size": Label("mean size of effect, {unit}, 95 % interval", "평균 효과 크기, {unit}, 95% 구간"),
    "per_cent": Label("% of “{first}”", "“{first}” 대비 %"),
}  # fmt: skip


def is_relative(variable: str) -> bool:
    """Whether a difference is given in per cent of the first scenario; money is in its own unit."""
    return not variable.startswith("Fiscal Cost")


def _both(unit: str) -> Label:
    return Label(unit, unit_in(unit, "ko"))


@dataclass(frozen=True)
class About:
    """What was asked of a sweep. `unit`: that of the outcome in the files of the sweep."""

    plan: SweepPlan
    variable: str
    region: str
    year: int
    unit: str

    @property
    def title(self) -> Label:
        """Plan, outcome, region and year."""
        name = CODELIST[self.variable].label if self.variable in CODELIST else Label(self.variable, self.variable)
        region = AREA_LABELS.get(self.region, Label(self.region, self.region))
        return filled(TEXT["about"], title=Label(**self.plan.title), name=name, region=region, year=self.year)

    @property
    def first(self) -> Label:
        """The scenario that differences are counted from."""
        return Label(**self.plan.scenarios[0].title)

    @property
    def response_unit(self) -> Label:
        """Unit of the outcome of a sweep over values or samples: of a difference, where scenarios are compared."""
        if len(self.plan.scenarios) > 1 and is_relative(self.variable):
            return filled(TEXT["per_cent"], first=self.first)
        return _both(self.unit)

    @property
    def response(self) -> Label:
        """What numbers of a sweep over values or samples are."""
        if len(self.plan.scenarios) == 1:
            what = filled(TEXT["of_itself"], unit=_both(self.unit))
        else:
            unit = Label("%", "%") if is_relative(self.variable) else self.response_unit
            what = filled(TEXT["of_difference"], first=self.first, unit=unit)
        return filled(TEXT["banded"], what=what) if self.plan.replications > 1 else what

    @property
    def sensitivity(self) -> Label:
        """What indices are of."""
        return filled(TEXT["of_itself"], unit=_both(self.unit))

    def axis(self, size: str) -> Label:
        """Of a figure of indices: `total` or `mean_size`."""
        return filled(TEXT[size], unit=_both(self.unit)) if size == "mean_size" else TEXT[size]

    def outcome(self, name: str) -> Label:
        """A scenario, or one less another (`a - b`), by their titles."""
        titles = {scenario.id: Label(**scenario.title) for scenario in self.plan.scenarios}
        found = [titles.get(part, Label(part, part)) for part in name.split(" - ")]
        return found[0] if len(found) == 1 else filled(TEXT["less"], name=found[0], first=found[1])

    def shown(self, name: str, language: Language) -> str:
        """A scenario or a difference of two in a table: by ids in English, by titles in Korean."""
        return name if language == "en" else self.outcome(name).ko

    def varied(self, name: str) -> Label:
        """A pledge or parameter in words, with its unit."""
        return varied_label(name, self.plan)


def caption(plan: SweepPlan, runs: int, data: str, code: str) -> list[Label]:
    """The items of the line below a figure: runs, seed, scale, data, code, and what kind of statement this is."""
    return [
        many(runs, "run"),
        Label(f"seed {plan.seed}", f"시드 {plan.seed}"),
        *unusual({"scale": plan.scale}),
        filled(TEXT["data"], vintage=vintage(data)),
        filled(TEXT["code"], code=code),
        filled(HORIZON, first=plan.horizon.base_year, last=plan.horizon.until),
    ]


def table(frame: pd.DataFrame, about: About, language: Language) -> str:
    """A table for the screen: as in its file in English, in words in Korean."""
    if language == "en":
        return str(frame.to_string(index=False, float_format=_short))
    words: dict[str, Callable[[str], str]] = {
        **dict.fromkeys(("outcome", "ahead", "behind"), lambda name: about.shown(name, language)),
        "varied": lambda name: about.varied(name)[language],
        "end": lambda name: ENDS[name][language],
    }
    said = frame.assign(**{column: frame[column].map(words[column]) for column in frame if column in words})
    with pd.option_context("display.unicode.east_asian_width", True):
        return str(said.rename(columns=HEADS).to_string(index=False, float_format=_short))


def _short(value: float) -> str:
    return f"{value:.3g}"


def varied_label(name: str, plan: SweepPlan) -> Label:
    """What readers call one thing that varies, with its unit; its name where it has no words."""
    pledge = Varied(name, None, None, ()).pledge
    levers: Sequence[tuple[str, Label, str]] = [
        (lever.id, Label(**lever.says), lever.unit) for scenario in plan.scenarios for lever in scenario.levers
    ]
    if pledge is not None:
        says, unit = next(((says, unit) for id_, says, unit in levers if id_ == pledge), (Label(name, name), ""))
        label = filled(TEXT["strength"], says=says)
    else:
        spec = load_registry().get(name)
        if spec is None:
            return Label(name, name)
        label, unit = Label(**spec.label), spec.unit
    return Label(f"{label.en} ({unit})", f"{label.ko}({unit_in(unit, 'ko')})") if unit else label
