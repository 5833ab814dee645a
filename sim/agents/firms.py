"""Rules of producers: cost, prices, expectations, technology, factor demand, investment, market shares.

Every rule is pure. Rules of one firm return a number and are compiled into the passes of `sim.kernels`; rules over
arrays write only what they are given as `out`. Shapes: N firm slots, P products. Logs are natural; "relative" means
relative to the base year.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import fused, inlined, kernel
from sim.numerics import exp, log, log_of_normal, normal_distribution

Array = NDArray[np.float64]
Index = NDArray[np.int64]
_TINY = 1e-12
_LEAST_RATIO = 0.01


@inlined
def factor_ratio(labour, labour_requirement, capital, capital_requirement):  # type: ignore[no-untyped-def]
    """Labour over capital, l/k = (L / lambda) / (K / kappa), both in units of output and at least 1e-12."""
    l_here, k_here = max(labour, _TINY * labour_requirement), max(capital, _TINY * capital_requirement)
    return (l_here * capital_requirement) / (k_here * labour_requirement)


@kernel
def ces(  # type: ignore[no-untyped-def]
    low, high, capital, capital_requirement, labour, labour_requirement, log_tfp, share, substitution, room, out
):
    """Write normalised CES of relative factors for the producers low .. high, times base output one.

        F = [theta k^rho + (1 - theta) (l E)^rho]^(1/rho),   rho = (sigma - 1) / sigma

    k = capital / capital requirement and l = labour / labour requirement (both in units of output), E `log_efficiency`
    of log TFP, theta the capital share, sigma the elasticity of substitution; room (high - low,) to work in.
    Homogeneous of degree one; F(x, x) = x at E = 1. Source: Klump, McAdam and Willman (2012), normalisation.
    """
    rho, augmented = (substitution - 1.0) / substitution, log_efficiency(1.0, share)
    # k [theta + (1 - theta) (E l/k)^rho]^(1/rho): one power saved, exact at l E = k; one function a loop runs fastest
    for i in range(low, high):
        ratio = factor_ratio(labour[i], labour_requirement[i], capital[i], capital_requirement[i])
        room[i - low] = log_of_normal(ratio)
    for i in range(low, high):
        room[i - low] = exp(rho * fused(log_tfp[i], augmented, room[i - low]))
    for i in range(low, high):
        room[i - low] = log(fused(1.0 - share, room[i - low], share))
    for i in range(low, high):
        k = capital[i] / capital_requirement[i]
        made = max(k, _TINY) * exp(1.0 / rho * room[i - low])
        out[i] = made if k > 0.0 else 0.0


@inlined
def technique(embodied, log_wage, adjustment):  # type: ignore[no-untyped-def]
    """Log real wage that a firm's technique embodies: z <- z + phi (ln(w/p) - z); putty-clay in the short run."""
    return embodied + adjustment * (log_wage - embodied)


@inlined
def user_cost(loan_rate, depreciation, expected_inflation, risk_premium, price, support, access):  # type: ignore[no-untyped-def]
    """Hall-Jorgenson user cost of capital, per year and unit of capital.

        u = P_I (r + delta - pi + rho / access) (1 - support)

    r loan rate and delta depreciation per year, pi expected inflation of capital goods, rho risk premium, access to
    credit in (0, 1], support = grants and tax credits as a share of the purchase. Source: Hall and Jorgenson (1967).
    """
    return price * (loan_rate + depreciation - expected_inflation + risk_premium / access) * (1.0 - support)


@inlined
def log_efficiency(log_tfp, capital_share):  # type: ignore[no-untyped-def]
    """Log efficiency of labour that amounts to the value-added TFP of a firm:  ln E = ln A / (1 - theta).

    Technology augments labour (Harrod-neutral): with sigma below one no other form keeps the ratio of capital to output
    constant along a growth path (Uzawa 1961). theta: capital share.
    """
    return log_tfp / (1.0 - capital_share)


@inlined
def labour_use(log_efficiency, embodied_wage, substitution):  # type: ignore[no-untyped-def]
    """Log labour that a firm wants per unit of expected output, over the requirement of the base year (lambda).

        L* = lambda Q^e E^(sigma-1) (w/p)^(-sigma):   ln(L* / (lambda Q^e)) = (sigma - 1) ln E - sigma ln(w/p)

    CES with labour-augmenting technology. E efficiency of labour; embodied_wage: ln(w/p) of the technique in use.
    First-order condition of the normalised CES (Klump and others 2012).
    """
    return (substitution - 1.0) * log_efficiency - substitution * embodied_wage


@inlined
def capital_use(log_user_cost, elasticity):  # type: ignore[no-untyped-def]
    """Log capital that a firm wants per unit of expected output, over the requirement of the base year (kappa).

        K* = kappa Q^e (u/p)^(-eta):   ln(K* / (kappa Q^e)) = -eta ln(u/p)

    u/p user cost over that of the base year in terms of output prices; eta differs by size (evidence E_ucc).
    First-order condition of the normalised CES with labour-augmenting technology (Hall and Jorgenson 1967; Klump and
    others 2012), where eta is the elasticity of substitution.
    """
    return -elasticity * log_user_cost


@inlined
def investment_plan(planned, capital, waiting, desired, depreciation, growth, adjustment, inertia, eager, limit):  # type: ignore[no-untyped-def]
    """Planned gross investment of a firm, volume per quarter, smoothed by time to build; never negative.

        target = delta K + g K + phi_K (K* - K - W) x (limit where K* > K + W)
        I <- (1+g) I + phi_I (target - (1+g) I)

    W: what waits of earlier plans; delta, g per quarter; phi_I: inertia, or eager where plans rise (permits are asked
    for what rises); limit in 0 .. 1: share of expansion that grid and site permit.
    """
    gap = desired - (capital + waiting)
    target = (depreciation + growth) * capital + adjustment * (gap * limit if gap > 0.0 else gap)
    trend = planned * (1.0 + growth)
    return max(trend + (eager if target > trend else inertia) * (target - trend), 0.0)


@inlined
def smooth_sales(expected, sales, growth, gain):  # type: ignore[no-untyped-def]
    """Adaptive expectation of next quarter's sales: Q^e <- (1+g) [Q^e + gamma (sales - Q^e)]; g a quarter."""
    return (1.0 + growth) * (expected + gain * (sales - expected))


@inlined
def unit_cost(materials, multiplier, labour_requirement, wage, efficiency, depreciation, capital_price):  # type: ignore[no-untyped-def]
    """Normal unit cost per unit of output of a firm, taxes on production apart.

        UC = m pin + lambda w / E + d P_I

    pin: cost of the input bundle per unit of output; E efficiency of labour; d: base-year depreciation per unit of
    output. Substitution between factors is of second order (envelope theorem) and left out.
    """
    return multiplier * materials + labour_requirement * wage / efficiency + depreciation * capital_price


def normal_cost_price(
    inputs: Array,
    primary: Array,
    input_share: Array,
    anchor: float,
    input_pass: Array,
    primary_pass: Array,
    utilisation: Array,
    slope: float,
    out: Array,
) -> None:
    """Own-cost price (P,): cost changes passed on in part, the rest follows the nominal anchor.

        ln P = ln a + kappa_M s_M (ln m - ln a) + kappa_L (1 - s_M) (ln v - ln a) + psi ln(utilisation)

    m cost of inputs and v of labour and depreciation per unit of output, both relative to the base year; s_M share of
    inputs in normal cost; a price level at anchored inflation; utilisation: output over normal output. The base-year
    markup is kept. Source: normal-cost pricing (Coutts, Godley and Nordhaus 1978); pass-through by kind of cost: Bank
    of Korea Issue Note 2022-44.
    """
    level = log(np.full(1, anchor))
    out[:] = exp(
        level
        + input_pass * input_share * (log(inputs) - level)
        + primary_pass * (1.0 - input_share) * (log(primary) - level)
        + slope * log(utilisation)
    )


def with_rivals(own: Array, rival: Array, weight: Array | float, out: Array) -> None:
    """Price that gives weight to competing prices: ln P* = (1 - omega) ln own + omega ln rival; pricing to market."""
    out[:] = exp((1.0 - weight) * log(own) + weight * log(rival))


def invoiced(rate: float, before: float, share: float) -> float:
    """Rise of export prices in won with the exchange rate, before any of them is set anew:  iota ln(e / e_-1).

    iota: share of exports priced in foreign currency; e won per foreign currency, now and a quarter before. Prices in
    foreign currency stay as they are abroad, so a fall of the won first widens margins at home and reaches buyers at
    the pace at which prices are set. Source: dominant-currency pricing (Gopinath and others 2020).
    """
    now, then = log(np.array([rate, before]))
    return share * float(now - then)


def partial_adjust(target: Array, speed: Array | float, drift: float, out: Array) -> None:
    """Log partial adjustment around a drift: ln x <- ln x + g + speed (ln x* - ln x - g).

    g: growth per quarter that is expected anyway (anchored inflation), so that a target growing at g is not lagged.
    """
    out[:] = exp(log(out) + drift + speed * (log(target) - log(out) - drift))


@inlined
def own_technology(own, draw, persistence, deviation):  # type: ignore[no-untyped-def]
    """AR(1) of a firm's own log technology: a <- rho a + sigma e; e standard normal."""
    return persistence * own + deviation * draw


@inlined
def rd_effect(stock, output, base_ratio):  # type: ignore[no-untyped-def]
    """Log of a firm's own R&D stock per expected output over the base year's: ln(S / Q^e) - ln(S0 / Q0), or zero."""
    live = stock > 0.0 and base_ratio > 0.0 and output > 0.0
    return log(stock / (output * base_ratio) if live else 1.0)


@inlined
def attraction(log_cost, quality, elasticity):  # type: ignore[no-untyped-def]
    """Log sales that a firm attracts over its base-year share:  ln(s* / s0) = -eps ln(cost) + quality.

    cost: unit cost relative to the base year over the sector's mean; quality: over the sector's mean.
    """
    return quality - elasticity * log_cost


def minimum_wage_ratio(minimum_wage: float, wage: Array) -> Array:
    """Minimum wage over the mean wage of a firm (n,), between 0.01 and 1; 1 where no wage is paid yet."""
    ratio = np.divide(minimum_wage, wage, out=np.ones_like(wage), where=wage > 0.0)
    out: Array = np.clip(ratio, _LEAST_RATIO, 1.0)
    return out


def wage_floor_cost(floor: Array, dispersion: Array, out: Array) -> None:
    """Mean wage over the mean without floor for a log-normal wage within the firm (N,).

    With mean one, ln w ~ N(-s^2/2, s^2) and floor f:  E[max(w, f)] = f Phi(z) + Phi(s - z),
    z = (ln f + s^2/2) / s. Exact expectation of a truncated log-normal.
    """
    s = np.maximum(dispersion, 1e-6)
    z = (log(floor) + 0.5 * s * s) / s
    out[:] = floor * normal_distribution(z) + normal_distribution(s - z)
