"""The line below every figure and table: runs, seed, data, code, run, and what kind of statement this is."""

from __future__ import annotations

import unicodedata
from typing import Final, Protocol

from sim.labels import Label, Language
from sim.results.info import RunInfo

HORIZON: Final = Label("conditional projection, not a forecast", "조건부 전망이며 예측이 아님")


class PairedRuns(Protocol):
    """What the line says about runs: an ensemble, or a comparison of several plans."""

    @property
    def parent(self) -> str | None:
        """Id of the scenario compared with."""

    @property
    def seed(self) -> int:
        """Seed of all random numbers."""

    @property
    def replications(self) -> tuple[int, ...]:
        """The replications run."""


def provenance(ensemble: PairedRuns, info: RunInfo, name: str, language: Language) -> list[str]:
    """The items of the line; `name` is that of the run."""
    runs = len(ensemble.replications)
    if language == "ko":
        first = f"짝지은 {runs}회 실행" if ensemble.parent else f"{runs}회 실행"
        parts = [first, f"시드 {ensemble.seed}", f"자료: {info.data_vintage}", f"코드 {info.code}", f"실행 {name}"]
    else:
        word = "run" if runs == 1 else "runs"
        first = f"{runs} paired {word}" if ensemble.parent else f"{runs} {word}"
        parts = [first, f"seed {ensemble.seed}", f"data: {info.data_vintage}", f"code {info.code}", f"run {name}"]
    return [*parts, HORIZON[language]]


def text_width(text: str) -> int:
    """Width in Latin letters: a Korean letter counts for two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
