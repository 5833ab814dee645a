from __future__ import annotations

from sim.model import ManufacturingModel
from tests.levers.outcomes import Case, makers


def research(m: ManufacturingModel) -> float:
    """R&D stock."""
    return float(makers(m) @ m.firms.rd_stock)


def knowledge(m: ManufacturingModel) -> float:
    """Knowledge beyond the R&D stock."""
    return float(makers(m) @ m.firms.knowledge)


def new_items(m: ManufacturingModel) -> float:
    """Sales of new items of the last quarter over those without support."""
    f = m.firms
    sales = makers(m) * (f.sales_domestic + f.sales_export) * f.rd_intensity
    return float(sales @ (1.0 + f.new_products) / sales.sum())


CASES = {
    "rd_support": Case(0.1, 0.2, research, adds=True),
    "product_support": Case(0.1, 0.2, new_items, adds=True),
    "rd_quality": Case(0.25, 0.5, knowledge),
    "rd_spillover": Case(0.25, 0.5, knowledge),
}
