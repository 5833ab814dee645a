"""Value added and employment of 17 regions x 25 sectors in a base year, and what is official about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration import tables
from calibration.balancing import Array, ras
from sim.codes import (
    GROUP_OF_SECTOR,
    GROUPS,
    N_PRODUCTS,
    N_REGIONS,
    N_SECTORS,
    PRODUCTS,
    REGIONS,
    REST_SECTORS,
    SECTORS,
)

MILLION_TO_BILLION = 1e-3
ENERGY = PRODUCTS.index("ENER")
SEOUL = REGIONS.index("Seoul")


@dataclass(frozen=True)
class RegionalState:
    """Regional side of the base year: billion won, persons."""

    value_added: Array
    """(R, P)."""
    employment: Array
    """(R, P) persons at the workplace."""
    employed_residents: Array
    """(R,)."""
    manufacturing_survey: Array
    """(R,) employed in manufacturing by residence, Regional Employment Survey."""


def official_manufacturing(year: int) -> Array:
    """(R, G) manufacturing value added by region and group of the regional accounts, billion won (KOSIS DT_1C91)."""
    return np.array([[tables.regional(g, r)[year] for g in GROUPS] for r in REGIONS]) * MILLION_TO_BILLION


def rest_value_added(year: int, manufacturing: float) -> tuple[Array, float]:
    """(8,) value added of the rest of the economy and net product taxes, billion won.

    Official from 2019; before, the regional accounts' total less product taxes (at the rate of 2019) less
    manufacturing, by the sector shares of 2019 moved with the growth of the 12-sector database to 2018.
    Energy of 2022 is opened on its trend; what it exceeds the official figure by is a subsidy on products.
    """
    taxes = tables.national("product_tax")
    if not taxes:
        return _rest_of_2014(year, manufacturing)
    first = min(taxes)
    official = {p: tables.national("gva", p) for p in REST_SECTORS}
    if year >= first:
        return (
            np.array([official[p][year] for p in REST_SECTORS]) * tables.BILLION_PER_TRILLION,
            taxes[year] * tables.BILLION_PER_TRILLION,
        )
    grdp = tables.regional_year("grdp", year).sum() * MILLION_TO_BILLION
    base = tables.regional_year("grdp", first).sum() * MILLION_TO_BILLION
    tax = grdp * taxes[first] * tables.BILLION_PER_TRILLION / base
    shape = np.array([official[p][first] * tables.national("gva_index", p)[year] for p in REST_SECTORS])
    return shape / shape.sum() * (grdp - tax - manufacturing), tax


def _rest_of_2014(year: int, manufacturing: float) -> tuple[Array, float]:
    """The same where no official year is seen: shares and tax rate of the table of 2014."""
    wiod = ("item", "product", "use")
    uses = (*PRODUCTS, "household", "government", "investment")
    value = np.array([tables.figure("wiod_2014", wiod, ("value_added", "", p)) for p in PRODUCTS])
    tax = sum(tables.figure("wiod_2014", wiod, ("product_tax", "", u)) for u in uses)
    grdp = tables.regional_year("grdp", year).sum() * MILLION_TO_BILLION
    taxes = grdp * tax / (value.sum() + tax)
    index = {p: tables.national("gva_index", p) for p in REST_SECTORS}
    growth = np.array([index[p][year] / index[p][tables.FIRST_YEAR] for p in REST_SECTORS])
    shape = value[N_SECTORS:] * growth
    return shape / shape.sum() * (grdp - taxes - manufacturing), taxes


def energy_subsidy(year: int) -> float:
    """Billion won by which the opening value added of energy exceeds the official one (zero but in 2022)."""
    row = f"energy_value_added_opening_{year}"
    if not tables.has("scalars", ("parameter",), (row,)):
        return 0.0
    return (tables.scalar(row) - tables.national("gva", "ENER")[year]) * tables.BILLION_PER_TRILLION


def sector_value_added(year: int) -> Array:
    """(S,) national value added: groups official, shares inside a group from the survey of 2022 and WIOD 2014.

    Sectors with a 2022 figure take it, the others share the rest of the group by survey value added. Between
    2014 and 2022 the share of a sector in its group moves linearly.
    """
    groups = official_manufacturing(year).sum(axis=0)
    wiod = np.array([tables.figure("wiod_2014", ("item", "product", "use"), ("value_added", "", s)) for s in SECTORS])
    weight = tables.structure_weight(year)
    if not weight:
        return _split_of_2014(groups, wiod)
    final = official_manufacturing(tables.LAST_YEAR).sum(axis=0)
    survey = tables.by_sector("survey_va_share")
    single = tables.some_sectors("value_added")
    result = np.zeros(N_SECTORS)
    for g, group in enumerate(GROUPS):
        members = np.array([i for i, s in enumerate(SECTORS) if GROUP_OF_SECTOR[s] == group])
        late = np.array([single.get(SECTORS[i], 0.0) * tables.BILLION_PER_TRILLION for i in members])
        open_ = late == 0
        late[open_] = (final[g] - late.sum()) * survey[members][open_] / survey[members][open_].sum()
        share = (1 - weight) * wiod[members] / wiod[members].sum() + weight * late / late.sum()
        result[members] = groups[g] * share
    return result


def _split_of_2014(groups: Array, wiod: Array) -> Array:
    """(S,) groups divided by the table of 2014."""
    place = np.array([GROUPS.index(GROUP_OF_SECTOR[s]) for s in SECTORS])
    result: Array = groups[place] * wiod / np.bincount(place, wiod, len(GROUPS))[place]
    return result


def census_employment(year: int) -> Array:
    """(R, S) workplace employment in manufacturing, persons.

    Census of 2023 on the 2022 total; earlier years carried back by the Regional Employment Survey: nation by
    sector, regions in total (2014, 2017, 2022; interpolated).
    """
    cells = np.array([[_census(r, s, "employees") for s in SECTORS] for r in REGIONS])
    total = tables.scalar(tables.of_last_year("manufacturing_employment_census")) * tables.THOUSAND
    cells *= total / cells.sum()
    if year == tables.LAST_YEAR:
        return cells
    if not tables.hindsight():
        ratio = total / (tables.scalar(tables.of_last_year("manufacturing_survey")) * tables.THOUSAND)
        jobs = ratio * tables.THOUSAND * np.array([tables.national("employed_survey", s)[year] for s in SECTORS])
        places = np.array([_survey(r, year) for r in REGIONS]) * tables.by_region("census_per_survey")
        return ras(cells, places * jobs.sum() / places.sum(), jobs)
    by_sector = cells.sum(axis=0) * np.array([_ratio(tables.national("employed_survey", s), year) for s in SECTORS])
    national = total * _ratio(tables.national("manufacturing_employed"), year)
    by_sector *= national / by_sector.sum()
    by_region = cells.sum(axis=1) * np.array([_survey_ratio(r, year) for r in REGIONS])
    by_region *= national / by_region.sum()
    return ras(cells, by_region, by_sector)


def census_establishments(employment: Array) -> Array:
    """(R, S) establishments: the census of 2023 moved with employment (mean size of a cell constant)."""
    cells = np.array([[_census(r, s, "establishments") for s in SECTORS] for r in REGIONS])
    people = np.array([[_census(r, s, "employees") for s in SECTORS] for r in REGIONS])
    return np.divide(cells * employment, people, out=np.zeros_like(cells), where=people > 0)


def manufacturing_value_added(year: int, employment: Array) -> Array:
    """(R, S) by IPF inside each group: rows official regions, columns national sectors.

    Seed: employment x survey value added per worker x (relative productivity of the region's group)^elasticity.
    """
    official = official_manufacturing(year)
    national = sector_value_added(year)
    productivity = tables.by_sector("survey_va_per_worker")
    elasticity = tables.by_sector("regional_elasticity")
    result = np.zeros((N_REGIONS, N_SECTORS))
    for g, group in enumerate(GROUPS):
        members = np.array([i for i, s in enumerate(SECTORS) if GROUP_OF_SECTOR[s] == group])
        expected = employment[:, members] * productivity[members]
        relative = official[:, g] / expected.sum(axis=1)
        relative /= official[:, g].sum() / expected.sum()
        seed = expected * relative[:, None] ** elasticity[members]
        fitted = ras(seed, official[:, g], national[members])
        result[:, members] = fitted * (official[:, g] / fitted.sum(axis=1))[:, None]
    return result


def survey_manufacturing(year: int) -> Array:
    """(R,) persons employed in manufacturing by residence (Regional Employment Survey)."""
    shape = np.array([_survey(r, year) for r in REGIONS])
    national = tables.interpolated(tables.national("manufacturing_employed"), year)
    return shape / shape.sum() * national * tables.THOUSAND


def residents(item: str, year: int) -> Array:
    """(R,) persons of the labour force survey; Sejong before 2017 is taken out of Chungnam at its share of 2017."""
    sejong, chungnam = REGIONS.index("Sejong"), REGIONS.index("Chungnam")
    known = tables.regional(item, "Sejong")
    series = {r: tables.regional(item, r) for r in REGIONS}
    if not known:
        series["Sejong"] = tables.Series({year: 0.0})  # taken out of Chungnam below
    values = np.array([tables.interpolated(series[r], year) for r in REGIONS])
    if year not in known:
        values[sejong] = values[chungnam] * _sejong_share(known, tables.regional(item, "Chungnam"))
        values[chungnam] -= values[sejong]
    return values * tables.THOUSAND


def _sejong_share(sejong: dict[int, float], chungnam: dict[int, float]) -> float:
    """Part of the two that is Sejong when it is first shown apart; before, by judgement."""
    if not sejong:
        return tables.scalar("sejong_share")
    first = min(sejong)
    return sejong[first] / (sejong[first] + chungnam[first])


def _census(region: str, sector: str, column: str) -> float:
    return tables.figure("census", ("region", "sector"), (region, sector), column)


def _ratio(series: dict[int, float], year: int) -> float:
    return tables.interpolated(series, year) / series[tables.LAST_YEAR]


def _survey(region: str, year: int) -> float:
    """Survey employment of a region; before Sejong is shown apart, Chungnam is taken without Sejong's first share."""
    series: dict[int, float] = tables.regional("manufacturing_employed", region)
    if region == "Chungnam":
        sejong = tables.regional("manufacturing_employed", "Sejong")
        alone = 1.0 - _sejong_share(sejong, series)
        series = {y: v if y >= min(sejong, default=y + 1) else v * alone for y, v in series.items()}
    if region == "Sejong" and not series:
        chungnam = tables.regional("manufacturing_employed", "Chungnam")
        series = {y: v * tables.scalar("sejong_share") for y, v in chungnam.items()}
    return tables.interpolated(series, year)


def _survey_ratio(region: str, year: int) -> float:
    return _survey(region, year) / _survey(region, tables.LAST_YEAR)


def build_regions(year: int) -> RegionalState:
    """Value added and employment of every cell.

    Rest of the economy: region totals = GRDP / (1 + product tax rate) - manufacturing, forced to the national
    sectors; sectors by the region's jobs and judgement (see `rest_cells`).
    """
    factory_jobs = census_employment(year)
    value = np.zeros((N_REGIONS, N_PRODUCTS))
    value[:, :N_SECTORS] = manufacturing_value_added(year, factory_jobs)
    rest, _ = rest_value_added(year, value.sum())
    grdp = tables.regional_year("grdp", year) * MILLION_TO_BILLION
    factor_cost = grdp * (rest.sum() + value.sum()) / grdp.sum()
    rest_region = factor_cost - value.sum(axis=1)
    employed = residents("employed", year)
    survey = survey_manufacturing(year)
    jobs = rest_jobs(employed, survey, factory_jobs, rest_region)
    employment = np.zeros_like(value)
    employment[:, :N_SECTORS] = factory_jobs
    affinity = np.array(
        [[tables.figure("affinity", ("region", "product"), (r, p)) for p in REST_SECTORS] for r in REGIONS]
    )
    value[:, N_SECTORS:] = ras(affinity * rest_region[:, None] * rest, rest_region, rest)
    national_jobs = rest_employment(year, jobs.sum())
    intensity = national_jobs / rest
    employment[:, N_SECTORS:] = ras(value[:, N_SECTORS:] * intensity, jobs, national_jobs)
    value[:, ENERGY] *= 1 + energy_subsidy(year) / value[:, ENERGY].sum()
    return RegionalState(value, employment, employed, survey)


def rest_jobs(employed: Array, survey: Array, factory_jobs: Array, rest_value: Array) -> Array:
    """(R,) jobs outside manufacturing at the workplace.

    The nation: employed residents less census manufacturing. Regions: residents working outside manufacturing
    to the power (1 - e) x value added to the power e.
    """
    total = employed.sum() - factory_jobs.sum()
    elasticity = tables.scalar("workplace_elasticity")
    shape = (employed - survey) ** (1 - elasticity) * rest_value**elasticity
    return shape / shape.sum() * total


def rest_employment(year: int, total: float) -> Array:
    """(8,) national jobs by sector: structure of 2014 and 2022, interpolated, on the year's total."""
    weight = tables.structure_weight(year)
    early, late = (tables.by_product(f"employed_{y}", REST_SECTORS) for y in (tables.FIRST_YEAR, tables.LAST_YEAR))
    shape = (1 - weight) * early / early.sum() + weight * late / late.sum()
    return shape / shape.sum() * total
