"""What an unknown name of an outcome, a lever or an assumption was meant to be: hints by label, words and kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from sim.files.document import read_document
from sim.files.problems import ScenarioError, closest, suggest
from sim.scenario import vocabulary

_ALSO: Final = {
    "value_added": "부가가치, 제조업 부가가치, manufacturing output",
    "value_added_ratio": "value added rate",
    "manufacturing_share_value_added": "manufacturing share of gdp, 제조업 비중, GDP 대비 제조업 비중",
    "gross_output": "output, production, 산출, 생산, 생산액",
    "exports": "수출, 수출액, 제조업 수출",
    "investment": "투자, 총투자, 설비투자",
    "labour_productivity": "productivity, output per worker, 생산성",
    "total_factor_productivity": "tfp",
    "sme_productivity_ratio": "중소기업 생산성, 중소기업 대기업 생산성 비율",
    "employment": "jobs, workers, manufacturing jobs, 고용, 일자리, 취업자 수, 제조업 취업자",
    "establishments": "firms, plants, 기업 수, 공장 수",
    "zombie_share": "zombie firms, zombies, 좀비기업, 한계기업",
    "gdp_real": "economic growth, gdp growth, growth rate, 성장률, 경제성장률, GDP 성장률, 실질 GDP",
    "gdp": "국내총생산",
    "price_consumer": "inflation, cpi, consumer price index, 물가, 물가상승률",
    "government_debt": "public debt, 나라빚, 정부부채",
    "ai_factories": "AI 공장",
}  # fmt: skip
"""Outcome -> what else it is called, besides its label."""
_SAME: Final = {"labor": "labour", "va": "value added", "nations": "nation"}
_IDLE: Final = frozenset(
    {"of", "the", "in", "for", "to", "a", "an", "and", "per", "total", "growth", "level", "change"}
)
_ALIKE, _SPELT = 0.6, 0.82
"""Least likeness of two sets of words, and of two names by their letters."""
_MOST, _SHORTEST = 3, 4
"""Names told of many that are meant; letters of a part of an English label."""


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z가-힣+]", "", text.casefold())


def _words(text: str) -> frozenset[str]:
    """Words of a name or label, one for one and many, without those that tell nothing."""
    said = " ".join(_SAME.get(word, word) for word in re.findall(r"[0-9a-z+]+|[가-힣]+", text.casefold()))
    return frozenset(
        re.sub(r"(?<=[a-z]{3})(?<!s)s$", "", word.removesuffix("ies") + "y" if word.endswith("ies") else word)
        for word in said.split()
    ) - _IDLE  # fmt: skip


def _headed(label: str) -> str:
    """A label without what stands in brackets behind it."""
    return re.sub(r"(?: *\([^()]*\))+$", "", label)


def _by_label(word: str, called: Mapping[str, Iterable[str]]) -> list[str]:
    """Names that are called so: by the whole label, else by the label without its brackets."""
    plain = _plain(word)
    whole = [name for name, texts in called.items() if plain and plain in map(_plain, texts)]
    return whole or [name for name, texts in called.items() if plain and plain in (_plain(_headed(t)) for t in texts)]


def _by_words(word: str, called: Mapping[str, Iterable[str]]) -> list[str]:
    """Names whose words are most like those of the text."""
    asked = _words(word)

    def likeness(text: str) -> float:
        """Twice the words in common over all words."""
        words = _words(text)
        return 2.0 * len(asked & words) / max(len(asked) + len(words), 1)

    scores = {name: max(map(likeness, (name, *texts))) for name, texts in called.items()}
    best = max(scores.values(), default=0.0)
    return [name for name, score in scores.items() if score == best] if best >= _ALIKE else []


def _by_part(word: str, called: Mapping[str, Iterable[str]]) -> list[str]:
    """Names whose label holds the whole text."""
    plain = _plain(word)
    long = len(plain) >= (_SHORTEST if plain.isascii() else 2)
    return [name for name, texts in called.items() if long and any(plain in _plain(text) for text in (name, *texts))]


def _hint(word: str, called: Mapping[str, Iterable[str]], listed: str) -> str:
    """The name that is called so, worded or spelt like that, of a few all; else the first of the list and where it is.

    `listed` is the word by which `explain` lists them.
    """
    where = f"`python run.py explain {listed}`"
    exact = _by_label(word, called)
    if len(exact) == 1:
        return f"write '{exact[0]}'"
    found = exact or _by_words(word, called)
    spelt = closest(word, list(called), _SPELT)
    found = found or ([spelt] if spelt else _by_part(word, called))
    if len(found) == 1:
        return f"did you mean '{found[0]}'?"
    if found:
        return f"perhaps one of: {', '.join(found[:_MOST])}; {where} tells what they are"
    return f"{suggest('', list(called))}; {where} lists them"


@cache
def _outcomes() -> Mapping[str, tuple[str, ...]]:
    """Short name of every outcome, as the list of `explain indicators` goes -> its labels and other names."""
    from sim.indicators import CODELIST

    short: dict[str, str] = {}
    for name, full in vocabulary.indicator_names().items():
        if name != full:
            short.setdefault(full, name)
    out = {}
    for full, entry in CODELIST.items():
        name = short.get(full, full)
        also = tuple(_ALSO.get(name, "").split(", ")) if name in _ALSO else ()
        out[name] = (full, entry.label.en, entry.label.ko, *also)
    return out


def indicator_hint(word: str) -> str:
    """What to write instead of an unknown outcome.

    >>> indicator_hint("부가가치율"), indicator_hint("GDP growth"), indicator_hint("Value added semiconductors")
    ("write 'value_added_ratio'", "write 'gdp_real'", "did you mean 'value_added_semi'?")
    """
    return _hint(word, _outcomes(), "indicators")


def _labels(registry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: (str(one.label["en"]), str(one.label["ko"])) for name, one in registry.items()}


@cache
def _shipped_levers() -> Mapping[str, tuple[str, str]]:
    """Id of every pledge of the shipped plans -> the plan, and its lever (empty: none)."""
    out: dict[str, tuple[str, str]] = {}
    for path in sorted(vocabulary.SHIPPED.glob("*.yaml")):
        try:
            plain = read_document(path)[0].plain()
        except ScenarioError:
            continue
        pledges = plain.get("pledges") if isinstance(plain, dict) else None
        for pledge in pledges if isinstance(pledges, list) else []:
            if isinstance(pledge, dict):
                out.setdefault(str(pledge.get("id")), (path.stem, str(pledge.get("lever") or "")))
    return out


def lever_hint(word: str) -> str:
    """What to write instead of an unknown lever.

    >>> lever_hint("국민성장펀드"), lever_hint("ge26_fund40"), lever_hint("policy_rate")
    ("write 'growth_fund'", "ge26_fund40 is a pledge of growth_engines_2026: its lever is 'growth_fund'", \
'policy_rate is no lever but an assumption: write it under assume')
    """
    registry = vocabulary.lever_registry()
    if word in _shipped_levers():
        plan, lever = _shipped_levers()[word]
        told = f"its lever is '{lever}'" if lever in registry else "it has no lever"
        return f"{word} is a pledge of {plan}: {told}"
    if word in vocabulary.parameter_registry():
        return f"{word} is no lever but an assumption: write it under assume"
    return _hint(word, _labels(registry), "levers")


def parameter_hint(word: object) -> str:
    """What to write instead of an unknown assumption or sampled parameter.

    >>> parameter_hint("growth_fund")
    'growth_fund is a lever: it belongs in a pledge, as lever: growth_fund with a strength'
    >>> parameter_hint("unemployment_rate")
    'unemployment_rate is an outcome, which the model works out; a goal for it belongs in targets'
    """
    name, registry = str(word), vocabulary.parameter_registry()
    levers = vocabulary.lever_registry()
    lever = name if name in levers else next(iter(_by_label(name, _labels(levers))), "")
    if lever:
        return f"{name} is a lever: it belongs in a pledge, as lever: {lever} with a strength"
    if name in vocabulary.indicator_names():
        return f"{name} is an outcome, which the model works out; a goal for it belongs in targets"
    called = _by_label(name, _labels(registry))
    return f"write '{called[0]}'" if len(called) == 1 else suggest(word, list(registry))
