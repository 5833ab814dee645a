"""Base-year fit and responses to standard shocks of one deterministic run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import calibration
from calibration.economy import OpeningEconomy
from sim.codes import GROUP_OF_SECTOR, GROUPS, MARKETS, N_SECTORS, SECTORS, SIZES
from sim.files.tables import Columns, read_table
from sim.measures import yearly
from sim.model import ManufacturingModel
from sim.parameters import Parameters
from sim.shocks import Shock
from sim.switches import DETERMINISTIC

Array = NDArray[np.float64]
TARGETS = Path(calibration.__file__).parent / "targets" / "standard_shocks.csv"
YEARS = (1, 3, 5)
VALUE_TOLERANCE = 0.005
COUNT_TOLERANCE = 0.02
SHOCK_YEAR = 2
"""The shock starts after two years, when the opening transition has calmed."""


@dataclass(frozen=True)
class Response:
    """One cell group of the table: simulated and accepted responses in years 1, 3 and 5, percent."""

    id: str
    shock: str
    variable: str
    simulated: tuple[float, float, float]
    accepted: tuple[tuple[float, float, float], ...]
    grade: str
    grade_five: str
    source: str

    def inside(self, position: int) -> bool:
        """Whether the response of that year lies in its accepted range."""
        low, _, high = self.accepted[position]
        return low <= self.simulated[position] <= high

    def is_test(self, position: int) -> bool:
        """Rows of grade A and B are tests; C is shown."""
        grade = self.grade_five if YEARS[position] == 5 else self.grade
        return grade in ("A", "B")


def standard_shocks(parameters: Parameters, start: int) -> dict[str, Shock]:
    """The shocks of the table, permanent from quarter `start`."""
    part, dear = parameters.shock_public_share, float(np.log(1.1))
    return {
        "public_demand": Shock(
            "public_demand", start, public_consumption=0.01 * part, public_investment=0.01 * (1 - part)
        ),
        "public_consumption": Shock("public_consumption", start, public_consumption=0.01),
        "public_investment": Shock("public_investment", start, public_investment=0.01),
        "transfers": Shock("transfers", start, transfers=0.01),
        "foreign_demand": Shock("foreign_demand", start, foreign_demand=float(np.log(1.1))),
        "technology": Shock("technology", start, technology=float(np.log(1.01))),
        "wages": Shock("wages", start, wages=0.05),
        "policy_rate": Shock("policy_rate", start, policy_rate=0.01),
        "exchange_rate": Shock("exchange_rate", start, exchange_rate=float(np.log(1.1))),
        "us_tariff": Shock("us_tariff", start, us_tariff=0.10, us_tariff_rivals=0.10 * parameters.shock_us_rivals),
        "energy_price": Shock(
            "energy_price", start, energy_price=dear, energy_price_rivals=dear * parameters.shock_energy_rivals
        ),
        "import_price": Shock("import_price", start, import_price=float(np.log(1.1))),
    }


def run(economy: OpeningEconomy, parameters: Parameters, shock: Shock | None, until: int) -> Mapping[str, Any]:
    """One deterministic run of the baseline economy, with or without a shock."""
    model = ManufacturingModel(None, economy, parameters, switches=DETERMINISTIC, until=until, shock=shock)
    panel = dict(model.run())
    panel.update({name: np.array(values) for name, values in model.recorder.extra.items()})
    return panel


def measures(panel: Mapping[str, Any]) -> dict[str, Array]:
    """Annual series that the table speaks of (years,)."""
    made = (slice(None), slice(None), slice(0, N_SECTORS))

    return {
        "gdp": yearly(panel["gdp_volume"]),
        "manufacturing_value_added": yearly(panel["value_added_volume"][made].sum(axis=(1, 2))),
        "employment": yearly(panel["employment"].sum(axis=(1, 2))),
        "manufacturing_employment": yearly(panel["employment"][made].sum(axis=(1, 2))),
        "exports": yearly(panel["exports_volume"].sum(axis=(1, 2))),
        "consumer_prices": yearly(panel["consumer_price"]),
        "fixed_investment": yearly(panel["fixed_investment"]),
        "import_prices": yearly(panel["import_price"]),
        "exports_us": yearly(panel["exports_by_market"][:, MARKETS.index("US")]),
    }


def response_table(economy: OpeningEconomy, parameters: Parameters) -> list[Response]:
    """Responses of every row of the table, against the baseline without the shock."""
    start = SHOCK_YEAR * 4
    until = economy.base_year + SHOCK_YEAR + max(YEARS) - 1
    base = measures(run(economy, parameters, None, until))
    shocked = {
        name: measures(run(economy, parameters, shock, until))
        for name, shock in standard_shocks(parameters, start).items()
    }
    out = []
    numbers = [f"y{year}_{which}" for year in YEARS for which in ("low", "central", "high")]
    columns = Columns(
        ("id", "shock", "variable", *numbers, "unit", "grade", "grade_y5", "source"),
        numbers=numbers, filled=numbers, keys=("id",), words={"shock": tuple(shocked), "variable": tuple(base)},
    )  # fmt: skip
    for row in read_table(TARGETS, columns):
        change = 100.0 * (shocked[row["shock"]][row["variable"]] / base[row["variable"]] - 1.0)
        out.append(
            Response(
                id=row["id"],
                shock=row["shock"],
                variable=row["variable"],
                simulated=tuple(float(change[SHOCK_YEAR + year - 1]) for year in YEARS),  # type: ignore[arg-type]
                accepted=tuple(
                    (float(row[f"y{year}_low"]), float(row[f"y{year}_central"]), float(row[f"y{year}_high"]))
                    for year in YEARS
                ),
                grade=row["grade"],
                grade_five=row["grade_y5"],
                source=row["source"],
            )
        )
    return out


def print_responses(rows: list[Response]) -> None:
    """The table, one line a row; * marks a value outside its range, ! one outside a range that is a test."""
    print("Responses to standard shocks, percent of baseline (simulated [accepted low..high]); grade A and B are tests")
    tested = failed = 0
    for row in rows:
        cells = []
        for position, value in enumerate(row.simulated):
            low, _, high = row.accepted[position]
            mark = " " if row.inside(position) else ("!" if row.is_test(position) else "*")
            tested += row.is_test(position)
            failed += row.is_test(position) and not row.inside(position)
            cells.append(f"{value:6.2f}{mark}[{low:5.2f}..{high:5.2f}]")
        print(f"  {row.shock:18s} {row.variable:26s} {'  '.join(cells)}  {row.grade}{row.grade_five}")
    print(f"  {tested - failed} of {tested} tested responses lie in their range; C rows are shown only")


def base_year_fit(economy: OpeningEconomy, panel: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """(what, largest relative error, tolerance) of the simulated base year."""
    made = slice(0, N_SECTORS)
    year = slice(0, 4)
    nominal = panel["value_added_nominal"][year][:, :, made].sum(axis=0)
    official = economy.value_added_region[:, made]
    group = np.array([[GROUP_OF_SECTOR[sector] == name for sector in SECTORS] for name in GROUPS], dtype=float)
    workers = panel["employment"][year].mean(axis=0)
    size = panel["establishments_rz"][year].mean(axis=0).sum(axis=0)
    count = economy.establishments.sum(axis=(0, 1))
    residents = economy.commuting.T @ workers.sum(axis=1)

    def worst(simulated: Array | float, real: Array | float) -> float:
        """Largest relative deviation."""
        return float(np.max(np.abs(simulated / real - 1.0)))

    places, jobs = economy.employment_region, workers[:, made]
    value = nominal.sum(axis=0)
    return [
        ("manufacturing value added, nation", worst(nominal.sum(), official.sum()), VALUE_TOLERANCE),
        ("manufacturing value added, worst si/do", worst(nominal.sum(axis=1), official.sum(axis=1)), VALUE_TOLERANCE),
        ("manufacturing value added, worst group", worst(group @ value, group @ official.sum(axis=0)), VALUE_TOLERANCE),
        ("employment at workplaces, worst si/do", worst(workers.sum(axis=1), places.sum(axis=1)), COUNT_TOLERANCE),
        (
            "census manufacturing jobs, worst si/do",
            worst(jobs.sum(axis=1), places[:, made].sum(axis=1)),
            COUNT_TOLERANCE,
        ),
        ("employed residents, worst si/do", worst(residents, economy.employed_residents), COUNT_TOLERANCE),
        (f"establishments, worst of {len(SIZES)} size classes", worst(size, count), COUNT_TOLERANCE),
    ]
