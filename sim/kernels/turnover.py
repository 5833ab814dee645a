"""Exit and entry: who is in distress, who leaves, what is left behind and who takes it over."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import inlined, kernel
from sim.kernels.classes import choose, class_values, classes, of_class
from sim.lanes import BLOCK, LANES, add_weighted, folded, weighted_sums
from sim.numerics import exp
from sim.random import first_uniform

WHOLE = 2.0
"""Below this weight an agent exits whole, by chance; above it exit thins the weight."""
FEW = BLOCK // 8
"""Up to so many exits in a block are added one by one."""


MOST_RELATIVE = 1e300
"""Guard: where nobody dies, not even infinite distress kills."""
DRAWN = 16
"""Agents for which numbers are drawn together, where one of them exits by chance."""


@inlined
def severity(distress, loss_quarters, insolvent, memory, weight):  # type: ignore[no-untyped-def]
    """How deep a firm is in distress: margin below its threshold after n_L quarters, more if debts exceed assets.

        v = max(0, -distress) [loss quarters >= n_L] + x_I [insolvent]

    distress: profit over sales less zero, or less the base-year loss of an establishment that was no zombie. Insolvent:
    deposits + (capital + inventory) x price of investment goods are below loans.
    """
    depth = max(-distress, 0.0) if loss_quarters >= memory else 0.0
    return depth + weight if insolvent else depth


@kernel
def add_depth(start, weight, size, depth, count, total):  # type: ignore[no-untyped-def]
    """By size (Z,) the number of manufacturers and their summed `severity` (N,)."""
    by_class, chosen = np.zeros((2 * count.size, LANES)), np.empty(BLOCK)
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for z in classes(size, low, high, count.size):
                choose(size, z, weight, low, high, chosen)
                add_weighted(by_class, 2 * z, chosen, ((), depth[low:high]), high - low)
    for z in range(count.size):
        count[z] += folded(by_class, 2 * z)
        total[z] += folded(by_class, 2 * z + 1)


@inlined
def chance_of_exit(death, relative, share, swing):  # type: ignore[no-untyped-def]
    """Probability of exit in the quarter, at most one half; see `exit_hazard`."""
    return min(death * (1.0 - share + share * min(relative, MOST_RELATIVE)) * swing, 0.5)


@inlined
def swing_of_exits(margin, response):  # type: ignore[no-untyped-def]
    """Factor of deaths in a sector by its profit rate less the base."""
    return exp(-response * min(max(margin, -0.5), 0.5))


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
        swing[s] = swing_of_exits(margin[s], response)
    for i in range(size.size):
        mean = mean_depth[size[i]]
        relative = depth[i] / mean if mean > 0.0 else 1.0
        out[i] = chance_of_exit(deaths[size[i]], relative, share, swing[sector[i]])


@inlined
def _take_out(low, high, hazard, drawn, gone, weight, stocks, total):  # type: ignore[no-untyped-def]
    """Exits among the producers low .. high by hazard and draws of the block, off their weights and added to lanes.

    Where few leave, only their stocks are read: the others would add zeros to the same lanes.
    """
    some = 0
    for i in range(low, high):
        w, h, j = weight[i], hazard[i - low], i - low
        whole = w if drawn[j] < h else 0.0
        out = w * h if w >= WHOLE else whole
        gone[j] = out
        weight[i] = w - out
        some += out > 0.0
    capital, inventory, employment, deposits, loans, research = stocks
    if some > FEW:
        part = slice(low, high)
        add_weighted(total, 0, gone, (
            (), capital[part], inventory[part], employment[part], deposits[part], loans[part], research[part],
        ), high - low)  # fmt: skip
    elif some > 0:
        for i in range(low, high):
            out, lane = gone[i - low], (i - low) % LANES
            if out > 0.0:
                total[0, lane] += out
                total[1, lane] += out * capital[i]
                total[2, lane] += out * inventory[i]
                total[3, lane] += out * employment[i]
                total[4, lane] += out * deposits[i]
                total[5, lane] += out * loans[i]
                total[6, lane] += out * research[i]


@kernel
def leave(start, weight, hazard, draws, stocks, left):  # type: ignore[no-untyped-def]
    """Take exiting manufacturers out of the weights; left (7, cells): their number and what they leave behind.

    Agents of `WHOLE` and more lose weight x hazard, lighter ones exit whole where the draw is below the hazard.
    stocks (N,): capital, inventory, employment, deposits, loans, R&D.
    """
    gone, total = np.empty(BLOCK), np.empty((7, LANES))
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            _take_out(low, high, hazard[low:high], draws[low:high], gone, weight, stocks, total)
        for k in range(7):
            left[k, c] += folded(total, k)


@kernel
def leave_by_distress(  # type: ignore[no-untyped-def]
    start, weight, size, depth, names, drawing, deaths, mean_depth, share, margin, response, stocks, left
):
    """`leave` by `exit_hazard` and first uniforms of the names (N,), of which no column is kept.

    drawing: quarter, stream and the two words of the key (`sim.random`).
    """
    time, stream, key_low, key_high = drawing
    hazard, drawn, gone, total = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), np.empty((7, LANES))
    usual, means = class_values(deaths), class_values(mean_depth)
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        swing = swing_of_exits(margin[c % N_PRODUCTS], response)
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for i in range(low, high):
                mean = of_class(means, size[i])
                relative = depth[i] / mean
                relative = relative if mean > 0.0 else 1.0
                hazard[i - low] = chance_of_exit(of_class(usual, size[i]), relative, share, swing)
            for first in range(low, high, DRAWN):
                few, light = np.uint64(first), 0
                last = min(few + np.uint64(DRAWN), high)
                for i in range(few, last):  # heavy agents have no use for chance
                    light += (weight[i] > 0.0) & (weight[i] < WHOLE)
                if light > 0:
                    for i in range(few, last):
                        drawn[i - low] = first_uniform(names[i], time, stream, key_low, key_high)
            _take_out(low, high, hazard, drawn, gone, weight, stocks, total)
        for k in range(7):
            left[k, c] += folded(total, k)


@kernel
def take_over(start, weight, share, offered, capital, inventory, employment, deposits, loans, taken):  # type: ignore[no-untyped-def]
    """Going concerns of a cell take over a share of what is offered there in proportion to their capital.

    offered (5, cells): capital, inventory, jobs, deposits, loans. Assets, jobs and debts move together, so no account
    changes in total; taken (cells,): the share, zero where nobody is left. Source of reuse: Ramey and Shapiro (2001).
    """
    for c in range(start.size - 1):
        standing = weighted_sums(weight, (capital,), start[c], start[c + 1])[0]
        taken[c] = share if standing > 0.0 else 0.0
        if standing > 0.0:
            part = share / standing
            machines, goods, jobs = part * offered[0, c], part * offered[1, c], part * offered[2, c]
            cash, debts = part * offered[3, c], part * offered[4, c]
            for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
                stock = capital[i]
                held = stock if weight[i] > 0.0 else 0.0
                capital[i] = stock + held * machines
                inventory[i] += held * goods
                employment[i] += held * jobs
                deposits[i] += held * cash
                loans[i] += held * debts


@kernel
def separate(start, weight, workers, separated):  # type: ignore[no-untyped-def]
    """Book separated workers of each cell (cells,) on its first living firm: they look for jobs next quarter."""
    for c in range(start.size - 1):
        for i in range(np.uint64(start[c]), np.uint64(start[c + 1])):
            if weight[i] > 0.0:
                separated[i] += workers[c] / weight[i]
                break
