"""Shape of a scenario file, as pydantic models: unknown keys are errors, numbers are not texts.

What one field may hold is checked here; what two fields must have to do with each other is in `checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.files.names import DEVICES, LONGEST_ID, unfit
from sim.files.problems import shown
from sim.scenario import vocabulary
from sim.scenario.quarters import meant_span, parse_quarter, parse_span, quarter_hint
from sim.scenario.spellings import code_of, name_hint

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
LONGEST = 1000
"""Letters of a text: figures and tables have room for no more."""
MOST_MONEY = 1e15
"""In any unit: no amount of money is larger."""


def fault(message: str, hint: str = "") -> PydanticCustomError:
    """An error with this project's own sentence and hint."""
    return PydanticCustomError("located", "{message}", {"message": message, "hint": hint})


def _quarter(value: Any) -> int:
    quarter = parse_quarter(value)
    if quarter is None:
        raise fault(f"{shown(value)} is not a quarter", quarter_hint(value))
    return quarter


def _span(value: Any) -> int:
    span = parse_span(value)
    if span is None:
        hint = meant_span(value) if isinstance(value, str) else ""
        hint = f"write {hint}" if hint else "write quarters or years, such as 8Q or 2Y"
        hint = f"{value}Q or {value}Y?" if isinstance(value, int) else hint
        raise fault(f"{shown(value)} is not a length of time", hint)
    return span


def _one_of(what: str, names: Callable[[], Sequence[str]]) -> AfterValidator:
    def check(value: str) -> str:
        """The name, or an error with a suggestion."""
        known = names()
        if value not in known:
            hint = "write the word all without brackets" if value == "all" else name_hint(what, value, known)
            hint = vocabulary.money_hint(value) or hint if what == "unit of money" else hint
            raise fault(f"unknown {what} {shown(value)}", hint)
        return value

    return AfterValidator(check)


def _all_or_list(what: str, names: Sequence[str]) -> BeforeValidator:
    def expand(value: Any) -> Any:
        """All names for the word all; a list as it is."""
        if value == "all":
            return list(names)
        if isinstance(value, str):
            code = value if value in names else code_of(what, value)
            hint = f"write [{code}]" if code else name_hint(what, value, ["all", *names])
            raise fault(f"expected a list or the word all, found {shown(value)}", hint)
        return value

    return BeforeValidator(expand)


def _names(what: str, names: Sequence[str]) -> Any:
    """Type of a list of names out of a closed list, or the word `all`."""
    item = Annotated[str, _one_of(what, lambda: names)]
    schema = {"anyOf": [{"const": "all"}, {"type": "array", "items": {"enum": list(names)}, "uniqueItems": True}]}
    return Annotated[list[item], _all_or_list(what, names), WithJsonSchema(schema)]  # type: ignore[valid-type]


def _first(value: Any) -> Any:
    if value != 1 or not isinstance(value, int) or isinstance(value, bool):
        raise fault(f"unknown schema {shown(value)}", "write schema: 1")
    return value


def _fit(name: str) -> str:
    if (found := unfit(name)) is not None:
        raise fault(*found)
    return name


Quarter = Annotated[int, BeforeValidator(_quarter), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}Q[1-4]$"})]
"""Quarters since year 0, written 2026Q3."""
Span = Annotated[int, BeforeValidator(_span), WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,3}[QY]$"})]
"""Quarters, written 8Q or 2Y."""
Identifier = Annotated[
    str,
    Field(pattern=ID_PATTERN, json_schema_extra={"maxLength": LONGEST_ID, "not": {"pattern": DEVICES}}),
    AfterValidator(_fit),
]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Strict(BaseModel):
    """Base of all models: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=False)


class Text(Strict):
    """A text in both languages of the program."""

    en: str = Field(min_length=1, max_length=LONGEST, pattern=r"\S", description="the text in English")
    ko: str = Field(min_length=1, max_length=LONGEST, pattern=r"\S", description="the text in Korean")


class Scope(Strict):
    """Which establishments a lever reaches: those in every one of the four lists."""

    regions: _names("region", vocabulary.REGION_NAMES) = Field(  # type: ignore[valid-type]
        default="all", validate_default=True, description="si/do or hubs, or all"
    )
    sectors: _names("sector", vocabulary.SECTOR_NAMES) = Field(  # type: ignore[valid-type]
        default="all", validate_default=True, description="sectors or groups of the regional accounts, or all"
    )
    sizes: _names("size class", vocabulary.SIZE_NAMES) = Field(  # type: ignore[valid-type]
        default="all", validate_default=True, description="size classes by persons engaged, or all"
    )
    tags: list[str] = Field(default=[], description="marks an establishment must carry, every one of them")  # fmt: skip


class Timing(Strict):
    """When a lever acts."""

    start: Quarter = Field(description="first quarter of the measure, such as 2026Q3")
    lag: Span = Field(default=0, description="time from start to first effect, such as 4Q")
    ramp: Span = Field(default=0, description="time from first to full effect, such as 12Q")
    end: Quarter | None = Field(default=None, description="last quarter of the measure; null = stays")
    stated: bool = Field(default=True, description="false where the source gives no date and this one is assumed")


class Strength(Strict):
    """How strong a lever is: three sizes, of which every run draws one between weak and strong."""

    weak: Number = Field(description="the size if the measure works badly")
    central: Number = Field(description="the most likely size")
    strong: Number = Field(description="the size if the measure works well")
    unit: str = Field(description="the unit of the lever; `explain LEVER` tells it")
    by: Quarter | None = Field(default=None, description="quarter by which this size is reached")
    evidence: list[str] = Field(min_length=1, description="ids of evidence.csv, or [judgement]")


class Money(Strict):
    """Money announced in the source."""

    announced: Annotated[float, Field(ge=0, le=MOST_MONEY, allow_inf_nan=False)] | None = Field(
        description="amount, or null where the source states none"
    )
    unit: Annotated[str, _one_of("unit of money", lambda: list(vocabulary.MONEY_UNITS))] = Field(
        description=f"one of {', '.join(vocabulary.MONEY_UNITS)}",
        json_schema_extra={"enum": list(vocabulary.MONEY_UNITS)},
    )


class Pledge(Strict):
    """One row of a plan: what it says, and what the model makes of it."""

    id: Identifier = Field(description="a name of small letters, digits and _")
    says: Text = Field(description="a paraphrase: {en: ..., ko: ...}")
    source: str = Field(description="a key of sources.yaml")
    status: Literal["modelled", "sized_to_evidence", "merged", "baseline", "not_modelled"] = Field(
        description=f"one of {', '.join(vocabulary.STATUSES)}"
    )
    lever: str | None = Field(default=None, description="the mechanism; `explain levers` lists them")
    scope: Scope | None = Field(default=None, description="{regions: all, sectors: all, sizes: all, tags: []}")
    timing: Timing | None = Field(default=None, description="{start: 2026Q3, lag: 4Q, ramp: 12Q, end: null}")
    strength: Strength | None = Field(
        default=None,
        description="{weak: 0.0, central: 0.01, strong: 0.04, unit: share, evidence: [judgement]}",
    )
    money: Money | None = Field(default=None, description="{announced: null, unit: trillion KRW}")
    enactment: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None, description="probability that the law passes, for --enactment sampled"
    )
    overlap: Identifier | None = Field(
        default=None, description="group of pledges that are one measure under several names: the strongest counts"
    )
    with_: str | None = Field(default=None, alias="with", description="the pledge of this file that carries the effect")
    where: str | None = Field(default=None, description="the key of assume in the baseline that holds it")
    why: Text | None = Field(default=None, description="the reason: {en: ..., ko: ...}")
    note: Text | None = Field(default=None, description="a remark: {en: ..., ko: ...}")


class Target(Strict):
    """An announced goal: evaluated, never forced."""

    id: Identifier = Field(description="a name of small letters, digits and _")
    says: Text | None = Field(default=None, description="a paraphrase: {en: ..., ko: ...}")
    source: str | None = Field(default=None, description="a key of sources.yaml")
    indicator: str = Field(description="an outcome; `explain indicators` lists them")
    scope: Scope | None = Field(default=None, description="{regions: all, sectors: all, sizes: all, tags: []}")
    change: Number | None = Field(
        default=None, ge=-1.0, le=100.0, description="relative change since `since`, such as 0.30"
    )
    level: Number | None = Field(default=None, ge=-1e15, le=1e15, description="level in the unit of the indicator")
    since: Quarter | None = Field(
        default=None, description="what the change is counted from; the base year if left out"
    )
    by: Quarter = Field(description="quarter by which it was promised, such as 2030Q4")


class Report(Strict):
    """What the report shows."""

    compare_with: Annotated[str, Field(min_length=1)] | None = Field(
        default="baseline", description="scenario run on the same random numbers, or null for none"
    )


class ScenarioFile(Strict):
    """A whole scenario file."""

    schema_: Annotated[Literal[1], BeforeValidator(_first)] = Field(alias="schema", description="1")
    id: Identifier = Field(description="the name of the file without .yaml")
    title: Text = Field(description="{en: ..., ko: ...}")
    extends: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="the parent scenario, beside this file or by relative path"
    )
    timing_basis: Literal["common_start", "as_dated"] = Field(
        default="common_start", description="common_start (first measure in 2026Q1) or as_dated"
    )
    enactment: Literal["certain", "sampled"] = Field(default="certain", description="certain or sampled")
    pledges: list[Pledge] = Field(default=[], description="what the plan says, one entry each")
    targets: list[Target] = Field(default=[], description="announced goals, evaluated and never forced")
    assume: dict[str, Any] = Field(default={}, description="world assumptions: a number, {path: ...} or {file: ...}")
    uncertain: dict[str, Any] = Field(
        default={}, description="parameters sampled per run: {low: .., high: ..} or range"
    )
    report: Report = Field(default=Report(), description="{compare_with: baseline}")
