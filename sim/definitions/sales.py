"""Who sells what."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import of_product, product_sums, ratio, sums


def first_round(
    start, weight, share_home, share_abroad, demand, exports, output, inventory, sold_home, sold_abroad, left,
    unmet_home, unmet_abroad, slack,
):  # fmt: skip
    """Own orders, filled alike as far as goods reach; what stays unmet and unsold is added by product."""
    home, abroad = share_home * of_product(start, demand), share_abroad * of_product(start, exports)
    wanted, available = home + abroad, output + inventory
    first = np.minimum(wanted, available)
    filled = ratio(first, wanted, 1.0)
    sold_home[:] = home * filled
    sold_abroad[:] = abroad * filled
    left[:] = np.where(weight > 0.0, available - first, 0.0)
    unmet_home += product_sums(start, weight * home * (1.0 - filled))
    unmet_abroad += product_sums(start, weight * abroad * (1.0 - filled))
    slack += product_sums(start, weight * left)


def second_round(start, weight, part, foreign, left, output, sold_home, sold_abroad, stocked, sold):
    """Firms with goods left take over a part of them, at home and abroad as asked for; inventories take the rest."""
    extra, abroad = left * of_product(start, part), of_product(start, foreign)
    sold_abroad += extra * abroad
    sold_home += extra * (1.0 - abroad)
    stocked[:] = output - sold_home - sold_abroad
    sold[0] = sums(start, weight * sold_home)
    sold[1] = sums(start, weight * sold_abroad)
