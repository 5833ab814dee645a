"""When plants buy what they plan: machines one by one, and projects that come every few years."""

from __future__ import annotations

from sim.compiled import inlined


@inlined
def falls_due(waiting, lump):  # type: ignore[no-untyped-def]
    """What of planned investment that waits is bought in a quarter, volume; the rest goes on waiting.

        bought = (W + S / 2) if W >= S / 2 else 0

    W: planned and not yet bought, negative where purchases are ahead of plans; S: smallest size of a purchase. A plant
    buys for half a cycle ahead, so that W is zero on average. Over plants at all points of their cycles purchases are
    as large as plans, whatever plans do (Caplin and Spulber 1987): lumps move investment within plants, not in the
    nation. Source: fixed costs of investment (Caballero and Engel 1999; Cooper and Haltiwanger 2006).
    """
    half = 0.5 * lump
    return waiting + half if waiting >= half else 0.0


@inlined
def place_in_cycle(draw, lump, planned):  # type: ignore[no-untyped-def]
    """What waits of a plant at a random point of its cycle, W = u (S + i / 2) - (S + i) / 2, volume.

    u uniform draw, S smallest size of a purchase, i planned a quarter. A purchase is S and on average half a quarter's
    plans: with that length of the cycle the first round of purchases is as large as plans, too.
    """
    return draw * (lump + 0.5 * planned) - 0.5 * (lump + planned)
