"""report.html: one file, both languages, figures inline, nothing fetched from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.ensemble import Ensemble
from sim.labels import LANGUAGES, Label, Language
from sim.report.webfont import font_faces
from sim.results.info import RunInfo
from sim.results.limits import TITLE, limits
from sim.results.provenance import provenance, vintage
from sim.results.render import TABLE_STYLE, html_table
from sim.results.target_sheet import all_sheets
from sim.results.words import closing_words

STYLE: Final = Path(__file__).with_name("page.css")
"""Look of every page: this one, and that of a comparison, which adds its own."""
PRINT_SCRIPT: Final = Path(__file__).with_name("print.js")
TEXT: Final = {
    "figures": Label("Figures", "그림"),
    "warnings": Label("Warnings", "경고"),
    "tables": Label("Tables", "표"),
    "limits": TITLE,
    "facts": Label("How this was made", "생성 정보"),
    "note": Label(
        "A conditional projection under stated assumptions, not a forecast. KRW_2020 figures are not additive over "
        "regions; figures by sector in KRW_2020 are estimated with the factor of their region.",
        "명시된 가정 아래의 조건부 전망이며 예측이 아니다. 2020년 가격 금액은 지역 간에 더할 수 없고, "
        "업종별 2020년 가격 금액은 소속 지역의 환산 계수로 추정한 것이다.",
    ),
}
_OPEN: Final = ("headline", "targets")
"""Tables that readers see at once; the others open on demand."""
_MINUS: Final = re.compile(r"(?<!\w)-(?=\d)")
_ID: Final = re.compile(r'(\bid="|href="#|url\(#)')


def paragraphs(words: str) -> list[tuple[str, list[str]]]:
    """The last lines of a run as paragraphs, each with the indented lines that belong to it; with true minus signs."""
    found: list[tuple[str, list[str]]] = []
    for line in _MINUS.sub("−", words).splitlines():
        if line.startswith(" ") and found:
            found[-1][1].append(line.strip())
        else:
            found.append((line, []))
    return found


def inline_svg(text: str, prefix: str) -> Markup:
    """An SVG for use inside HTML: prolog and title (the name of its file) removed, ids made unique in the page."""
    drawn = re.sub(r"<title>.*?</title>", "", text[text.index("<svg") :], count=1, flags=re.DOTALL)
    return Markup(_ID.sub(lambda found: found.group(1) + prefix + "-", drawn))


def _facts(ensemble: Ensemble, info: RunInfo, run_name: str) -> list[tuple[Label, str | Label]]:
    facts: list[tuple[Label, str | Label]] = [
        (Label("Run", "실행"), run_name),
        (Label("Command", "명령"), info.command),
        (Label("Replications, seed", "반복 수, 시드"), f"{len(ensemble.replications)}, {ensemble.seed}"),
        (Label("Data vintage", "자료 시점"), vintage(info.data_vintage)),
        (Label("Code version", "코드 버전"), str(info.code)),
        (Label("Configuration hash", "설정 해시"), info.config_hash),
        (
            Label("Settings", "설정"),
            ", ".join(f"{name} = {value}" for name, value in info.settings.items() if value != []),
        ),
    ]
    return [(label, value) for label, value in facts if value]


def _tables(ensemble: Ensemble, info: RunInfo) -> list[dict[str, Any]]:
    """The tables of the folder `tables`, as HTML in both languages."""
    return [
        {
            "name": sheet.name,
            "title": sheet.title,
            "note": sheet.note,
            "html": {language: Markup(html_table(sheet, language)) for language in LANGUAGES},
            "open": sheet.name in _OPEN,
        }
        for sheet in all_sheets(ensemble, info)
    ]


def write_report(
    ensemble: Ensemble, info: RunInfo, run_name: str, figures: Callable[[], dict[str, dict[Language, str]]],
    path: Path, language: Language,
) -> None:  # fmt: skip
    """Write report.html; `language` is the one it opens in. figures() waits for the SVG texts by name and language."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    content = {
        "language": language,
        "languages": LANGUAGES,
        "title": info.title,
        "about": f"{run_name}; config {info.config_hash}; code {info.code}",
        "caption": {tongue: " · ".join(provenance(ensemble, info, run_name, tongue)) for tongue in LANGUAGES},
        "words": {
            tongue: paragraphs(closing_words(ensemble, replace(info, warnings=()), None, tongue))
            for tongue in LANGUAGES
        },
        "warnings": info.warnings,
        "limits": limits(ensemble.years[0], info.unsure),
        "tables": _tables(ensemble, info),
        "css": Markup(STYLE.read_text(encoding="utf-8")),
        "print_script": Markup(PRINT_SCRIPT.read_text(encoding="utf-8")),
        "table_style": Markup(TABLE_STYLE),
        "facts": _facts(ensemble, info, run_name),
        "text": TEXT,
    }
    page = templates.get_template("page.html")
    fonts = Markup(font_faces(page.render(content, figures={}, fonts="")))
    inline = {
        name: {tongue: inline_svg(text, f"{name}-{tongue}") for tongue, text in texts.items()}
        for name, texts in figures().items()
    }
    path.write_text(page.render(content, figures=inline, fonts=fonts), encoding="utf-8")
