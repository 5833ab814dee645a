"""M5: regional wage floors, wages of staff that returning plants bring along, wages of visa staff."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.codes import HUBS, N_REGIONS, REGIONS
from sim.numerics import exp, log
from sim.parameters import Parameters

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RegionalFloors:
    """Effect of regional wage floors on wages, as found once a quarter."""

    found_at: tuple[int, float]
    """Quarter, and national minimum wage over the mean wage."""
    effect: Array
    """(N,) wages with regional floors over those with the national one."""


_CAPITAL = np.isin(REGIONS, HUBS["Capital"])


def used_change(permitted: Array, parameters: Parameters, out: Array) -> None:
    """Cut of the wage floor that regions make of the one permitted (R,), share of the national floor.

        cut_r = permitted_r x use_r

    use: probability that a region acts times how far it goes, apart for the Capital hub. A negative cut is a rise.
    """
    use = np.where(_CAPITAL, parameters.wage_floor_use_capital, parameters.wage_floor_use)
    assert use.shape == (N_REGIONS,)
    out[:] = permitted * use


def returning_wage(imported: Array, usual: float, discount: Array, minimum: Array, out: Array) -> None:
    """Mean wage of a returning plant over the one under the rules in force (N,).

        f = [1 - x + x (1 - d) m] / [1 - x0 + x0 m],      x = max(imported, x0)

    x share of staff brought from abroad and paid (1 - d) x the national minimum wage, m that minimum over the mean wage
    of the plant, x0 the share usual under the rules in force, paid the minimum.
    """
    share = np.maximum(imported, usual)
    out[:] = (1.0 - share + share * (1.0 - discount) * minimum) / (1.0 - usual + usual * minimum)


def adoption_response(effect: Array, elasticity: float, out: Array) -> None:
    """Factor of the adoption hazard when labour is cheaper or dearer by policy (N,): effect^elasticity."""
    log(effect, out=out)
    np.multiply(out, elasticity, out=out)
    exp(out, out=out)
