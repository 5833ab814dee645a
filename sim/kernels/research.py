"""What policy adds to the research of all producers: knowledge from elsewhere, new products."""

from __future__ import annotations

import numpy as np

from sim.agents.innovation import better_use, next_knowledge, young_products
from sim.codes import N_PRODUCTS, N_SECTORS
from sim.compiled import kernel
from sim.lanes import BLOCK, shift


@kernel
def learn(  # type: ignore[no-untyped-def]
    start, size, rates, localising, rd_intensity, expected, work, institutes, large, depreciation, public_share,
    launching, knowledge, new_products,
):  # fmt: skip
    """Write knowledge and the rise of new products (N,), by the rules of `sim.agents.innovation`.

    rates: support of R&D, of new products, better use of it, part of the research of institutes that smaller
    establishments use (each (N,) or one block of a number for all); localising (P,): support of the makers of inputs;
    work: R&D bought for quality, no knowledge (N,) or a block; institutes: `research_of_institutes`; large: the first
    size class that does not use it;
    launching: additionality, part of R&D for new products, years that a product is new.
    """
    (support, products, rise, reach), (additionality, part, years), n = rates, launching, size.size
    for c in range(start.size - 1):
        s = c % N_PRODUCTS
        here, pool = localising[s], institutes if s < N_SECTORS else 0.0
        for begin in range(start[c], start[c + 1], BLOCK):
            low, high = np.uint64(begin), np.uint64(min(begin + BLOCK, start[c + 1]))
            at_support, at_products = shift(support, n, low), shift(products, n, low)
            at_rise, at_reach, at_work = shift(rise, n, low), shift(reach, n, low), shift(work, n, low)
            for i in range(low, high):
                own, granted, new = (
                    rd_intensity[i] * expected[i],
                    support[i - at_support] + here,
                    products[i - at_products],
                )
                used = reach[i - at_reach] * pool * own
                gained = better_use(rise[i - at_rise], own, granted + new, public_share)
                gained += (used if size[i] < large else 0.0) - work[i - at_work]
                knowledge[i] = next_knowledge(knowledge[i], gained, depreciation)
                new_products[i] = young_products(new_products[i], granted, new, additionality, part, years)
