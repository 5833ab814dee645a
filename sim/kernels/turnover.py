"""Exit and entry: who is in distress, who leaves, what is left behind and who takes it over."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import inlined, kernel
from sim.numerics import exp

WHOLE = 2.0
"""Below this weight an agent exits whole, by chance; above it exit thins the weight."""


@inlined
def severity(distress, loss_quarters, insolvent, memory, weight):  # type: ignore[no-untyped-def]
    """How deep a firm is in distress: margin below its threshold after n_L quarters, more if debts exceed assets.

        v = max(0, -distress) [loss quarters >= n_L] + x_I [insolvent]

    distress: profit over sales less zero, or less the base-year loss of an establishment that was no zombie.
    """
    depth = max(-distress, 0.0) if loss_quarters >= memory else 0.0
    return depth + weight if insolvent else depth


@kernel
def assess(  # type: ignore[no-untyped-def]
    start, weight, size, profit_rate, base_loss, loss_quarters, deposits, capital, inventory, loans, price, memory,
    insolvency_weight, depth, count, total,
):  # fmt: skip
    """`severity` of every establishment (N,), and by size (Z,) the number of manufacturers and their summed severity.

    Insolvent: deposits + (capital + inventory) x price of investment goods are below loans.
    """
    for c in range(start.size - 1):
        made = c % N_PRODUCTS < N_SECTORS
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            worth = deposits[i] + (capital[i] + inventory[i]) * price - loans[i]
            distress = profit_rate[i] - base_loss[i]
            depth[i] = severity(distress, loss_quarters[i], worth < 0.0, memory, insolvency_weight)
            if made:
                count[size[i]] += weight[i]
                total[size[i]] += weight[i] * depth[i]


@kernel
def exit_hazard(deaths, size, sector, depth, mean_depth, share, margin, response, out):  # type: ignore[no-untyped-def]
    """Probability of exit in the quarter (N,), at most one half.

        h = d(size) [(1 - s) + s v / mean v(size)] exp(-x (profit rate of the sector - base))

    d: official death rate of the size class per quarter (Z,); a share s of deaths falls on firms in distress in
    proportion to its depth v; all deaths rise when the sector's profits fall. margin (P,): that difference. The rate of
    a class stays official when profits are normal, whoever dies. Source: Business Demography (KOSTAT).
    """
    swing = np.empty(margin.size)
    for s in range(margin.size):
        swing[s] = exp(-response * min(max(margin[s], -0.5), 0.5))
    for i in range(size.size):
        mean = mean_depth[size[i]]
        relative = depth[i] / mean if mean > 0.0 else 1.0
        out[i] = min(deaths[size[i]] * (1.0 - share + share * relative) * swing[sector[i]], 0.5)


@kernel
def leave(start, weight, hazard, draws, capital, inventory, employment, deposits, loans, research, left):  # type: ignore[no-untyped-def]
    """Take exiting manufacturers out of the weights; left (7, cells): their number and what they leave behind.

    Agents of `WHOLE` and more lose weight x hazard, lighter ones exit whole where the draw is below the hazard.
    """
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            gone = 0.0
            if weight[i] >= WHOLE:
                gone = weight[i] * hazard[i]
            elif weight[i] > 0.0 and draws[i] < hazard[i]:
                gone = weight[i]
            if gone > 0.0:
                stocks = (1.0, capital[i], inventory[i], employment[i], deposits[i], loans[i], research[i])
                for k in range(len(stocks)):
                    left[k, c] += gone * stocks[k]
                weight[i] -= gone


@kernel
def free_slots(start, weight, wanted):  # type: ignore[no-untyped-def]
    """The first empty slots of each cell, up to the number wanted (cells,): slots, and how many there are (cells,)."""
    slots = np.empty(wanted.sum(), dtype=np.int64)
    found = np.zeros_like(wanted)
    total = 0
    for c in range(wanted.size):
        i = start[c]
        while found[c] < wanted[c] and i < start[c + 1]:
            if weight[i] <= 0.0:
                slots[total] = i
                total += 1
                found[c] += 1
            i += 1
    return slots[:total], found


@kernel
def take_over(start, weight, share, offered, capital, inventory, employment, deposits, loans, taken):  # type: ignore[no-untyped-def]
    """Going concerns of a cell take over a share of what is offered there in proportion to their capital.

    offered (5, cells): capital, inventory, jobs, deposits, loans. Assets, jobs and debts move together, so no account
    changes in total; taken (cells,): the share, zero where nobody is left. Source of reuse: Ramey and Shapiro (2001).
    """
    for c in range(start.size - 1):
        standing = 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            standing += weight[i] * capital[i]
        taken[c] = share if standing > 0.0 else 0.0
        if standing > 0.0:
            factor = share / standing
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                if weight[i] > 0.0:
                    held = capital[i]
                    capital[i] += held * (factor * offered[0, c])
                    inventory[i] += held * (factor * offered[1, c])
                    employment[i] += held * (factor * offered[2, c])
                    deposits[i] += held * (factor * offered[3, c])
                    loans[i] += held * (factor * offered[4, c])


@kernel
def separate(start, weight, workers, separated):  # type: ignore[no-untyped-def]
    """Book separated workers of each cell (cells,) on its first living firm: they look for jobs next quarter."""
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if weight[i] > 0.0:
                separated[i] += workers[c] / weight[i]
                break


@kernel
def small_means(start, weight, size, smallest, new, wage, base_wage, log_tfp, technique, means):  # type: ignore[no-untyped-def]
    """Means over standing manufacturers of sizes below `smallest`: wage over base wage, log TFP, technique (3, cells).

    new (N,) marks entrants of the quarter, which are left out; zero where nobody stands.
    """
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        count = 0.0
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if size[i] < smallest and not new[i]:
                count += weight[i]
                means[0, c] += weight[i] * (wage[i] / base_wage[i] if base_wage[i] > 0.0 else 1.0)
                means[1, c] += weight[i] * log_tfp[i]
                means[2, c] += weight[i] * technique[i]
        for k in range(3):
            means[k, c] /= max(count, 1e-9)
