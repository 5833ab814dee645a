"""What of each use is made at home, and what uses cost."""

from __future__ import annotations

import numpy as np

from sim.numerics import exp


def home_share(base, shift):
    """Domestic share after a log shift of the home/import ratio."""
    return base * exp(shift) / (base * exp(shift) + 1.0 - base)


def split_uses(
    shift, industrial, volume, base_inputs, base_shares, baskets, input_domestic, input_imported, shares,
    basket_domestic, basket_imported,
):  # fmt: skip
    """Home and imported part of inputs, of final uses and of baskets."""
    usual, other = shift, shift + industrial
    inputs = home_share(base_inputs, other[:, None])
    input_domestic[:], input_imported[:] = volume * inputs, volume * (1.0 - inputs)
    shares[:] = home_share(base_shares, np.array((usual, usual, other)))
    of_basket = shares[[0, 2, 2]]
    basket_domestic[:], basket_imported[:] = baskets * of_basket, baskets * (1.0 - of_basket)


def price_uses(home, foreign, tax, input_domestic, input_imported, basket_domestic, basket_imported, cost, index):
    """Cost of inputs per unit of output, and prices of baskets."""
    cost[:] = (home @ input_domestic + foreign @ input_imported) * (1.0 + tax)
    index[:] = basket_domestic @ home + basket_imported @ foreign
