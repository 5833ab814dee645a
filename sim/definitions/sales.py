"""Who sells what."""

from __future__ import annotations

import numpy as np

from sim.definitions.cells import of_product, product_sums, ratio, sums


def own_orders(start, weight, share_home, share_abroad, demand, exports, output, inventory):
    """Orders of each firm at home and abroad, the part of both that its goods fill, and the goods left after that."""
    home, abroad = share_home * of_product(start, demand), share_abroad * of_product(start, exports)
    wanted, available = home + abroad, output + inventory
    first = np.minimum(wanted, available)
    return home, abroad, ratio(first, wanted, 1.0), np.where(weight > 0.0, available - first, 0.0)


def first_round(
    start, weight, share_home, share_abroad, demand, exports, output, inventory, unmet_home, unmet_abroad, slack
):
    """Own orders, filled alike as far as goods reach; what stays unmet and unsold is added by product."""
    home, abroad, filled, left = own_orders(
        start, weight, share_home, share_abroad, demand, exports, output, inventory
    )  # fmt: skip
    unmet_home += product_sums(start, weight * home * (1.0 - filled))
    unmet_abroad += product_sums(start, weight * abroad * (1.0 - filled))
    slack += product_sums(start, weight * left)


def second_round(
    start, weight, share_home, share_abroad, demand, exports, output, inventory, part, foreign, sold_home, sold_abroad,
    sold,
):  # fmt: skip
    """Firms with goods left take over a part of them, at home and abroad as asked for."""
    home, abroad, filled, left = own_orders(
        start, weight, share_home, share_abroad, demand, exports, output, inventory
    )  # fmt: skip
    extra, away = left * of_product(start, part), of_product(start, foreign)
    sold_abroad[:] = abroad * filled + extra * away
    sold_home[:] = home * filled + extra * (1.0 - away)
    sold[0] = sums(start, weight * sold_home)
    sold[1] = sums(start, weight * sold_abroad)
