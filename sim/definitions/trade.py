"""Responses of trade to prices and tariffs."""

from __future__ import annotations

from sim.numerics import log


def export_response(
    export_price, rival_price, tariff, tariff_rivals, quality, elasticity, market_elasticity, adjustment,
    tariff_adjustment, price_out, tariff_out,
):  # fmt: skip
    """Log responses of exports to relative prices and quality, and to tariffs."""
    relative = log((1.0 + tariff) / (1.0 + tariff_rivals))
    price = quality - elasticity * log(export_price / rival_price)
    duty = -elasticity[:, None] * relative - market_elasticity * log(1.0 + tariff_rivals)
    price_out += adjustment * (price[:, None] - price_out)
    tariff_out += tariff_adjustment * (duty - tariff_out)


def import_substitution(domestic, imported, drift, quality, elasticity, adjustment, out):
    """Log shift of the home/import ratio."""
    target = -elasticity * log(domestic / imported) - drift + quality
    out += adjustment * (target - out)
