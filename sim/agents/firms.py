"""Rules of producers: cost, prices, expectations, technology, factor demand, investment, market shares.

Every rule is pure: it reads arrays and parameters and writes only the arrays it is given as `out`. Shapes: N firm
slots, P products. Logs are natural; "relative" means relative to the base year.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.numerics import exp, group_sums, log, normal_distribution, power

Array = NDArray[np.float64]
Index = NDArray[np.int64]
_TINY = 1e-12


def ces(capital: Array, labour: Array, share: Array, substitution: float, out: Array) -> None:
    """Normalised CES of relative factors (N,), times base output one.

        F = [theta k^rho + (1 - theta) l^rho]^(1/rho),   rho = (sigma - 1) / sigma

    Args: k = capital / capital requirement and l = labour / labour requirement (both in units of output, N),
    theta the capital share (N), sigma the elasticity of substitution. Homogeneous of degree one; F(x, x) = x.
    Source: Klump, McAdam and Willman (2012), normalisation.
    """
    rho = (substitution - 1.0) / substitution
    k = np.maximum(capital, _TINY)
    relative = np.maximum(labour, _TINY) / k
    # k [theta + (1 - theta) (l/k)^rho]^(1/rho): one power saved and exact at l = k
    inner = share + (1.0 - share) * power(relative, rho)
    out[:] = np.where(capital > 0.0, k * power(inner, 1.0 / rho), 0.0)


def technique(real_wage: Array, adjustment: float, out: Array) -> None:
    """Log real wage that the technique embodies (N,): z <- z + phi (ln(w/p) - z); putty-clay in the short run."""
    out[:] = out + adjustment * (log(real_wage) - out)


def user_cost(
    loan_rate: Array,
    depreciation: Array,
    expected_inflation: float,
    risk_premium: float,
    price: float,
    support: Array | float,
    access: Array | float,
    out: Array,
) -> None:
    """Hall-Jorgenson user cost of capital (N,), per year and unit of capital.

        u = P_I (r + delta - pi + rho / access) (1 - support)

    r loan rate and delta depreciation per year, pi expected inflation of capital goods, rho risk premium, access to
    credit in (0, 1], support = grants and tax credits as a share of the purchase. Source: Hall and Jorgenson (1967).
    """
    out[:] = price * (loan_rate + depreciation - expected_inflation + risk_premium / access) * (1.0 - support)


def labour_efficiency(log_tfp: Array, capital_share: Array, out: Array) -> None:
    """Efficiency of labour that amounts to the value-added TFP (N,):  E = A^(1 / (1 - theta)).

    Technology augments labour (Harrod-neutral): with sigma below one no other form keeps the ratio of capital to output
    constant along a growth path (Uzawa 1961). theta: capital share (N).
    """
    out[:] = exp(log_tfp / (1.0 - capital_share))


def desired_factors(
    output: Array,
    efficiency: Array,
    embodied_wage: Array,
    real_user_cost: Array,
    labour_requirement: Array,
    capital_requirement: Array,
    substitution: float,
    capital_elasticity: Array,
    labour_out: Array,
    capital_out: Array,
) -> None:
    """Factor demands of the CES with labour-augmenting technology for expected output (N,).

        L* = lambda Q^e E^(sigma-1) (w/p)^(-sigma),      K* = kappa Q^e (u/p)^(-eta)

    lambda, kappa: requirements per unit of output in the base year; E efficiency of labour; embodied_wage: ln(w/p) of
    the technique in use; u/p user cost over that of the base year in terms of output prices; eta differs by size
    (evidence E_ucc). First-order conditions of the normalised CES (Hall and Jorgenson 1967; Klump and others 2012).
    """
    labour_out[:] = (
        labour_requirement * output * exp((substitution - 1.0) * log(efficiency) - substitution * embodied_wage)
    )
    capital_out[:] = capital_requirement * output * exp(-capital_elasticity * log(real_user_cost))


def investment_plan(
    capital: Array,
    desired: Array,
    depreciation: Array,
    growth: Array,
    adjustment: float,
    inertia: float,
    limit: Array,
    out: Array,
) -> None:
    """Planned gross investment (N,), volume per quarter, smoothed by time to build; never negative.

        target = delta K + g K + phi_K (K* - K) x (limit where K* > K),   I <- (1+g) I + phi_I (target - (1+g) I)

    delta, g per quarter; limit in 0 .. 1: share of expansion that grid and site permit.
    """
    gap = desired - capital
    target = (depreciation + growth) * capital + adjustment * np.where(gap > 0.0, gap * limit, gap)
    trend = out * (1.0 + growth)
    out[:] = np.maximum(trend + inertia * (target - trend), 0.0)


def smooth_sales(sales: Array, growth: float, gain: float, out: Array) -> None:
    """Adaptive expectation of next quarter's sales: Q^e <- (1+g) [Q^e + gamma (sales - Q^e)]; (N,), g a quarter."""
    out[:] = (1.0 + growth) * (out + gain * (sales - out))


def unit_cost(
    materials: Array,
    multiplier: Array,
    labour_requirement: Array,
    wage: Array,
    efficiency: Array,
    depreciation: Array,
    capital_price: float,
    out: Array,
) -> None:
    """Normal unit cost per unit of output (N,), taxes on production apart.

        UC = m pin + lambda w / E + d P_I

    pin: cost of the input bundle per unit of output; E efficiency of labour; d: base-year depreciation per unit of
    output. Substitution between factors is of second order (envelope theorem) and left out.
    """
    out[:] = multiplier * materials + labour_requirement * wage / efficiency + depreciation * capital_price


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


def partial_adjust(target: Array, speed: Array | float, drift: float, out: Array) -> None:
    """Log partial adjustment around a drift: ln x <- ln x + g + speed (ln x* - ln x - g).

    g: growth per quarter that is expected anyway (anchored inflation), so that a target growing at g is not lagged.
    """
    out[:] = exp(log(out) + drift + speed * (log(target) - log(out) - drift))


def own_technology(persistence: float, deviation: float, draws: Array, out: Array) -> None:
    """AR(1) of a firm's own log technology: a <- rho a + sigma e; (N,), e standard normal."""
    out[:] = persistence * out + deviation * draws


def technology(
    sector_trend: Array,
    region_trend: Array,
    own: Array,
    adoption: Array,
    rd: Array,
    public_capital: Array,
    agglomeration: Array,
    relief: Array | float,
    out: Array,
) -> None:
    """Log of value-added TFP relative to the base year (N,): the sum of its parts (model contract 4).

    Trend of the sector (supply side, bounded), relative trend of the region, own AR(1), stage of adoption, R&D stock,
    public capital, agglomeration, and relief of the regulation wedge.
    """
    out[:] = sector_trend + region_trend + own + adoption + rd + public_capital + agglomeration + relief


def rd_effect(stock: Array, output: Array, base_ratio: Array, elasticity: float, out: Array) -> None:
    """Effect of the own R&D stock on log TFP or quality (N,): e (ln(S / Q^e) - ln(S0 / Q0)), zero without R&D."""
    live = (stock > 0.0) & (base_ratio > 0.0) & (output > 0.0)
    safe = np.where(live, stock / np.where(live, output * base_ratio, 1.0), 1.0)
    out[:] = elasticity * log(safe)


def market_share(base: Array, cost: Array, quality: Array, elasticity: float, speed: float, out: Array) -> None:
    """Share of a firm in the sales of its sector (N,), before normalisation.

        s* = s0 exp(-eps ln(cost) + quality),   s <- s + kappa (s* - s),   kappa <= 0.2 a quarter

    cost: unit cost relative to the base year over the sector's mean. A level form, so that shares cannot run away.
    """
    out[:] = out + speed * (base * exp(quality - elasticity * log(cost)) - out)


def normalise(weight: Array, sector: Index, products: int, out: Array) -> None:
    """Scale shares (N,) so that the weighted sum over each sector with any share is one."""
    total = group_sums(sector, weight * out, products)
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0.0)
    out *= scale[sector]


def minimum_wage_ratio(minimum_wage: float, wage: Array) -> Array:
    """Minimum wage over the mean wage of a firm (n,), between 0.01 and 1; 1 where no wage is paid yet."""
    ratio = np.divide(minimum_wage, wage, out=np.ones_like(wage), where=wage > 0.0)
    out: Array = np.clip(ratio, 0.01, 1.0)
    return out


def wage_floor_cost(floor: Array, dispersion: Array, out: Array) -> None:
    """Mean wage over the mean without floor for a log-normal wage within the firm (N,).

    With mean one, ln w ~ N(-s^2/2, s^2) and floor f:  E[max(w, f)] = f Phi(z) + Phi(s - z),
    z = (ln f + s^2/2) / s. Exact expectation of a truncated log-normal.
    """
    s = np.maximum(dispersion, 1e-6)
    z = (log(floor) + 0.5 * s * s) / s
    out[:] = floor * normal_distribution(z) + normal_distribution(s - z)
