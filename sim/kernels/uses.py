"""What of each use is made at home, and what uses cost. P products, P users; baskets of households, investment, R&D."""

from __future__ import annotations

from sim.compiled import inlined, kernel
from sim.numerics import exp


@inlined
def home_share(base, shift):  # type: ignore[no-untyped-def]
    """Domestic share after a log shift of the home/import ratio: d e^R / (d e^R + 1 - d)."""
    moved = base * exp(shift)
    return moved / (moved + 1.0 - base)


@kernel
def split_uses(  # type: ignore[no-untyped-def]
    shift, industrial, volume, base_inputs, base_shares, baskets, input_domestic, input_imported, shares,
    basket_domestic, basket_imported,
):  # fmt: skip
    """Home and imported part of inputs (P, P user), of final uses and of baskets (3, P) at shifts R (P,).

    base_shares and shares (3, P): of households, government, investment in the base year and now. Inputs and investment
    goods shift by `industrial` more.
    """
    for s in range(shift.size):
        usual, other = shift[s], shift[s] + industrial[s]
        for u in range(volume.shape[1]):
            share = home_share(base_inputs[s, u], other)
            input_domestic[s, u], input_imported[s, u] = volume[s, u] * share, volume[s, u] * (1.0 - share)
        for k in range(3):
            shares[k, s] = home_share(base_shares[k, s], other if k == 2 else usual)
        for k in range(3):
            share = shares[0 if k == 0 else 2, s]
            basket_domestic[k, s], basket_imported[k, s] = baskets[k, s] * share, baskets[k, s] * (1.0 - share)


@kernel
def price_uses(home, foreign, tax, input_domestic, input_imported, basket_domestic, basket_imported, cost, index):  # type: ignore[no-untyped-def]
    """Prices d P + (1 - d) P_M of uses: cost (P user,) of inputs per unit of output, index (3,) of baskets.

    home and foreign (P,): prices of products; tax (P user,): on inputs, ad valorem.
    """
    for u in range(cost.size):
        cost[u] = 0.0
    for s in range(home.size):
        for u in range(cost.size):
            cost[u] += home[s] * input_domestic[s, u] + foreign[s] * input_imported[s, u]
    for u in range(cost.size):
        cost[u] *= 1.0 + tax[u]
    for k in range(index.size):
        total = 0.0
        for s in range(home.size):
            total += basket_domestic[k, s] * home[s] + basket_imported[k, s] * foreign[s]
        index[k] = total
