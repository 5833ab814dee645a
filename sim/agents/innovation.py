"""Research policy beyond the grant (M3): knowledge from elsewhere and new products.

Pure rules; N establishments; those of one are compiled into `sim.kernels.research`. Rates per year are divided by four.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined

Array = NDArray[np.float64]


def research_factor(support: Array | float, product_support: Array | float, additionality: float) -> Array | float:
    """R&D over what would be spent without support (N,):  1 + (1 + a_R) (x + x_P).

    x, x_P: grants for R&D and for R&D of new products, shares of own R&D; all of a grant is spent on R&D, and a_R of
    the firm's own money for each won of it: crowding out is rejected. Source: Dimos and Pugh (2016).
    """
    return 1.0 + (1.0 + additionality) * (support + product_support)


@inlined
def next_knowledge(knowledge, gained, depreciation):  # type: ignore[no-untyped-def]
    """Stock of knowledge used beyond the own R&D capital, volume:  H <- (1 - d_R / 4) H + gained.

    It adds to the R&D stock in productivity and quality, not in the accounts, where only R&D that is bought is capital.
    """
    return (1.0 - depreciation / 4.0) * knowledge + gained


@inlined
def better_use(rise, own, support, public_share):  # type: ignore[no-untyped-def]
    """Knowledge gained by better selection and use of public research money:  x (s_0R + support) R.

    R: own R&D without support; s_0R: part of it that government pays in the base year; x: by how much more a won of
    public money yields. Evidence E_rd_kdi: of grants to smaller firms better selection could double the effect.
    """
    return rise * (public_share + support) * own


def research_of_institutes(total: float, there: float, institutes: float) -> float:
    """Research of public institutes per own research of smaller establishments:  g_GR sum(R) / sum over small ones(R).

    g_GR sum(R): industrial research of public institutes, of which smaller establishments use a part x in proportion to
    their own, R without support: x times this times R_i. Those that do no research cannot use it (absorptive capacity,
    Cohen and Levinthal 1990).
    """
    return institutes * total / there if there > 0.0 else 0.0


@inlined
def young_products(young, support, product_support, a_r, part, years):  # type: ignore[no-untyped-def]
    """Sales share of new items over what it would be, less one:  y <- y + ((1 + a_R) (x + x_P / p_N) - y) / (2 n_SB).

    Launches follow the R&D of new products, a part p_N of all R&D, to which support of new products adds all that is
    additional. A product is new for n_SB years, so launches reach their share of sales n_SB / 2 years later on average.
    """
    launched = (1.0 + a_r) * (support + product_support / part)
    return young + (launched - young) / (2.0 * years)
