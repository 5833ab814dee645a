"""Synthetic population of manufacturing establishments, and one producer per region and rest-of-economy sector."""

from sim.population.build import DEFAULT_RESERVE, build_population
from sim.population.columns import Population
from sim.population.kept import kept_population
from sim.population.tags import TAGS, has_tag

__all__ = ["DEFAULT_RESERVE", "TAGS", "Population", "build_population", "has_tag", "kept_population"]
