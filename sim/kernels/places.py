"""Places of a programme: which agents take part, and where single establishments split off."""

from __future__ import annotations

from sim.compiled import kernel


@kernel
def fill_places(order, weight, cell, places, spare, draws, complete, whole, split):  # type: ignore[no-untyped-def]
    """The rule of `sim.agents.splitting.choose` over the agents `order` (k,), best first; `spare` (cells,) is used up.

    Writes slots that take part whole and slots that lose one establishment each; returns the number of both, the places
    left, and whether the order is long enough: where it is not `complete` it must fill all places.
    """
    left, waiting, many, few = places, -1, 0, 0
    for number in range(order.size):
        if left <= 0.0:
            break
        slot = order[number]
        if weight[slot] <= left:
            whole[many] = slot
            many += 1
            left -= weight[slot]
        elif left >= 1.0 and spare[cell[slot]] > 0:
            split[few] = slot
            few += 1
            spare[cell[slot]] -= 1
            left -= 1.0
        elif waiting < 0:
            waiting = number
    if left > 0.0 and not complete:
        return many, few, left, False
    if left > 0.0 and waiting >= 0:
        slot = order[waiting]
        if draws[waiting] < left / weight[slot]:
            whole[many] = slot
            many += 1
        left = 0.0
    return many, few, max(left, 0.0), True


@kernel
def last_free(start, weight, cell, manufacturing, sources, targets):  # type: ignore[no-untyped-def]
    """For each source (k,) the last free slot of its cell that no earlier source has taken; -1 where there is none."""
    for number in range(sources.size):
        c = cell[sources[number]]
        place, standing = start[c + 1] - 1, weight[sources[number]]
        for earlier in range(number):
            if cell[sources[earlier]] == c:
                place = targets[earlier] - 1
            if sources[earlier] == sources[number]:
                standing -= 1.0
        while place >= start[c] and not (manufacturing[place] and weight[place] <= 0.0):
            place -= 1
        targets[number] = place if place >= start[c] and standing > 1.0 else -1
