"""What it takes to run a programme: ordered, bought, booked."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.economy import OpeningEconomy
from sim.codes import PRODUCTS
from sim.parameters import Parameters
from sim.switches import DETERMINISTIC
from tests.core.support import build_model, lever, steps

PUBLIC = PRODUCTS.index("PUBL")
GRANT, CREDIT = lever("rd_support", 0.1, id="grant", start=2, end=5), lever("investment_tax_credit", 0.02, id="credit")


def test_a_programme_is_run_for_a_share_of_what_it_paid_out_in_the_quarter_before(
    economy: OpeningEconomy, parameters: Parameters
) -> None:
    model = steps(build_model(economy, parameters, GRANT, CREDIT, switches=DETERMINISTIC), 8)
    books = model.recorder.panel()["fiscal"]
    grants, administration = books["grant"]["grants"], books["grant"]["administration"]
    assert np.all(administration[:3] == 0.0)
    np.testing.assert_allclose(administration[3:7], 0.03 * grants[2:6], rtol=0.02)  # a part may be bought abroad
    assert administration[7] == 0.0
    assert books["credit"]["tax_expenditure"].sum() > 0.0
    assert np.all(books["credit"]["administration"] == 0.0)  # nobody pays a tax credit out
    assert model.worst_residual < 1e-12


def test_what_runs_a_programme_is_bought_from_public_services(economy: OpeningEconomy, parameters: Parameters) -> None:
    """The same programme with a costly office and with none: orders differ by its cost, of one product."""
    for time in (2, 3):
        lean, costly = (
            steps(build_model(economy, parameters.replace(administration_share=share), GRANT), time + 1)
            for share in (0.0, 0.1)
        )
        bought = [
            model.flow.cleared.government_domestic + model.flow.cleared.government_imported for model in (lean, costly)
        ]
        more = bought[1] - bought[0]
        assert np.all(np.abs(np.delete(more, PUBLIC)) <= 1e-9 * bought[0].sum())
        paid = 0.1 * float(lean.recorder.fiscal["grant"]["grants"][time - 1])
        assert more[PUBLIC] == pytest.approx(paid / lean.prices.domestic[PUBLIC], rel=0.02, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "size", "item"),
    [("policy_loan_rate", 0.01, "loan_subsidy"), ("guarantee", 0.1, "loan_subsidy"), ("training", 0.05, "purchases"),
     ("public_orders", 1.0, "purchases")],
)  # fmt: skip
def test_loans_and_courses_take_staff_by_the_money_that_is_gone_and_not_by_the_money_that_is_lent(
    economy: OpeningEconomy, parameters: Parameters, name: str, size: float, item: str
) -> None:
    """Three won for a hundred of interest or courses; the face value of loans and guarantees is many times larger."""
    model = steps(build_model(economy, parameters, lever(name, size), switches=DETERMINISTIC), 5)
    book = model.recorder.panel()["fiscal"]["pledge"]
    np.testing.assert_allclose(book["administration"][1:5], 0.03 * book[item][:4], rtol=0.02)
    if item == "loan_subsidy":
        assert np.all(book["face_value"][:4] > 3.0 * book["loan_subsidy"][:4])
