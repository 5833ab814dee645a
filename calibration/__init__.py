"""Figures of the Korean economy with their sources, and the opening state built from them."""

from calibration.builder import BaseYearError, build
from calibration.economy import OpeningEconomy

__all__ = ["BaseYearError", "OpeningEconomy", "build"]
