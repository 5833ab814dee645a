"""What can be switched off, by name, for variants and channel-off tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

MECHANISMS: Final = {
    "M1": "adoption of smart-factory and AI technology",
    "M2": "investment grants and tax credits",
    "M3": "R&D, quality and new items",
    "M3b": "growth engines, complexes and place-based support",
    "M4": "reshoring and outward investment",
    "M5": "regional wage floors and wage schedules",
    "M6": "Public Growth Fund, guarantees and policy loans",
    "M7": "regulation wedge, entry and site cost",
    "M8": "power grid and power price",
    "M9": "supply shocks, tariffs and trade policy",
    "M10": "training, talent and foreign workers",
    "M11": "capacity cuts and reorganisation",
}
"""Mechanisms of the model contract."""

FILLED: Final = frozenset({"M1", "M2", "M3", "M3b", "M4", "M5", "M6", "M7", "M8", "M9", "M10", "M11"})
"""Mechanisms that act in this version. The others have their policy state and accounts, and are off."""


@dataclass(frozen=True)
class Switches:
    """Variants of a run; the default is the full model.

    `off` names mechanisms frozen for a channel-off test. `noise`: random shocks to demand, technology and supply, and
    lumps of investment (without, plants buy what they plan). `growth`: trends of demand, technology, population and
    foreign prices. `demography`: entry and exit of firms.
    `migration`: moves between regions. `stationary`: rebalance the opening accounts to zero saving with
    K0 = I / depreciation. `balanced_growth`: rate per year of the balanced-growth variant (implies stationary
    rebalancing with K0 = I / (depreciation + g)).
    """

    off: frozenset[str] = field(default_factory=frozenset)
    noise: bool = True
    growth: bool = True
    demography: bool = True
    migration: bool = True
    stationary: bool = False
    balanced_growth: float = 0.0
    _acting: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        unknown = self.off - set(MECHANISMS)
        object.__setattr__(self, "_acting", FILLED - self.off)
        if unknown:
            raise ValueError(f"unknown mechanism {sorted(unknown)[0]!r}; known: {', '.join(MECHANISMS)}")

    def scale(self, time: int) -> float:
        """Level of the balanced-growth path at quarter `time`: (1 + g / 4)^t; one in all other variants."""
        return (1.0 + self.balanced_growth / 4.0) ** time

    def on(self, mechanism: str) -> bool:
        """Whether a mechanism acts in this run."""
        return mechanism in self._acting


FULL: Final = Switches()
DETERMINISTIC: Final = Switches(noise=False)
STATIONARY: Final = Switches(
    off=frozenset({"M1", "M3"}), noise=False, growth=False, demography=False, migration=False, stationary=True
)


def balanced(growth: float) -> Switches:
    """The balanced-growth variant at rate `growth` a year: population, demand and all stocks grow alike."""
    return replace(STATIONARY, balanced_growth=growth)
