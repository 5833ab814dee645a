"""M10: training, high-skilled people, matching of vacancies and job seekers, quotas of foreign staff."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.codes import HUBS, N_PRODUCTS, N_REGIONS, N_SECTORS, REGIONS
from sim.numerics import exp
from sim.parameters import Parameters

Array = NDArray[np.float64]
_CAPITAL = np.isin(REGIONS, HUBS["Capital"])
QUARTERS = 4.0


def train(rate: Array | float, parameters: Parameters, trained: Array, skill: Array) -> None:
    """Share of staff trained and its effect on log TFP (N,), in place.

        T <- T + b tau / 4 - delta T / 4,   at most one;      e <- e + phi (e_T T - e)

    tau share trained per year with public money, b the part of it that would not have been trained anyway, delta loss
    of trained staff, phi pace at which training becomes productive. Source: Konings and Vanormelingen (2015), from
    memory.
    """
    fading = parameters.training_fading / QUARTERS
    added = parameters.training_additionality * rate / QUARTERS
    np.minimum(trained + added - fading * trained, 1.0, out=trained)
    skill += parameters.training_maturing * (parameters.training_gain * trained - skill)


def spread_people(table: Array, jobs: Array) -> Array:
    """People of one pledge by cell (R, S): shares of the cells named in its total, in proportion to jobs.

    n_c = N a_c L_c / sum a L,      N = sum a,     a = table
    """
    pull = table * jobs
    total = pull.sum()
    return table.sum() * pull / total if total > 0.0 else np.zeros_like(pull)


def staying(share: Array, graduates: Array) -> Array:
    """Graduates who stay in their region instead of moving to the Capital hub, persons a year (R,).

    n_r = share_r G_r outside the Capital hub, none in it: it is where they would move
    """
    return np.where(_CAPITAL, 0.0, share * graduates)


def keep_graduates(share: Array, graduates: Array, out: Array) -> None:
    """Graduates who are in a region because others stayed or left, persons a year (R,); sum zero.

    n_r of `staying`;     the Capital hub loses their sum in proportion to its graduates
    """
    out[:] = staying(share, graduates)
    hub = np.where(_CAPITAL, graduates, 0.0)
    out -= out.sum() * hub / hub.sum()


def hold_talent(people: Array, stay: float, out: Array) -> None:
    """High-skilled people above the baseline by cell (R, S): H <- H + n / 4 - H / (4 stay)."""
    out += people / QUARTERS - out / (QUARTERS * stay)


def talent_effect(talent: Array, jobs: Array, gain: float, out: Array) -> None:
    """Effect of high-skilled people on log TFP by cell (R, S): e_H H / L, |H / L| <= 1.

    No more of them work in a cell, or are missing there, than it has jobs: the effect on an emptying cell is bounded.
    """
    out[:] = gain * np.clip(np.divide(talent, jobs, out=np.zeros_like(jobs), where=jobs > 0.0), -1.0, 1.0)


def foreign_staff(
    jobs: Array, places: Array, wage_cut: Array, response: float, parameters: Parameters, out: Array
) -> None:
    """Foreign staff above the baseline by region (R,), moving towards what the quota and its use allow.

        F* = q0 L [min(d exp(eta c), 1 + dq / q0) - min(d, 1)],      F <- F + phi (F* - F)

    q0 places over manufacturing labour L, dq places added (share of L), d demand over the quota, c cut of unit labour
    cost by visa pay. A quota that is not used up does not bind: more places alone bring nobody (E_e9).
    """
    base, demand = parameters.foreign_places, parameters.foreign_demand
    asked = demand * exp(response * wage_cut)
    target = base * jobs * (np.minimum(asked, 1.0 + places / base) - min(demand, 1.0))
    out += parameters.foreign_arrival * (target - out)


def manufacturing(table: Array) -> Array:
    """The (R, S) manufacturing part of an (R, P) table."""
    assert table.shape == (N_REGIONS, N_PRODUCTS)
    return table[:, :N_SECTORS]
