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
LEAST = 1e-300
"""In place of a weight of zero as a divisor."""
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
def unrecovered(loans, deposits, goods, value):  # type: ignore[no-untyped-def]
    """Loans to a firm that dies which its lenders do not get back.

        max(loans - deposits - r_C p_I (capital + inventories), 0), at most the loans

    goods: capital and inventories, volume; value: r_C x price of investment goods, what buyers of a failed plant pay.
    """
    return min(max(loans - deposits - value * goods, 0.0), max(loans, 0.0))


@inlined
def _die(low, high, hazard, handed_on, drawn, weight, desk):  # type: ignore[no-untyped-def]
    """Deaths among the producers low .. high by hazard and draws of the block, taken off their weights.

    Writes to the desk how many die, how many of those close, and which part of an agent a successor is; returns in how
    many agents somebody dies.
    """
    dead, closed, part = desk[0], desk[1], desk[2]
    some = 0
    for i in range(low, high):
        w, j = weight[i], i - low
        h, again, chance = hazard[j], handed_on[j], drawn[j]
        whole, next_one = w if chance < h else 0.0, w if chance < again else 0.0
        out, stays = w * h if w >= WHOLE else whole, w * again if w >= WHOLE else next_one
        left = w - (out - stays)
        dead[j], closed[j], part[j] = out, out - stays, stays / max(left, LEAST)
        weight[i] = left
        some += out > 0.0
    return some


@inlined
def _pass_on(i, j, desk, value, stocks, renewed):  # type: ignore[no-untyped-def]
    """What lenders do not recover and what remains of the loans, to the desk; a successor has neither debt nor luck."""
    capital, inventory, _, deposits, loans, _ = stocks
    own, loss_quarters = renewed
    debt, new = loans[i], desk[2, j]
    missing = unrecovered(debt, deposits[i], capital[i] + inventory[i], value)
    desk[3, j], desk[4, j] = missing, debt - missing
    loans[i] = debt - new * missing
    own[i] -= new * own[i]
    loss_quarters[i] = 0 if new >= 1.0 else loss_quarters[i]


@inlined
def _take_out(  # type: ignore[no-untyped-def]
    low, high, hazard, handed_on, drawn, value, desk, size, weight, stocks, renewed, told, total, by_class
):
    """Deaths among the producers low .. high, taken to lanes, to size classes and, where asked for, to `told`.

    Where few die, only their stocks are read: the others would add zeros to the same lanes.
    """
    capital, inventory, employment, deposits, _, research = stocks
    dead, closed, missing, kept = desk[0], desk[1], desk[3], desk[4]
    some = _die(low, high, hazard, handed_on, drawn, weight, desk)
    if some > FEW:
        for i in range(low, high):
            _pass_on(i, i - low, desk, value, stocks, renewed)
        these, n = slice(low, high), high - low
        add_weighted(total, 0, dead, ((), missing), n)
        add_weighted(total, 2, closed, (
            (), capital[these], inventory[these], employment[these], deposits[these], kept, research[these],
        ), n)  # fmt: skip
    elif some > 0:
        for i in range(low, high):
            j, lane = i - low, (i - low) % LANES
            missing[j] = 0.0
            if dead[j] > 0.0:
                _pass_on(i, j, desk, value, stocks, renewed)
                total[0, lane] += dead[j]
                total[1, lane] += dead[j] * missing[j]
                total[2, lane] += closed[j]
                total[3, lane] += closed[j] * capital[i]
                total[4, lane] += closed[j] * inventory[i]
                total[5, lane] += closed[j] * employment[i]
                total[6, lane] += closed[j] * deposits[i]
                total[7, lane] += closed[j] * kept[j]
                total[8, lane] += closed[j] * research[i]
    if some > 0:
        for i in range(low, high):
            by_class[size[i]] += dead[i - low]
    if told.shape[1] > 0:
        for i in range(low, high):
            told[0, i], told[1, i] = dead[i - low], dead[i - low] * missing[i - low] if some > 0 else 0.0


@kernel
def leave(  # type: ignore[no-untyped-def]
    start, weight, size, hazard, handed_on, draws, value, stocks, renewed, told, left, by_class
):
    """Take manufacturers that die out of the weights; those with a successor go on in the same plant.

        dead = w h,  closed = w (h - h'),  w <- w - closed,  b = w h' / w,   of the agent:
        loans <- loans - b unrecovered,    own technology <- (1 - b) own technology

    hazard h and handed_on h' <= h (N,): probability to die, and to die with a successor. Agents of `WHOLE` and more
    lose weight x hazard, lighter ones die whole where the draw is below the hazard; a successor of a whole agent
    starts without quarters of loss. value: see `unrecovered`. stocks (N,): capital, inventory, employment, deposits,
    loans, R&D; renewed (N,): own technology, quarters of loss. Adds to left (9, cells): number of dead, their loans not
    recovered, number closed, and what those leave behind (loans after what was not recovered); to by_class (Z,): dead.
    Writes told (2, N): the dead of each agent and their loans not recovered; nothing where it is (2, 0).
    """
    desk, total = np.empty((5, BLOCK)), np.empty((left.shape[0], LANES))
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            _take_out(
                low, high, hazard[low:high], handed_on[low:high], draws[low:high], value, desk, size, weight, stocks,
                renewed, told, total, by_class,
            )  # fmt: skip
        for k in range(left.shape[0]):
            left[k, c] += folded(total, k)


@kernel
def leave_by_distress(  # type: ignore[no-untyped-def]
    start, weight, size, depth, names, drawing, deaths, succession, mean_depth, share, margin, response, value, stocks,
    renewed, told, left, by_class,
):  # fmt: skip
    """`leave` by `exit_hazard` and first uniforms of the names (N,), of which no column is kept.

    succession (Z,): share of the dead of a class that have a successor; drawing: quarter, stream and the two words of
    the key (`sim.random`).
    """
    time, stream, key_low, key_high = drawing
    hazard, handed_on, drawn = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    desk, total = np.empty((5, BLOCK)), np.empty((left.shape[0], LANES))
    usual, means, following = class_values(deaths), class_values(mean_depth), class_values(succession)
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
                h = chance_of_exit(of_class(usual, size[i]), relative, share, swing)
                hazard[i - low], handed_on[i - low] = h, h * of_class(following, size[i])
            for first in range(low, high, DRAWN):
                few, light = np.uint64(first), 0
                last = min(few + np.uint64(DRAWN), high)
                for i in range(few, last):  # heavy agents have no use for chance
                    light += (weight[i] > 0.0) & (weight[i] < WHOLE)
                if light > 0:
                    for i in range(few, last):
                        drawn[i - low] = first_uniform(names[i], time, stream, key_low, key_high)
            _take_out(
                low, high, hazard, handed_on, drawn, value, desk, size, weight, stocks, renewed, told, total, by_class
            )  # fmt: skip
        for k in range(left.shape[0]):
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
