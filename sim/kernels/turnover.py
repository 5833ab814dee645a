"""Exit and entry: who is in distress, who leaves, what is left behind and who takes it over."""

from __future__ import annotations

import numpy as np

from sim.codes import N_PRODUCTS, N_SECTORS, N_SIZES
from sim.compiled import inlined, kernel
from sim.kernels.classes import choose, class_values, classes, of_class
from sim.lanes import BLOCK, LANES, add_weighted, folded, weighted_sums
from sim.numerics import exp
from sim.random import first_uniform
from sim.room import room

WHOLE = 2.0
"""Below this weight an agent exits whole, by chance; above it exit thins the weight."""
STOCKS = ("capital", "inventory", "employment", "deposits", "loans")
"""What a plant takes along when it changes hands."""
LEFT = ("dead", "unrecovered", "closed", *STOCKS, "rd_stock")
"""Rows of what the dead leave: their number, loans not recovered, and number and stocks of plants without successor."""
_LEFT = len(LEFT)
_BY_CLASS = 2 * N_SIZES
_DESK = 6
"""Rows of what is kept of a block while its dead are counted."""


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
    by_class, chosen = room((_BY_CLASS, LANES)), room(BLOCK)
    by_class[:] = 0.0
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            for z in classes(size, low, high, N_SIZES):
                choose(size, z, weight, low, high, chosen)
                add_weighted(by_class, 2 * z, chosen, ((), depth[low:high]), high - low)
    for z in range(N_SIZES):
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
    swing = room(N_PRODUCTS)
    for s in range(N_PRODUCTS):
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

    Writes to the desk how many die, how many of those close, and how many have a successor; returns in how many agents
    somebody dies.
    """
    dead, closed, followed = desk[0], desk[1], desk[2]
    some = 0
    for i in range(low, high):
        w, j = weight[i], i - low
        h, again, chance = hazard[j], handed_on[j], drawn[j]
        whole, next_one = w if chance < h else 0.0, w if chance < again else 0.0
        out, stays = w * h if w >= WHOLE else whole, w * again if w >= WHOLE else next_one
        dead[j], closed[j], followed[j] = out, out - stays, stays
        weight[i] = w - (out - stays)
        some += out > 0.0
    return some


@inlined
def _pass_on(low, high, desk, value, weight, stocks, renewed):  # type: ignore[no-untyped-def]
    """What lenders do not recover and what remains of the loans, to the desk; a successor has neither debt nor luck."""
    followed, missing, kept = desk[2], desk[3], desk[4]
    capital, inventory, _, deposits, loans, _ = stocks
    own, loss_quarters = renewed
    for i in range(low, high):
        j, debt, quarters = i - low, loans[i], loss_quarters[i]
        new = followed[j] / max(weight[i], LEAST)
        lost = unrecovered(debt, deposits[i], capital[i] + inventory[i], value)
        missing[j], kept[j] = lost, debt - lost
        loans[i] = debt - new * lost
        own[i] -= new * own[i]
        loss_quarters[i] = 0 if new >= 1.0 else quarters


@inlined
def _take_out(  # type: ignore[no-untyped-def]
    low, high, hazard, handed_on, drawn, value, desk, size, weight, stocks, renewed, told, total, tally
):
    """Deaths among the producers low .. high, taken to lanes by cell and by size, and where asked for to `told`."""
    capital, inventory, employment, deposits, _, research = stocks
    dead, closed, missing, kept, chosen = desk[0], desk[1], desk[3], desk[4], desk[5]
    these, n = slice(low, high), high - low
    some = _die(low, high, hazard, handed_on, drawn, weight, desk)
    if some > 0:
        _pass_on(low, high, desk, value, weight, stocks, renewed)
        add_weighted(total, 0, dead, ((), missing), n)
        add_weighted(total, 2, closed, (
            (), capital[these], inventory[these], employment[these], deposits[these], kept, research[these],
        ), n)  # fmt: skip
        for z in classes(size, low, high, N_SIZES):
            choose(size[these], z, dead, np.uint64(0), n, chosen)
            add_weighted(tally, z, chosen, ((),), n)
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
    desk, total, tally = room((_DESK, BLOCK)), room((_LEFT, LANES)), room((N_SIZES, LANES))
    tally[:] = 0.0
    for c in range(start.size - 1):
        if c % N_PRODUCTS >= N_SECTORS:
            continue
        total[:] = 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            _take_out(
                low, high, hazard[low:high], handed_on[low:high], draws[low:high], value, desk, size, weight, stocks,
                renewed, told, total, tally,
            )  # fmt: skip
        for k in range(_LEFT):
            left[k, c] += folded(total, k)
    for z in range(N_SIZES):
        by_class[z] += folded(tally, z)


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
    hazard, handed_on, drawn = room(BLOCK), room(BLOCK), room(BLOCK)
    drawn[:] = 0.0
    desk, total, tally = room((_DESK, BLOCK)), room((_LEFT, LANES)), room((N_SIZES, LANES))
    tally[:] = 0.0
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
                low, high, hazard, handed_on, drawn, value, desk, size, weight, stocks, renewed, told, total, tally
            )  # fmt: skip
        for k in range(_LEFT):
            left[k, c] += folded(total, k)
    for z in range(N_SIZES):
        by_class[z] += folded(tally, z)


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
