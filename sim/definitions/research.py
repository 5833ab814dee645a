"""Knowledge from elsewhere and new products."""

from __future__ import annotations

import numpy as np

from sim.agents import innovation
from sim.definitions.cells import made, of_product, whole


def learn(
    start, size, rates, localising, rd_intensity, expected, work, institutes, large, depreciation, public_share,
    launching, knowledge, new_products,
):  # fmt: skip
    """What better use of support and research of institutes add to knowledge; launches that support adds."""
    support, products, rise, reach, bought = (whole(column, size.size) for column in (*rates, work))
    own, granted = rd_intensity * expected, support + of_product(start, localising)
    gained = innovation.better_use.py_func(rise, own, granted + products, public_share) - bought
    gained += np.where(made(start) & (size < large), reach * institutes * own, 0.0)
    knowledge[:] = innovation.next_knowledge.py_func(knowledge, gained, depreciation)
    new_products[:] = innovation.young_products.py_func(new_products, granted, products, *launching)
