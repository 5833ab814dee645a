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


def bought(m: ManufacturingModel) -> float:
    """Quality that was bought."""
    return float(makers(m) @ m.firms.bought_quality)


def converted(m: ManufacturingModel) -> float:
    """Plants that converted."""
    return float(makers(m) @ m.firms.converted)


def imports(m: ManufacturingModel) -> float:
    """Imports of the run, volume."""
    return float(m.recorder.panel()["imports_volume"].sum())


CASES = {
    "rd_support": Case(0.1, 0.2, research, adds=True),
    "product_support": Case(0.1, 0.2, new_items, adds=True),
    "rd_quality": Case(0.25, 0.5, knowledge),
    "rd_spillover": Case(0.25, 0.5, knowledge),
    "quality_support": Case(0.05, 0.1, bought),
    "plant_conversion": Case(0.05, 0.1, converted),
    "input_localisation": Case(0.01, 0.02, imports),
}
