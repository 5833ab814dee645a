"""Research policy beyond the grant (M3): knowledge from elsewhere and new products.

Pure rules; N establishments. Rates per year are divided by four.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def research_factor(support: Array | float, product_support: Array | float, additionality: float) -> Array | float:
    """R&D over what would be spent without support (N,):  1 + a_R (x + x_P).

    x, x_P: grants for R&D and for R&D of new products, shares of own R&D. Source: Dimos and Pugh (2016).
    """
    return 1.0 + additionality * (support + product_support)


def next_knowledge(knowledge: Array, gained: Array | float, depreciation: float) -> Array:
    """Stock of knowledge used beyond the own R&D capital (N,), volume:  H <- (1 - d_R / 4) H + gained.

    It adds to the R&D stock in productivity and quality, not in the accounts, where only R&D that is bought is capital.
    """
    out: Array = (1.0 - depreciation / 4.0) * knowledge + gained
    return out


def better_use(rise: Array | float, own: Array, support: Array | float, public_share: float) -> Array:
    """Knowledge gained by better selection and use of public research money (N,):  x (s_0R + support) R.

    R: own R&D without support; s_0R: part of it that government pays in the base year; x: by how much more a won of
    public money yields. Evidence E_rd_kdi: of grants to smaller firms better selection could double the effect.
    """
    out: Array = rise * (public_share + support) * own
    return out


def spilled_over(share: Array | float, own: Array, small: NDArray[np.bool_], weight: Array, institutes: float) -> Array:
    """Knowledge of public institutes that smaller establishments use (N,):  x g_GR sum(R) R_i / sum over small ones(R).

    R: own R&D without support; g_GR sum(R): industrial research of public institutes; x: part of it that reaches
    smaller establishments. Those that do no research cannot use it (absorptive capacity, Cohen and Levinthal 1990).
    """
    total, there = float(weight @ own), float(weight @ np.where(small, own, 0.0))
    pool = institutes * total / there if there > 0.0 else 0.0
    out: Array = np.where(small, share * pool * own, 0.0)
    return out


def young_products(young: Array, support: Array | float, product_support: Array | float, a_r: float, part: float,
                   years: float) -> Array:  # fmt: skip
    """Sales share of new items over what it would be, less one (N,):  y <- y + (a_R (x + x_P / p_N) - y) / (2 n_SB).

    Launches follow the R&D of new products, a part p_N of all R&D, to which support of new products adds all that is
    additional. A product is new for n_SB years, so launches reach their share of sales n_SB / 2 years later on average.
    """
    launched = a_r * (support + product_support / part)
    out: Array = young + (launched - young) / (2.0 * years)
    return out
