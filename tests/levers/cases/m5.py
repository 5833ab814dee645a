from __future__ import annotations

from tests.levers.outcomes import Case, series


def mean_wage(m) -> float:  # type: ignore[no-untyped-def]
    return series("wage_bill")(m) / series("employment")(m)


CASES = {
    "wage_floor_band": Case(0.3, 0.6, series("employment")),
    "returning_wage": Case(0.6, 0.2, mean_wage),
    "native_share": Case(0.55, 0.1, mean_wage),
    "visa_wage": Case(0.1, 0.2, series("employment")),
}
