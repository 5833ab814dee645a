"""Code lists of the model: sectors, products, regions, markets, size classes.

Every array of the model uses these orders; nothing else in the project spells a list of its own.
Sectors follow KSIC divisions (10th revision), groups follow the regional accounts of Statistics Korea.
"""

from __future__ import annotations

from typing import Final

import numpy as np

SECTORS: Final = (
    "FOOD", "TEXT", "WOOD", "REFI", "CHEM", "PHAR", "RUBB", "NMET", "STEEL",
    "FABM", "SEMI", "PREC", "ELEQ", "MACH", "AUTO", "SHIP", "OTHR",
)  # fmt: skip
"""The 17 manufacturing sectors."""

REST_SECTORS: Final = ("AGRI", "ENER", "CONS", "TRAD", "ICTS", "FINB", "PUBL", "OTHS")
"""The eight sectors of the rest of the economy."""

PRODUCTS: Final = SECTORS + REST_SECTORS
"""The 25 products; product *k* is the principal product of sector *k*."""

REGIONS: Final = (
    "Seoul", "Busan", "Daegu", "Incheon", "Gwangju", "Daejeon", "Ulsan", "Sejong", "Gyeonggi",
    "Gangwon", "Chungbuk", "Chungnam", "Jeonbuk", "Jeonnam", "Gyeongbuk", "Gyeongnam", "Jeju",
)  # fmt: skip
"""The 17 si/do."""

HUBS: Final = {
    "Capital": ("Seoul", "Incheon", "Gyeonggi"),
    "Central": ("Daejeon", "Sejong", "Chungbuk", "Chungnam"),
    "Honam": ("Gwangju", "Jeonnam"),
    "Daegyeong": ("Daegu", "Gyeongbuk"),
    "Southeast": ("Busan", "Ulsan", "Gyeongnam"),
}
"""The five hubs; Gangwon, Jeonbuk and Jeju are the three special regions."""

MARKETS: Final = ("US", "CN", "EU", "JP", "ASEAN", "OTH")
"""Export markets, and origins of imports."""

SIZES: Final = ("1-4", "5-9", "10-49", "50-299", "300+")
"""Size classes of establishments by persons engaged."""

SIZE_BOUNDS: Final = np.array([1.0, 5.0, 10.0, 50.0, 300.0])
"""Lower bound of each size class, persons."""

STAGES: Final = ("none", "basic", "intermediate", "ai_factory")
"""Stages of adoption of digital production technology."""

GROUPS: Final = ("K_FOOD", "K_TEXT", "K_WOOD", "K_CHEM", "K_METL", "K_ELEC", "K_MACH")
"""The seven manufacturing groups of the regional accounts."""

GROUP_OF_SECTOR: Final = {
    "FOOD": "K_FOOD", "TEXT": "K_TEXT", "WOOD": "K_WOOD", "REFI": "K_CHEM", "CHEM": "K_CHEM",
    "PHAR": "K_CHEM", "RUBB": "K_CHEM", "NMET": "K_METL", "STEEL": "K_METL", "FABM": "K_METL",
    "SEMI": "K_ELEC", "PREC": "K_ELEC", "ELEQ": "K_ELEC", "MACH": "K_MACH", "AUTO": "K_MACH",
    "SHIP": "K_MACH", "OTHR": "K_MACH",
}  # fmt: skip
"""Crosswalk sector -> group (KOSIS DT_1C91: furniture, other products and repair, KSIC 32-34, are in K_MACH)."""

N_SECTORS: Final = len(SECTORS)
N_PRODUCTS: Final = len(PRODUCTS)
N_REGIONS: Final = len(REGIONS)
N_MARKETS: Final = len(MARKETS)
N_SIZES: Final = len(SIZES)
SMALL_SIZES: Final = 3
"""Size classes of small firms: below 50-299."""
TEN_AND_MORE: Final = SIZES.index("10-49")
"""First size class of ten and more persons."""
N_CELLS: Final = N_REGIONS * N_PRODUCTS
"""Region-product cells; cell = region * N_PRODUCTS + product."""

LEAST_SHARE = 0.01
"""Smallest share of establishments that a run may ask for: all of 300 persons and more, and the fewest of each cell,
are half of that."""
