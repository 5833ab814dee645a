"""Rules of aid for investment, one step each, that the definitions of its passes are made of; N firm slots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.local_grants import LocalGrantTerms

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def highest(grant: Array, matching: Array, local: Array, supported: Array) -> tuple[Array, Array, Array]:
    """What each of three grants pays where one spending is supported once (N,), shares of capital spending.

        outside local support the higher of grant and matching;   in it the local rate if that is higher still

    local: rate of an establishment in local support; supported: share of establishments that are in it.
    """
    ahead = np.where(local > np.maximum(grant, matching), supported, 0.0)
    first = grant >= matching
    return np.where(first, (1.0 - ahead) * grant, 0.0), np.where(first, 0.0, (1.0 - ahead) * matching), ahead * local


def room(grant: Array, cap: float) -> Array:
    """Factor (N,) on grants that keeps them within the common ceiling on aid: min(1, cap / grant)."""
    return np.minimum(1.0, np.divide(cap, grant, out=np.ones_like(grant), where=grant > 0.0))


def beside_grant(credit: Array | float, grant: Array, cap: float) -> Array:
    """Credit on spending that a grant pays part of (N,), share of that spending.

        c <- min(c (1 - g), cap - g)

    The credit is on what the firm paid itself. Source: Restriction of Special Taxation Act, article 127 (investment
    paid by a public grant has no credit); a common ceiling as in regional aid rules.
    """
    out: Array = np.minimum(credit * (1.0 - grant), cap - grant)
    return out


def usable_credit(credit: Array, tax_due: Array, spending: Array) -> Array:
    """Credit that a firm counts on (N,), share of capital spending: what the tax bill that it expects will cover.

        c' = min(c, T / (P_I I));   zero without a tax bill, c without spending

    A credit is not paid out to firms that owe no tax. Zwick and Mahon (2017): firms respond to cash flow of the year.
    """
    covered = np.divide(tax_due, spending, out=np.where(tax_due > 0.0, 1.0, 0.0), where=spending > 0.0)
    return np.minimum(credit, covered)


def cost_relief(support: Array, user_cost: Array, capital_requirement: Array, large: Mask, passed: float) -> Array:
    """What aid takes off the normal cost of a unit of output (N,):  x g u kappa,  x = one, or `passed` if large.

    support g, user_cost u per unit of capital and quarter without aid, capital_requirement kappa per unit of output. At
    present terms like all of normal cost, not at those on which the capital in use was bought. The scale effect of
    cheaper capital raises employment (Curtis and others 2021); large firms hardly react (Criscuolo and others 2019).
    """
    out: Array = np.where(large, passed, 1.0) * support * user_cost * capital_requirement
    return out


def new_sales(
    support: Array, investment: Array, capital: Array, additional: Array, capacity: Array, expected: Array
) -> Array:
    """Growth of sales by capacity that aid adds (N,), per quarter:  min(a g I / K, max(Q_max / Q^e - 1, 0)).

    Aid g I pays for an expansion (E_kr_lips: local grants pay for expansions), and new lines come with products and
    customers of their own, at unchanged prices; the capital that aid deepens comes on top. additional a (N,): new
    capacity per won of aid, more where credit is short (Zwick and Mahon 2017: small firms respond most, to cash). A
    plant seeks no more customers than it can serve: highest output Q_max of the last quarter (zero of an entrant in its
    first), expected sales Q^e.
    Source: jobs and capital rise alike, productivity does not (Criscuolo and others 2019; Curtis and others 2021).
    """
    pace = np.divide(investment, capital, out=np.zeros_like(capital), where=capital > 0.0)
    idle = np.divide(capacity, expected, out=np.full_like(capacity, np.inf), where=expected > 0.0) - 1.0
    return np.minimum(additional * support * np.minimum(pace, 1.0), np.maximum(idle, 0.0))


def local_terms(spending: Array, region: NDArray[np.int64], size: NDArray[np.int8], terms: LocalGrantTerms) -> Array:
    """Local grant of a supported establishment (N,), share of its capital spending; zero where it is not eligible.

        r = min(rate(region, size), ceiling(region) / project),    project = years x spending a year >= minimum

    spending: billion won a year.
    """
    project = terms.years * spending
    ceiling = terms.ceiling[region] / np.maximum(project, 1e-12)
    return np.where(project >= terms.minimum, np.minimum(terms.rate[region, size], ceiling), 0.0)


def supported_share(eligible: Array, number: float, years: float, project: Array | float = 1.0) -> Array:
    """Share of the eligible establishments of a programme that are in support at a time (N,).

        min(1, c project),   c such that the sum over the eligible is number a year x years;   all if they are fewer

    eligible (N,): weights of eligible establishments, zero elsewhere; project: odds of what they would build, which
    rise with its size: points are given for investment and jobs, and an application costs the same. An agent stands for
    many establishments, so the expected share acts instead of a rare draw.
    """
    size = np.where(eligible > 0.0, project, 0.0)
    places, full = number * years, np.zeros(eligible.size, dtype=bool)
    if places >= float(eligible[size > 0.0].sum()):
        return np.where(size > 0.0, 1.0, 0.0)
    while True:  # those sure of a place leave the others what remains
        left = places - float(eligible[full].sum())
        share = size * (left / float((eligible * size)[~full].sum()))
        more = ~full & (share >= 1.0)
        if not more.any():
            return np.where(full, 1.0, share)
        full |= more
