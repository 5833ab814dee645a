"""Standard shocks: permanent shifts of the world for the multiplier table (model contract 9)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shock:
    """A permanent shift from quarter `start` on; zero everywhere is no shock."""

    name: str
    start: int = 0
    public_consumption: float = 0.0
    """Share of base-year GDP."""
    public_investment: float = 0.0
    transfers: float = 0.0
    foreign_demand: float = 0.0
    """Logs."""
    technology: float = 0.0
    """Log value-added TFP of manufacturing."""
    wages: float = 0.0
    policy_rate: float = 0.0
    """Per year."""
    exchange_rate: float = 0.0
    """Logs, won per foreign currency."""
    us_tariff: float = 0.0
    us_tariff_rivals: float = 0.0
    energy_price: float = 0.0
    """Logs, import prices of oil, gas and coal."""
    energy_price_rivals: float = 0.0
    """Logs, the same for rivals abroad, per unit of energy that makers at home use."""
    import_price: float = 0.0
