"""Responses of trade by product and market to prices and tariffs. P products, J markets."""

from __future__ import annotations

from sim.compiled import kernel
from sim.numerics import log


@kernel
def export_response(  # type: ignore[no-untyped-def]
    export_price, rival_price, tariff, tariff_rivals, quality, elasticity, market_elasticity, adjustment,
    tariff_adjustment, price_out, tariff_out,
):  # fmt: skip
    """Log responses of exports (P, J) to relative prices and quality, and to tariffs, each partially adjusted.

        p* = -eps ln(P_X / (e P_R)) + quality,                   p <- p + phi_X (p* - p)
        t* = -eps ln((1+t) / (1+t_R)) - eta ln(1 + t_R),         t <- t + phi_T (t* - t)

    eps between rivals, eta of the market's total import demand; quality in logs, mean over exporters (P,): R&D, and
    productivity beyond its trend at given prices (variety, non-price competitiveness). Buyers react
    to an announced tariff faster than to prices. Source: Armington (1969); tariff on all suppliers: KIET December 2024.
    """
    for s in range(quality.size):
        price = quality[s] - elasticity[s] * log(export_price[s] / rival_price[s])
        for j in range(price_out.shape[1]):
            relative = log((1.0 + tariff[s, j]) / (1.0 + tariff_rivals[s, j]))
            duty = -elasticity[s] * relative - market_elasticity * log(1.0 + tariff_rivals[s, j])
            price_out[s, j] += adjustment * (price - price_out[s, j])
            tariff_out[s, j] += tariff_adjustment * (duty - tariff_out[s, j])


@kernel
def import_substitution(domestic, imported, drift, quality, elasticity, adjustment, out):  # type: ignore[no-untyped-def]
    """Log shift of the home/import ratio (P,), partially adjusted.

        R* = -sigma ln(P / P_M) - drift + quality,     R <- R + phi (R* - R)

    sigma Armington elasticity; drift: cumulated loss to rivals from China at home. Source: Armington (1969).
    """
    for s in range(out.size):
        target = -elasticity[s] * log(domestic[s] / imported[s]) - drift[s] + quality[s]
        out[s] += adjustment * (target - out[s])
