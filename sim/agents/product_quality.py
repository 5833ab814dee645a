"""Product quality (M3): quality that is bought, plants of combustion engines that convert, inputs made at home.

Pure rules; N establishments, P products. Rates per year are divided by four.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.numerics import exp, log
from sim.state import Structure

Array = NDArray[np.float64]
_LARGEST_SHARE = 0.99


def quality_work(aim: Array | float, sales: Array, price: float, cost: float) -> Array:
    """Work on quality (N,), volume of R&D goods a quarter:  c_Q x P Q^e / P_R.

    x: log demand aimed at; sales: expected sales P Q^e, money. It pays design, tests, certificates and first
    installations: bought like R&D, but it makes no process more productive.
    """
    out: Array = cost * aim * sales / price
    return out


def next_quality(quality: Array, aim: Array | float, depreciation: float) -> Array:
    """Quality beyond that of own research (N,), log:  v <- v + d_R / 4 (x - v); it wears out like R&D when unpaid."""
    out: Array = quality + depreciation / 4.0 * (aim - quality)
    return out


def inputs_per_unit(quality: Array, part: float) -> Array:
    """Inputs per unit of output over the base year's (N,):  m = exp(-mu_Q v).

    A part mu_Q of quality is sold as value per piece at given inputs, the rest as more pieces (hedonic reading of the
    unit of output).
    """
    out: Array = exp(-part * quality)
    return out


def converting(done: Array, rate: Array | float, exposed: NDArray[np.bool_]) -> Array:
    """Share of an agent's plants that convert this quarter (N,):  (1 - c) x / 4 among those that are exposed."""
    out: Array = np.where(exposed, (1.0 - done) * rate / 4.0, 0.0)
    return out


def home_inputs(structure: Structure, output: Array) -> tuple[Array, Array]:
    """Use of each product as input (P,), volume, and its home share in the base year, at output (P,) of the users."""
    used = structure.input_volume @ output
    home = (structure.input_volume * structure.input_domestic) @ output
    return used, np.divide(home, used, out=np.zeros_like(used), where=used > 0.0)


def localising_shift(share: Array, home: Array) -> Array:
    """Log shift of the home/import ratio that raises the home share of inputs by x (P,):  logit(d + x) - logit(d).

    d: home share; d + x at most 99 %. A share of 0 or of 99 % and more is not moved. Source: Armington (1969) for the
    form, in which quality of the home product shifts the ratio.
    """
    movable = (home > 0.0) & (home < _LARGEST_SHARE) & (share > 0.0)
    before = np.where(movable, home, 0.5)
    after = np.where(movable, np.minimum(home + share, _LARGEST_SHARE), 0.5)
    out: Array = log(after / (1.0 - after)) - log(before / (1.0 - before))
    return out
