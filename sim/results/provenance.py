"""The line below every figure and table: runs, seed, data, code, run, and what kind of statement this is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from calibration.tables import YEARS
from sim.labels import Label, Language
from sim.results.info import RunInfo

USUAL_SCALE: Final = "sample"
USUAL_START: Final = f"{YEARS[-1]}Q1"
HORIZON: Final = Label(
    "conditional projection {first}-{last}, not a forecast", "{first}~{last}년 조건부 전망이며 예측이 아님"
)
_KOREAN_SOURCES: Final = (
    (r"KOSIS regional accounts (\d{4}) benchmark", r"KOSIS 지역소득(\1년 기준)"),
    (r"Census on Establishments (\d{4})", r"전국사업체조사 \1년"),
    (r"series to (\d{4})", r"시계열은 \1년까지"),
)
"""What the vintage of `calibration.builder` is called in Korean."""


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

    @property
    def years(self) -> Sequence[str]:
        """The years of the run."""


def vintage(text: str) -> Label:
    """The data vintage in both languages."""
    korean = text
    for pattern, words in _KOREAN_SOURCES:
        korean = re.sub(pattern, words, korean)
    return Label(text, korean)


def unusual(settings: Mapping[str, Any]) -> list[Label]:
    """What of the settings is not as usual, so that nobody takes the numbers for those of a usual run."""
    found = []
    if settings.get("scale", USUAL_SCALE) != USUAL_SCALE:
        found.append(Label(f"scale {settings['scale']}", f"표본 비율 {settings['scale']}"))
    if settings.get("start", USUAL_START) != USUAL_START:
        year = settings["start"][:4]
        found.append(Label(f"base year {year}", f"기준연도 {year}년"))
    if settings.get("timing") == "as_dated":
        found.append(Label("dates as written", "쓰인 날짜대로 시행"))
    if settings.get("enactment") == "sampled":
        found.append(Label("enactment drawn", "시행 여부 추출"))
    return found + [Label(item, item) for item in settings.get("set", ())]


def provenance(ensemble: PairedRuns, info: RunInfo, name: str, language: Language) -> list[str]:
    """The items of the line; `name` is that of the run."""
    runs, data = len(ensemble.replications), vintage(info.data_vintage)[language]
    others = [text[language] for text in unusual(info.settings)]
    if language == "ko":
        first = f"동일 난수로 짝지은 {runs}쌍 모의실험" if ensemble.parent else f"{runs}회 실행"
        parts = [first, f"시드 {ensemble.seed}", *others, f"자료: {data}", f"코드 {info.code}", f"실행 {name}"]
    else:
        word = "run" if runs == 1 else "runs"
        first = f"{runs} paired {word}" if ensemble.parent else f"{runs} {word}"
        parts = [first, f"seed {ensemble.seed}", *others, f"data: {data}", f"code {info.code}", f"run {name}"]
    return [*parts, HORIZON[language].format(first=ensemble.years[0], last=ensemble.years[-1])]


def text_width(text: str) -> int:
    """Width in Latin letters: a Korean letter counts for two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
