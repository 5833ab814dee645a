"""Where `explain` finds the equations of a parameter."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.explain import equations
from sim.explain.equations import equations_of
from sim.parameters import load_registry


def test_every_parameter_stands_in_an_equation_or_a_sentence() -> None:
    assert [name for name in load_registry() if not equations_of(name)] == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("wage_curve", "beta_u ln(u / u0)"),
        ("exchange_rate", "times the exchange rate e (7.1)"),
        ("user_cost_elasticity_small", "`eta` is `eta_S` for establishments below fifty persons"),
        ("household_saving", "YD = C / (1 - s_H)"),
    ],
)
def test_equations_are_those_of_the_symbol(name: str, found: str) -> None:
    (line,) = equations_of(name)
    assert found in line


def test_a_letter_is_looked_for_where_it_means_the_parameter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`e` is the base of an exponential beside a bracket, and something else where a section does not list it."""
    page = tmp_path / "page.md"
    page.write_text(
        "## 1. World\n```\nprice   P = e Q\ngrowth  N = e^(g t)\n```\nParameters: `e` =\n`exchange_rate`.\n"
        "### 1.2 Else\n```\nother  x = e y\n```\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(equations, "PAGE", page)
    equations.sections.cache_clear()
    try:
        assert equations_of("exchange_rate") == ["price P = e Q (1)"]
        monkeypatch.setattr(equations, "PAGE", tmp_path / "missing.md")
        equations.sections.cache_clear()
        assert equations_of("exchange_rate") == []
    finally:
        equations.sections.cache_clear()


def test_a_page_in_another_encoding_is_read_as_far_as_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(b"## 1. World \xb0\xa1\n```\nprice   P = e Q\n```\nParameters: `e` = `exchange_rate`.\n")
    monkeypatch.setattr(equations, "PAGE", page)
    equations.sections.cache_clear()
    try:
        assert equations_of("exchange_rate") == ["price P = e Q (1)"]
    finally:
        equations.sections.cache_clear()
