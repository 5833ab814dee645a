"""Sales of what was made abroad before and is made at home now."""

from __future__ import annotations

from sim.definitions.cells import of_cell, of_product, product_sums


def win_customers(
    start,
    weight,
    output,
    to_home,
    to_world,
    grown_home,
    grown_world,
    base_home,
    base_abroad,
    more_home,
    more_abroad,
    sold,
):
    """Shares rise by output times what a unit of it brings."""
    more_home[:], more_abroad[:] = of_product(start, to_home) * output, of_product(start, to_world) * output
    base_home += more_home * of_cell(start, grown_home)
    base_abroad += more_abroad * of_cell(start, grown_world)
    sold += product_sums(start, weight * more_abroad)
