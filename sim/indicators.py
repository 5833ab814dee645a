"""Outcome definitions: the bilingual codelist of every published variable, and the tables of a run.

Names and units are a stable interface: scripts of users select rows of `summary.csv` by them. How areas, periods
and KRW_2020 are measured is said in `sim.measures`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.codes import REGIONS, SECTORS, SIZES
from sim.labels import AREAS, NATION, SECTOR_LABELS, SIZE_LABELS, Label
from sim.measures import (
    QUARTERS,
    Array,
    Block,
    Official,
    Panel,
    PanelError,
    gross_cost,
    lever_cost,
    ratio,
    sme_productivity_ratio,
    theil_index,
    total_factor_productivity,
)
from sim.world_rank import export_rank

Measure = Callable[[Block], Array]


@dataclass(frozen=True)
class Indicator:
    """One entry of the codelist. `function(block)` returns (areas, periods), or (1, periods) for `national` ones."""

    name: str
    unit: str
    """`{base}` stands for the base year."""
    label: Label
    definition: str
    function: Measure
    national: bool = False
    additive: bool = False
    """Areas add up to the nation."""
    quarterly: bool = False
    """Kept for every quarter and replication in runs.parquet."""
    hubs: bool = True
    count: bool = False
    """A number of establishments: a target looks at the quarter it is due, not at the mean of a year."""
    lower: bool = False
    """A target that names a level wants this value or less."""

    def unit_in_words(self) -> str:
        """The unit where no run says which year the base year is."""
        return self.unit.replace("KRW_{base}", "KRW of the base year").replace("{base}", "base year")

    def areas(self) -> tuple[str, ...]:
        """Areas for which the indicator is published."""
        if self.national:
            return (NATION,)
        return AREAS if self.hubs else AREAS[: 1 + len(REGIONS)]


_BN: Final = "billion KRW/yr"
_BN_2020: Final = "billion KRW_2020/yr"
_I = Indicator


def _nominal(key: str) -> Measure:
    return lambda block: block.manufacturing(f"{key}_nominal")


def _real(key: str) -> Measure:
    return lambda block: block.real(f"{key}_volume")


def _scalar(key: str, kind: str) -> Measure:
    return lambda block: block.scalar(key, kind)


def _sector(k: int, *, real: bool) -> Measure:
    if real:
        return lambda block: block.sectors("value_added_volume", "flow")[..., k] * block.factor()
    return lambda block: block.sectors("value_added_nominal", "flow")[..., k]


def _share_of_nation(block: Block) -> Array:
    value = block.manufacturing("value_added_nominal")
    return value / value[:1]


def _share_of_industries(block: Block) -> Array:
    value = block.manufacturing("value_added_nominal")
    return value / block.areas(block.periods(block.array("value_added_nominal").sum(axis=2), "flow"))


def _accounts() -> list[Indicator]:
    """Value added, output, exports, investment of manufacturing."""
    entries = [
        _I("Value Added|Manufacturing", _BN_2020, Label("Value added (real)", "부가가치(실질)"),
           "Volume index of double-deflated value added x official chained-2020 value of the base year; not additive",
           lambda b: b.real("value_added_volume"), quarterly=True),
        _I("Value Added|Manufacturing|Nominal", _BN, Label("Value added (nominal)", "부가가치(명목)"),
           "Value added at basic prices", lambda b: b.manufacturing("value_added_nominal"),
           additive=True, quarterly=True),
    ]  # fmt: skip
    flows = (
        ("Gross Output", "gross_output", Label("Gross output", "산출액"), "Output at basic prices"),
        ("Exports", "exports", Label("Exports", "수출"), "Exports of establishments at basic prices"),
        (
            "Investment",
            "investment",
            Label("Investment with R&D", "총투자(연구개발 포함)"),
            "Fixed capital formation of establishments: equipment, construction, research, paid work on quality",
        ),
    )
    for name, key, label, definition in flows:
        entries.append(
            _I(f"{name}|Manufacturing", _BN, Label(f"{label.en} (nominal)", f"{label.ko}(명목)"), definition,
               _nominal(key), additive=True, quarterly=True)
        )  # fmt: skip
        entries.append(
            _I(f"{name}|Manufacturing|Real", _BN_2020, Label(f"{label.en} (real)", f"{label.ko}(실질)"),
               f"{definition}, volume at base-year prices x the area's factor of value added of KRW_2020, no deflator "
               "of its own (estimated): read it as an index; not additive",
               _real(key))
        )  # fmt: skip
    return entries


def _productivity() -> list[Indicator]:
    return [
        _I("Labour Productivity|Manufacturing", "million KRW_2020/worker", Label("Labour productivity", "노동생산성"),
           "Real value added / persons by the concept of the Regional Employment Survey",
           lambda b: b.real("value_added_volume") * 1e3 / b.survey_employment(), quarterly=True),
        _I("Total Factor Productivity|Manufacturing", "index {base} = 1",
           Label("Total factor productivity", "총요소생산성"),
           "Growth accounting on value-added volume, capital and workplace persons with factor-income weights; not "
           "corrected for the use of capacity, so it falls where capital is added faster than demand",
           total_factor_productivity, quarterly=True),
        _I("Value Added Ratio|Manufacturing", "share", Label("Value-added ratio", "부가가치율"),
           "Nominal value added / nominal gross output",
           lambda b: b.manufacturing("value_added_nominal") / b.manufacturing("gross_output_nominal")),
        _I("Value Added Ratio|Manufacturing|Constant Prices", "share",
           Label("Value-added ratio (constant prices)", "부가가치율(불변가격)"),
           "Value added / gross output, both at base-year prices",
           lambda b: b.manufacturing("value_added_volume") / b.manufacturing("gross_output_volume")),
        _I("Value Added Share|Manufacturing", "share",
           Label("Share of the nation's manufacturing value added", "제조업 부가가치의 전국 대비 비중"),
           "Nominal manufacturing value added of the area / of the nation",
           _share_of_nation, additive=True),
        _I("Manufacturing Share|Value Added", "share",
           Label("Share of manufacturing in value added", "제조업 비중(총부가가치 대비)"),
           "Nominal value added of manufacturing / of all industries of the area, at basic prices",
           _share_of_industries),
        _I("Theil Index|Labour Productivity", "index", Label("Theil index of productivity", "생산성 타일지수"),
           f"Theil's T of labour productivity between the {len(REGIONS)} si/do", theil_index,
           national=True, lower=True),
        _I("SME Productivity Ratio", "share", Label("SME / large productivity", "중소·대기업 생산성비"),
           "Nominal value added per workplace person, establishments under 300 persons / 300 and more",
           sme_productivity_ratio, national=True, quarterly=True),
    ]  # fmt: skip


def _labour_and_firms() -> list[Indicator]:
    return [
        _I("Employment|Manufacturing", "thousand persons", Label("Employment", "취업자"),
           "Persons by the concept of the Regional Employment Survey (base-year ratio to the establishment census)",
           lambda b: b.survey_employment() / 1e3, additive=True, quarterly=True),
        _I("Employment|Manufacturing|Workplace", "thousand persons", Label("Employment (workplace)", "종사자(사업장)"),
           "Persons at establishments", lambda b: b.manufacturing("employment", "mean") / 1e3, additive=True),
        _I("Wage|Manufacturing", "million KRW/worker/yr", Label("Wage", "임금"),
           "Compensation / workplace persons, nominal",
           lambda b: b.manufacturing("wage_bill") * 1e3 / b.manufacturing("employment", "mean"), quarterly=True),
        _I("AI Adoption|Manufacturing", "share",
           Label("Smart and AI factories, stage intermediate and above", "스마트·AI 공장 도입률(중간 단계 이상)"),
           "Establishments with a factory at stage intermediate or above / all establishments",
           lambda b: ratio(b.regional("adopters", "mean"), b.regional("establishments_rz", "mean")), quarterly=True),
        _I("AI Adoption|Manufacturing|Value Added Weighted", "share",
           Label("Smart and AI factories, stage intermediate and above (value added)",
                 "스마트·AI 공장 도입률(중간 단계 이상, 부가가치 가중)"),
           "Value added of those establishments / value added, nominal",
           lambda b: b.regional("adopters_value_added", "flow") / b.manufacturing("value_added_nominal")),
        _I("New Items Share|Manufacturing", "share", Label("New items in sales", "신제품 매출 비중"),
           "Sales of products younger than five years / sales; read as a change",
           lambda b: ratio(b.regional("new_items_sales", "flow"), b.regional("sales", "flow"))),
        _I("Zombie Share", "share", Label("Zombie establishments", "한계기업 비중"),
           "Establishments in distress for three years / all: profit below -distress_margin of sales, or below what "
           "they had lost in the base year beyond that; the base year opens with the official share of those with "
           "interest cover below one, which later years cannot be compared with",
           lambda b: ratio(b.regional("zombies", "mean"), b.regional("establishments", "mean")),
           quarterly=True, lower=True),
        _I("Establishments|Manufacturing", "thousand", Label("Establishments", "사업체 수"), "Active establishments",
           lambda b: b.regional("establishments", "mean") / 1e3, additive=True, quarterly=True, count=True),
        _I("Entry Rate|Manufacturing", "share", Label("Entry rate", "진입률"), "Entrants of a year / establishments",
           lambda b: ratio(b.regional("entries", "flow"), b.regional("establishments", "mean"))),
        _I("Exit Rate|Manufacturing", "share", Label("Exit rate", "퇴출률"), "Exits of a year / establishments",
           lambda b: ratio(b.regional("exits", "flow"), b.regional("establishments", "mean")), lower=True),
        _I("Smart Factories|Manufacturing", "establishments",
           Label("Smart factories, stage basic and above", "스마트공장 수(기초 단계 이상)"),
           "Establishments with a factory at stage basic or above, with public support or without",
           lambda b: b.regional("smart_factories", "mean"), additive=True, count=True),
        _I("AI Factories|Manufacturing", "establishments", Label("AI factories", "AI 팩토리 수"),
           "Establishments at stage AI factory, of a programme or not", lambda b: b.regional("ai_factories", "mean"),
           additive=True, count=True),
        _I("Lead AI Factories|Manufacturing", "establishments",
           Label("Lead AI factories that work", "선도 AI 팩토리 수(가동)"),
           "Establishments with a place in a programme of lead AI factories whose installation works; what fails never "
           "counts, nor who adopts without a place",
           lambda b: b.regional("lead_factories", "mean"), additive=True, count=True),
        _I("Lead AI Factories|Places", "establishments", Label("Places of lead AI factories", "선도 AI 팩토리 선정 수"),
           "Establishments that got a place in a programme of lead AI factories, also where the installation fails",
           lambda b: b.regional("lead_places", "mean"), additive=True, count=True),
        _I("Smart Complexes|Manufacturing", "complexes", Label("Smart industrial complexes", "스마트산단 수"),
           "Industrial complexes of the model in which a stated share of establishments of ten and more persons has a "
           "factory at stage intermediate or above, designated or not",
           lambda b: b.regional("smart_complexes", "mean"), additive=True, count=True),
        _I("World-Class Firms|Manufacturing", "establishments", Label("World-class firms", "세계 일류기업 수"),
           "Establishments that export more than a bound at base-year prices, with real value added per person of "
           "the most productive of the base year",
           lambda b: b.regional("world_class", "mean"), additive=True, count=True),
    ]  # fmt: skip


DEFICIT_CHANGE: Final = Label("Change of the public deficit (with interest)", "재정적자 변화(이자 포함)")
"""`Fiscal Cost|Net` in words: spending less revenue of the government, plan less baseline; above zero is a burden."""
_BURDENS: Final = ("unemployment_rate", "government_debt")


def _national() -> list[Indicator]:
    """Macroeconomic series and the fiscal totals, nation only."""
    real = "billion KRW_{base}/yr"
    series = (
        ("GDP", _BN, Label("GDP (nominal)", "GDP(명목)"), "gdp_nominal", "flow", True),
        ("GDP|Real", real, Label("GDP (real)", "GDP(실질)"), "gdp_volume", "flow", True),
        ("Consumption|Real", real, Label("Consumption (real)", "소비(실질)"), "consumption_volume", "flow", False),
        ("Imports|Real", real, Label("Imports (real)", "수입(실질)"), "imports_volume", "flow", False),
        ("Household Income", _BN, Label("Household income", "가계소득"), "household_income", "flow", False),
        ("Unemployment Rate", "share", Label("Unemployment rate", "실업률"), "unemployment_rate", "mean", True),
        ("Policy Rate", "share", Label("Policy rate", "기준금리"), "policy_rate", "mean", False),
        ("Government Debt", "billion KRW", Label("Government debt", "국가채무"), "government_debt", "end", True),
    )
    entries = [
        _I(name, unit, label, f"{label.en} of the whole economy",
           _scalar(key, kind), national=True, quarterly=quarterly, lower=key in _BURDENS)
        for name, unit, label, key, kind, quarterly in series
    ]  # fmt: skip
    entries.append(
        _I("Price|Consumer", "index {base} = 1", Label("Consumer prices", "소비자물가"), "Consumer price index",
           lambda b: b.index(b.scalar("consumer_price", "mean")), national=True, quarterly=True)
    )  # fmt: skip
    entries.append(
        _I("Export Rank|Manufacturing", "rank", Label("Rank among exporters of the world", "세계 수출 순위"),
           "1 + number of countries that export more; theirs grow with world trade (table of 2022, grade C)",
           export_rank, national=True, lower=True)
    )  # fmt: skip
    entries.append(
        _I("Fiscal Cost|Gross", _BN, Label("Fiscal cost (gross)", "재정비용(총)"),
           "Grants, tax expenditure, subsidy element of loans and guarantees, realised losses, administration",
           gross_cost, national=True, quarterly=True, lower=True)
    )  # fmt: skip
    entries.append(
        _I("Fiscal Cost|Net", _BN, DEFICIT_CHANGE,
           "Public deficit less that of the scenario compared with (zero there by definition): all cost less all "
           "receipts that a plan brings, with the interest on the debt that it adds",
           lambda b: b.scalar("fiscal_net", "flow"), national=True, quarterly=True, lower=True)
    )  # fmt: skip
    return entries


def _support() -> list[Indicator]:
    """Public money that manufacturing establishments receive: by si/do, by sector, by size class."""
    text = (
        "Grants, interest subsidies and tax credits received by establishments; other cost has no recipient among them"
    )
    entries = [
        _I("Public Support|Manufacturing", _BN, Label("Public support received", "정부 지원 수령액"), text,
           lambda b: b.regional("fiscal_by_region", "flow"), additive=True)
    ]  # fmt: skip
    parts = (("fiscal_by_sector", SECTORS, "", SECTOR_LABELS), ("fiscal_by_size", SIZES, "Size|", SIZE_LABELS))
    for series, codes, stem, labels in parts:
        for k, code in enumerate(codes):
            label = Label(f"Public support received: {labels[code].en}", f"정부 지원 수령액: {labels[code].ko}")
            entries.append(
                _I(f"Public Support|{stem}{code}", _BN, label, text, _received(series, k), national=True)
            )  # fmt: skip
    return entries


def _received(series: str, k: int) -> Measure:
    return lambda block: block.periods(block.array(series), "flow")[:, k][None, :]


def _by_sector() -> list[Indicator]:
    entries = []
    for k, code in enumerate(SECTORS):
        label = SECTOR_LABELS[code]
        entries.append(
            _I(f"Value Added|Manufacturing|{code}", _BN_2020,
               Label(f"Value added: {label.en}", f"부가가치: {label.ko}"),
               "Volume x the area's factor of KRW_2020 (estimated); sectors of an area add up, areas do not",
               _sector(k, real=True), hubs=False)
        )  # fmt: skip
        entries.append(
            _I(f"Value Added|Nominal|{code}", _BN,
               Label(f"Nominal value added: {label.en}", f"명목 부가가치: {label.ko}"),
               "Value added at basic prices",
               _sector(k, real=False), additive=True, hubs=False)
        )  # fmt: skip
    return entries


def _size_value(k: int) -> Measure:
    return lambda b: b.periods(b.array("value_added_volume_by_size"), "flow")[None, :, k] * b.factor()[:1]


def _size_persons(k: int) -> Measure:
    return lambda b: b.periods(b.array("employment_by_size"), "mean")[None, :, k]


def _scaled(measure: Measure, factor: float) -> Measure:
    return lambda b: measure(b) * factor


def _quotient(above: Measure, below: Measure, factor: float) -> Measure:
    return lambda b: ratio(above(b) * factor, below(b))


def _by_size() -> list[Indicator]:
    """Size classes of establishments by persons engaged, nation only."""
    entries = []
    for k, code in enumerate(SIZES):
        label, value, persons = SIZE_LABELS[code], _size_value(k), _size_persons(k)
        entries += [
            _I(f"Value Added|Size|{code}", _BN_2020, Label(f"Value added: {label.en}", f"부가가치: {label.ko}"),
               "Volume x the nation's factor of KRW_2020 (estimated), establishments of the size class; classes add up",
               value, national=True),
            _I(f"Employment|Size|{code}", "thousand persons", Label(f"Employment: {label.en}", f"종사자: {label.ko}"),
               "Persons at establishments of the size class", _scaled(persons, 1e-3), national=True),
            _I(f"Labour Productivity|Size|{code}", "million KRW_2020/worker",
               Label(f"Labour productivity: {label.en}", f"노동생산성: {label.ko}"),
               "Real value added / persons at establishments of the size class (workplace concept)",
               _quotient(value, persons, 1e3), national=True),
        ]  # fmt: skip
    return entries


CODELIST: Final[dict[str, Indicator]] = {
    entry.name: entry
    for entry in (
        *_accounts(),
        *_productivity(),
        *_labour_and_firms(),
        *_national(),
        *_by_sector(),
        *_by_size(),
        *_support(),
    )
}
"""Every outcome of the model by its published name; `Fiscal Cost|<lever>` is added for the levers of a run."""

FISCAL_NET: Final = "Fiscal Cost|Net"


def lever_indicator(lever: str, label: Label | None = None) -> Indicator:
    """Codelist entry of the gross cost of one lever."""
    return Indicator(
        f"Fiscal Cost|{lever}", _BN, label or Label(lever, lever), "Gross fiscal cost of the lever",
        lambda b: lever_cost(b, lever), national=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Indicator values of one run: `values[k, t]` belongs to `keys[k]` = (variable, area, unit) and `periods[t]`."""

    keys: tuple[tuple[str, str, str], ...]
    periods: tuple[str, ...]
    values: Array

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.keys), len(self.periods)):
            raise ValueError(f"values {self.values.shape} do not match {len(self.keys)} x {len(self.periods)}")

    def relative_cost(self, parent: Table) -> Table:
        """This table with the net fiscal cost counted from the parent's (see `Fiscal Cost|Net`)."""
        rows = np.array([key[0] == FISCAL_NET for key in self.keys])
        return replace(self, values=np.where(rows[:, None], self.values - parent.values, self.values))


def _table(panel: Panel, official: Official, entries: Sequence[Indicator], length: int) -> Table:
    block = Block(panel, official, length)
    keys: list[tuple[str, str, str]] = []
    rows: list[Array] = []
    for entry in entries:
        values = entry.function(block)
        unit = entry.unit.format(base=official.base_year)
        for number, area in enumerate(entry.areas()):
            keys.append((entry.name, area, unit))
            rows.append(values[number])
    total = rows[0].shape[0]
    per_year = QUARTERS // length
    years = [official.base_year + number // per_year for number in range(total)]
    names = [f"{year}" if length == QUARTERS else f"{year}Q{number % 4 + 1}" for number, year in enumerate(years)]
    return Table(tuple(keys), tuple(names), np.stack(rows))


def _entries(panel: Panel, levers: Sequence[str]) -> list[Indicator]:
    unknown = set(panel.get("fiscal", {})) - set(levers)
    if "fiscal" not in panel or unknown:
        raise PanelError(f"the fiscal ledger of the run is missing or has unknown levers {sorted(unknown)}")
    return [*CODELIST.values(), *(lever_indicator(lever) for lever in levers)]


def annual_table(panel: Panel, official: Official, levers: Sequence[str] = ()) -> Table:
    """All outcomes of a run by year; `levers` are those of the scenario and of the one it is compared with."""
    return _table(panel, official, _entries(panel, levers), QUARTERS)


def quarterly_table(panel: Panel, official: Official, levers: Sequence[str] = ()) -> Table:
    """Key outcomes of a run by quarter, flows at annual rates."""
    return _table(panel, official, [entry for entry in _entries(panel, levers) if entry.quarterly], 1)
