"""The 25-sector input-output table of a base year: WIOD 2014 structure balanced to the year's totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration import tables
from calibration.balancing import Array, ras
from calibration.regions import ENERGY, energy_subsidy, rest_value_added, sector_value_added
from sim.codes import MARKETS, N_MARKETS, N_PRODUCTS, N_SECTORS, PRODUCTS, REST_SECTORS, SECTORS

FINAL_USES = ("household", "government", "investment")
TRADE = PRODUCTS.index("TRAD")
PRIMARY = PRODUCTS.index("AGRI")
GOODS = (*range(N_SECTORS), PRIMARY)


@dataclass(frozen=True)
class InputOutput:
    """Annual flows, billion won at basic prices; rows = product, columns = user."""

    intermediate_domestic: Array
    intermediate_imported: Array
    final_domestic: Array
    """(P, 3) household, government, investment."""
    final_imported: Array
    tax_intermediate: Array
    tax_final: Array
    """(3,)."""
    exports: Array
    """(P, J)."""
    gross_output: Array
    value_added: Array
    import_origin_share: Array
    gdp: float


def _wiod(item: str) -> Array:
    """(P, P + 4) flows of the 2014 table: users, then household, government, investment, exports."""
    uses = (*PRODUCTS, *FINAL_USES, "exports")
    keys = ("item", "product", "use")

    def cell(product: str, use: str) -> float:
        """Value in the table of 2014, million dollars; zero where it has no row."""
        key = (item, product, use)
        return tables.figure("wiod_2014", keys, key) if tables.has("wiod_2014", keys, key) else 0.0

    return np.array([[cell(p, u) for u in uses] for p in PRODUCTS])


def _wiod_row(item: str, uses: tuple[str, ...] = PRODUCTS) -> Array:
    return np.array([tables.figure("wiod_2014", ("item", "product", "use"), (item, "", u)) for u in uses])


def expenditure_shares(year: int) -> dict[str, float]:
    """Final expenditure as shares of GDP; known in 2014 and from 2019, interpolated between.

    Stocks and the statistical discrepancy are dropped: what is missing to one is spread over household (with
    non-profits), government and investment in proportion.
    """
    gdp = tables.national("expenditure", "gdp")
    share = {
        k: tables.interpolated({y: v / gdp[y] for y, v in tables.national("expenditure", k).items()}, year)
        for k in (*FINAL_USES, "npish", "exports_goods", "exports_services", "imports_goods", "imports_services")
    }
    share["household"] += share.pop("npish")
    abroad = share["exports_goods"] + share["exports_services"] - share["imports_goods"] - share["imports_services"]
    spread = (1 - abroad) / sum(share[k] for k in FINAL_USES)
    return {k: v * spread if k in FINAL_USES else v for k, v in share.items()}


def export_vector(year: int, goods: float, services: float) -> Array:
    """(P,) exports at basic prices, billion won.

    Manufacturing: customs exports by sector as shares of goods exports (2014 from WIOD, 2022 from the trade
    release, interpolated) on goods exports of the balance of payments less margins; the rest of goods to
    farm, mining and scrap; services and margins by WIOD's structure.
    """
    wiod = _wiod("domestic")[:, -1]
    weight = tables.structure_weight(year)
    share = wiod[:N_SECTORS] / wiod[list(GOODS)].sum()
    if tables.hindsight():
        late = tables.by_sector(tables.of_last_year("exports")) / tables.national("exports_customs")[tables.LAST_YEAR]
        share = (1 - weight) * (share * late.sum()) + weight * late
    margin = tables.scalar("exports_goods_margin") * goods
    exports = np.zeros(N_PRODUCTS)
    exports[:N_SECTORS] = share * (goods - margin)
    others = (goods - margin) - exports.sum()
    primary = wiod[PRIMARY] / wiod[list(GOODS)].sum() * (goods - margin)
    exports[PRIMARY] = min(primary, others)
    exports[TRADE] = margin + others - exports[PRIMARY]
    shape = wiod.copy()
    shape[list(GOODS)] = 0.0
    return exports + shape / shape.sum() * services


def import_vector(year: int, goods: float, services: float) -> Array:
    """(P,) imports, billion won: WIOD's product structure moved to the items known for 2022, services by WIOD."""
    wiod = _wiod("imported").sum(axis=1)
    keys = ("item", "product", "market")
    total = tables.figure("trade", keys, ("import_total", "", ""))
    late = np.zeros(N_PRODUCTS)
    late[PRIMARY] = sum(tables.figure("trade", keys, (i, "AGRI", "")) for i in ("energy_raw", "other_raw"))
    for p in ("REFI", "SEMI"):
        late[PRODUCTS.index(p)] = tables.figure("trade", keys, ("import_item", p, ""))
    open_ = np.zeros(N_PRODUCTS, dtype=bool)
    open_[list(GOODS)] = True
    open_ &= late == 0
    late[open_] = wiod[open_] / wiod[open_].sum() * (total - late.sum())
    late /= late.sum()
    early = np.where(np.isin(np.arange(N_PRODUCTS), GOODS), wiod, 0.0)
    early /= early.sum()
    weight = tables.structure_weight(year)
    shape = np.where(np.isin(np.arange(N_PRODUCTS), GOODS), 0.0, wiod)
    return ((1 - weight) * early + weight * late) * goods + shape / shape.sum() * services


def gross_output(year: int, value_added: Array, exports: Array) -> Array:
    """(P,) output at basic prices, billion won.

    2022 manufacturing: weighted geometric mean of survey shipments where published and value added / WIOD rate,
    else the latter, scaled to the national figure of 2022; other years keep each sector's rate between WIOD 2014 and
    2022, moved linearly. Rest of the economy: WIOD's rate scaled to total output.
    """
    rate_2014 = _wiod_row("value_added") / _wiod_row("gross_output")
    weight = tables.structure_weight(year)
    rate = (1 - weight) * rate_2014 + weight * late_output_rates(rate_2014) if weight else rate_2014
    return value_added / rate


def late_output_rates(rate_2014: Array) -> Array:
    """(P,) value added / output of the last year of the tables, consistent with the output totals of that year."""
    factory = sector_value_added(tables.LAST_YEAR)
    rest, _ = rest_value_added(tables.LAST_YEAR, factory.sum())
    rest = rest.copy()
    rest[REST_SECTORS.index("ENER")] += energy_subsidy(tables.LAST_YEAR)
    output = factory / rate_2014[:N_SECTORS]
    for code, shipments in tables.some_sectors("shipments").items():
        weight = tables.figure("sectors", ("parameter", "product"), ("shipments_weight", code))
        i = SECTORS.index(code)
        output[i] = (shipments * tables.BILLION_PER_TRILLION) ** weight * output[i] ** (1 - weight)
    manufacturing = tables.scalar(tables.of_last_year("manufacturing_output")) * tables.BILLION_PER_TRILLION
    total = tables.scalar(tables.of_last_year("output")) * tables.BILLION_PER_TRILLION
    output *= manufacturing / output.sum()
    others = rest / rate_2014[N_SECTORS:]
    others *= (total - manufacturing) / others.sum()
    return np.concatenate([factory / output, rest / others])


def product_taxes(total: float, subsidy: float) -> Array:
    """(P + 3,) net product taxes by user at WIOD's structure; an energy subsidy is taken off its buyers."""
    wiod = _wiod_row("product_tax", (*PRODUCTS, *FINAL_USES))
    buyers = _wiod("domestic")[ENERGY, :-1]
    return wiod / wiod.sum() * total - buyers / buyers.sum() * subsidy


def market_split(exports: Array) -> Array:
    """(P, J) exports by market: partner x sector shares of 2022, services and others at the partners' totals."""
    keys = ("item", "product", "market")
    partners = np.array([tables.figure("trade", keys, ("exports_partner", "", m)) for m in MARKETS])
    shares = np.tile(partners / partners.sum(), (N_PRODUCTS, 1))
    for i, s in enumerate(SECTORS):
        row = np.array([tables.figure("trade", keys, ("exports", s, m)) for m in MARKETS])
        shares[i] = row / row.sum()
    return exports[:, None] * shares


def origin_shares(imports: Array) -> Array:
    """(P, J) share of each origin: seeds by product, goods fitted to the partners' totals of 2022."""
    keys = ("item", "product", "market")
    seed = np.array([[tables.figure("trade", keys, ("imports_seed", p, m)) for m in MARKETS] for p in PRODUCTS])
    partners = np.array([tables.figure("trade", keys, ("imports_partner", "", m)) for m in MARKETS])
    goods = list(GOODS)
    fitted = ras(seed[goods] * imports[goods, None], imports[goods], partners / partners.sum() * imports[goods].sum())
    shares = seed / seed.sum(axis=1, keepdims=True)
    shares[goods] = fitted / fitted.sum(axis=1, keepdims=True)
    shares = shares / shares.sum(axis=1, keepdims=True)
    return np.where((imports > 0)[:, None], shares, np.zeros(N_MARKETS))


def build_table(year: int, value_added: Array, taxes: float) -> InputOutput:
    """Balance and close the table.

    Margins of the stacked (domestic over imported) matrix of intermediate and final use: rows = output less
    exports, and imports; columns = output less value added less product taxes, and final expenditure less
    product taxes. Both sums are equal because GDP = value added + net product taxes = expenditure. Stocks are
    dropped. Uses = supply to rounding.

    Args:
        year: base year. value_added: (P,) billion won. taxes: official net product taxes, billion won.
    """
    subsidy = energy_subsidy(year)
    gdp = value_added.sum() + taxes - subsidy
    share = expenditure_shares(year)
    exports = export_vector(year, share["exports_goods"] * gdp, share["exports_services"] * gdp)
    imports = import_vector(year, share["imports_goods"] * gdp, share["imports_services"] * gdp)
    output = gross_output(year, value_added, exports)
    tax = product_taxes(taxes, subsidy)
    final = np.array([share[k] for k in FINAL_USES]) * gdp
    rows = np.concatenate([output - exports, imports])
    columns = np.concatenate([output - value_added, final]) - tax
    seed = np.vstack([_wiod("domestic")[:, :-1], _wiod("imported")[:, :-1]])
    matrix = ras(seed, rows, columns)
    domestic, imported = matrix[:N_PRODUCTS], matrix[N_PRODUCTS:]
    return InputOutput(
        intermediate_domestic=domestic[:, :N_PRODUCTS],
        intermediate_imported=imported[:, :N_PRODUCTS],
        final_domestic=domestic[:, N_PRODUCTS:],
        final_imported=imported[:, N_PRODUCTS:],
        tax_intermediate=tax[:N_PRODUCTS],
        tax_final=tax[N_PRODUCTS:],
        exports=market_split(exports),
        gross_output=output,
        value_added=value_added,
        import_origin_share=origin_shares(imported.sum(axis=1)),
        gdp=gdp,
    )
