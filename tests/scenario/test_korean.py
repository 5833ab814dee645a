"""What `--lang ko` says in Korean, and that it marks what is written in English only."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli import main
from sim.explain import explain
from sim.explain.words import ENGLISH
from sim.files.problems import Mark, Problem, Source, counted
from sim.indicators import CODELIST
from sim.levers import REGISTRY
from sim.parameters import load_registry
from sim.parameters.reading import UNITS
from sim.scenario import check, vocabulary
from sim.scenario.vocabulary import MONEY_UNITS
from sim.unit_labels import UNIT_LABELS, unit_in
from tests.scenario.test_messages import CASES

NAMES = (
    "kms_power", "m25_prod30", "grid_capacity", "wage_curve", "adoption_success", "sampling_agents", "value_added",
    "zombie_share", "lead_ai_factories", "E_en_grid", "M8",
)  # fmt: skip
"""A pledge, a target, levers, parameters, outcomes, a piece of evidence, a mechanism."""


def test_every_unit_has_a_korean_name_and_no_other_has() -> None:
    units = {*UNITS.read_text(encoding="utf-8").splitlines(), *MONEY_UNITS}
    units |= {lever.unit for lever in REGISTRY.values()} | {entry.unit_in_words() for entry in CODELIST.values()}
    assert set(UNIT_LABELS) ^ units == {"%", "pp"}  # of differences
    assert not [name for name, korean in UNIT_LABELS.items() if name in units and not re.search("[가-힣]", korean)]
    assert unit_in("share", "en") == "share" and unit_in("a unit of tomorrow", "ko") == "a unit of tomorrow"


@pytest.mark.parametrize("name", NAMES)
def test_english_words_stand_only_behind_a_mark(shipped: Path, name: str) -> None:
    """Names of files, code and outcomes apart, which have no spaces in them."""
    for line in explain(name, "ko").splitlines():
        said = line.split(ENGLISH)[0]
        said = re.sub("|".join(re.escape(full) for full in CODELIST), "", said)
        said = re.sub("파일의 단위: .*|출처: .*", "", said)
        assert not re.search(r"(?<![\w.])[a-z]{2,}\b,? [a-z]", said), line


def test_ranges_units_and_notes_of_a_parameter_and_a_lever(shipped: Path) -> None:
    spec, text = load_registry()["adoption_success"], explain("adoption_success", "ko")
    assert f"타당한 범위:   {spec.defended.replace(' to ', ' ~ ')} ({ENGLISH} {spec.plausible_basis})" in text
    assert f"출처:          {ENGLISH} {spec.source}" in text and "단위:          비중" in text
    assert "단위:          확률\n  파일의 단위:   probability" in text
    assert f"비고:          {ENGLISH} Costless" in text
    assert "파일의 단위" not in explain("adoption_success") and ENGLISH not in explain("adoption_success")
    assert "타당한 범위:   고정 (" in explain("sampling_agents", "ko")
    assert re.search(r"2035 [+-][\d.]+ \([+-][\d.]+ ~ [+-][\d.]+\)", explain("grid_capacity", "ko"))


def test_formulas_and_names_are_not_marked(shipped: Path) -> None:
    assert f"식:            {ENGLISH} capacity growth" in explain("grid_capacity", "ko")
    assert "지표:          labour_productivity, 노동생산성" in explain("m25_prod30", "ko")
    assert "(명시되지 않음, 2025-10-13)" in explain("m25_prod30", "ko")


KOREAN = """\
plan.yaml:12:23: pledges[0].scope.regions[0]
  오류: [영문] unknown region 'Jeonam'
  힌트: 혹시 'Jeonnam'?
     12 |     scope: {regions: [Jeonam, Gyeonggi], sectors: all, sizes: all, tags: []}
        |                       ^

plan.yaml:15:24: pledges[0].money.announced
  경고: 발표 금액 3,000조 원은 2022년 국내총생산(2,328조 원)의 1.29배: 한 수단으로는 1배를 넘으면 타당하지 않음
  힌트: 단위가 맞는지 확인: 적힌 단위는 trillion KRW(조 원: trillion KRW, 십억 원: billion KRW)
     15 |     money: {announced: 3000, unit: trillion KRW}
        |                        ^

plan.yaml:28:11: pledges[2].with
  오류: [영문] a pledge cannot be merged with itself
     28 |     with: robots_again
        |           ^

오류 2개, 경고 1개"""


@pytest.mark.parametrize(("command", "end"), [("check", "."), ("run", ". 아무것도 실행하지 않음.")])
@pytest.mark.parametrize("words", [("--lang", "ko"), ("--lang=ko",)])
def test_problems_are_told_in_korean_with_what_is_english_marked(
    folder: Path, edit: Callable[..., None], capsys: pytest.CaptureFixture[str], command: str, end: str,
    words: tuple[str, ...],
) -> None:  # fmt: skip
    edit("[Jeonnam, Gyeonggi]", "[Jeonam, Gyeonggi]")
    edit("announced: 12.5", "announced: 3000")
    edit("with: robots", "with: robots_again")
    assert main([*(["check"] if command == "check" else []), "plan.yaml", *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", KOREAN + end + "\n")


def test_a_file_without_a_fault_is_told_so_in_korean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "baseline.yaml", "--lang", "ko"]) == 0
    assert capsys.readouterr().out == "파일 1개 확인: 실행할 수 있음.\n"
    assert main(["check", "sources.yaml", "--lang", "ko"]) == 0
    assert capsys.readouterr().out == "파일 1개 확인: 결함 없음.\n"
    assert main(["check", "plan.yaml", "--lang", "ko"]) == 0
    err = capsys.readouterr().err
    assert "경고: 모든 조치를 적힌 날짜보다 2분기 일찍 시행" in err and err.endswith("\n경고 2개.\n")
    assert "warning" not in err and "hint" not in err


def test_a_refusal_is_counted_in_one_and_many(folder: Path) -> None:
    fault, doubt = (Problem(Mark(Source("a")), "x", warning=warning) for warning in (False, True))
    assert counted([fault]) == "1 error" and counted([doubt, doubt]) == "2 warnings"
    assert counted([fault, doubt, fault], "en") == "2 errors and 1 warning"
    assert counted([fault, doubt, fault], "ko") == "오류 2개, 경고 1개"


@pytest.mark.parametrize("name", CASES)
def test_every_warning_and_its_hint_is_written_in_korean(folder: Path, edit: Callable[..., None], name: str) -> None:
    edit(*CASES[name])
    for problem in check(["plan.yaml"]):
        if problem.warning:
            assert re.search("[가-힣]", problem.korean)
            assert bool(problem.hint) == bool(re.search("[가-힣]", problem.korean_hint))
            assert ENGLISH not in problem.text("ko")


def test_no_warning_is_made_without_its_korean() -> None:
    """Also those that no case above provokes."""
    for path in (vocabulary.SHIPPED.parent / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given = {word.arg for word in node.keywords} if isinstance(node, ast.Call) else set()
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and "warning" in given:
                assert "korean" in given, f"{path}:{node.lineno}"
                assert len(node.args) < 3 or "korean_hint" in given, f"{path}:{node.lineno}"
