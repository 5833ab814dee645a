"""report.html of a comparison: one file in both languages with data, style and script inside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.compare.content import both, content
from sim.compare.extras import extra_content
from sim.compare.plans import Plan, against
from sim.compare.runs import Comparison
from sim.compare.sentences import BETWEEN_PLANS
from sim.compare.study import Study
from sim.compare.summary import summary
from sim.compare.tables import cost_text
from sim.compare.texts import EXTRAS, PAGE, SCRIPT
from sim.labels import LANGUAGES, Label, Language, filled
from sim.report.page import PRINT_SCRIPT, STYLE
from sim.report.webfont import font_faces
from sim.results.effects import FEWEST, NO_SIGNS
from sim.results.goals import wilson
from sim.results.info import RunInfo
from sim.results.limits import TITLE, limits
from sim.results.provenance import provenance, vintage
from sim.results.render import TABLE_STYLE, html_table
from sim.results.sheets import STATUS_LABELS, Sheet
from sim.results.sheets import TEXT as SHEET_TEXT

HERE: Final = Path(__file__).parent
SCRIPTS: Final = (HERE / "draw.js", HERE / "charts.js", HERE / "page.js", PRINT_SCRIPT)
_LETTERS: Final = "".join(map(chr, range(32, 127))) + "−–…≈→·×"
"""What the script may write beside the texts of the page."""


def script_data(data: Any) -> Markup:
    """JSON that cannot end its script element, whatever the texts of a plan hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def caption(comparison: Comparison, info: RunInfo, name: str) -> Label:
    """The line under every figure."""
    english, korean = (" · ".join(provenance(comparison, info, name, tongue)) for tongue in ("en", "ko"))
    return Label(english, korean)


def _listed(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _facts(comparison: Comparison, info: RunInfo, name: str) -> list[tuple[Label, str | Label]]:
    facts: list[tuple[Label, str | Label]] = [
        (Label("Run", "실행"), name),
        (Label("Command", "명령"), info.command),
        (Label("Plans", "계획"), ", ".join(comparison.members)),
        (Label("Replications, seed", "반복 수, 시드"), f"{len(comparison.replications)}, {comparison.seed}"),
        (Label("Data vintage", "자료 시점"), vintage(info.data_vintage)),
        (Label("Code version", "코드 버전"), str(info.code)),
        (Label("Configuration hash", "설정 해시"), info.config_hash),
        (Label("Settings", "설정"), ", ".join(f"{key} = {_listed(value)}" for key, value in info.settings.items())),
    ]
    return [(label, value) for label, value in facts if value]


def _basis(study: Study) -> dict[str, Label]:
    """Runs behind the figures that have runs of their own."""
    runs, extras = len(study.comparison.replications), study.extras
    out = {"matrix": filled(EXTRAS["basis_matrix"], runs=runs, low=f"{100.0 * wilson(runs, runs)[0]:.0f}")}
    if extras.attributions:
        out["levers"] = filled(EXTRAS["basis_levers"], **extras.attribution_basis)
    if extras.rivals is not None:
        out["theories"] = filled(EXTRAS["basis_theories"], runs=len(extras.rivals.comparisons[0].replications))
    return out


def _tables(sheets: Sequence[Sheet], *names: str) -> list[dict[str, Any]]:
    return [
        {"title": sheet.title, "note": sheet.note, "rows": bool(sheet.rows),
         "html": {tongue: Markup(html_table(sheet, tongue)) for tongue in LANGUAGES}}
        for sheet in sheets if sheet.name in names
    ]  # fmt: skip


def write_page(
    study: Study, plans: Mapping[str, Plan], sheets: Sequence[Sheet], info: RunInfo, name: str, path: Path,
    language: Language,
) -> None:  # fmt: skip
    """Write the page; `language` is the one it opens in, `name` that of the run."""
    templates = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    title, comparison = PAGE["title"], study.comparison
    texts = {key: against(text, plans[comparison.baseline]) for key, text in PAGE.items()}
    texts["section_limits"] = TITLE
    if len(comparison.replications) < FEWEST:
        texts |= {"doubt": NO_SIGNS, "hatched": NO_SIGNS}
    texts |= {key: texts[cost_text(comparison, key)] for key in ("title_cost", "how_cost", "costAxis")}
    data = (
        content(comparison, plans)
        | extra_content(study.extras, comparison, plans)
        | {
            "run": name,
            "title": both(title),
            "text": {key: both(texts[key]) for key in SCRIPT},
        }
    )
    parts = {
        "language": language,
        "languages": LANGUAGES,
        "title": title,
        "about": f"{name}; config {info.config_hash}; code {info.code}",
        "caption": caption(comparison, info, name),
        "basis": _basis(study),
        "summary": summary(comparison, plans, study.extras),
        "text": texts,
        "pledge_text": SHEET_TEXT,
        "status": STATUS_LABELS,
        "sheets": _tables(sheets, "effects", "assumed", "beats_value_added", "beats_productivity"),
        "winners": _tables(sheets, "winners_losers")[0],
        "cost_sheets": _tables(
            sheets, "cost", "costless", "equal_budget", "financing", "additionality", "additionality_measures"
        ),
        "target_sheets": _tables(sheets, "targets"),
        "lever_sheets": _tables(sheets, "contributions"),
        "theory_sheets": _tables(sheets, "flips"),
        "has": {
            "equal": data["equal"] is not None,
            "levers": bool(data["levers"]),
            "money": bool(data["money"]),
            "targets": bool(data["targets"]),
            "theories": data["theories"] is not None,
        },
        "coverage": _tables(sheets, "coverage")[0],
        "pledges": [plan for plan in plans.values() if plan.pledges],
        "limits": [*limits(comparison.years[0], info.unsure), BETWEEN_PLANS],
        "warnings": info.warnings,
        "facts": _facts(comparison, info, name),
        "data": script_data(data),
        "css": Markup(STYLE.read_text(encoding="utf-8") + (HERE / "page.css").read_text(encoding="utf-8")),
        "table_style": Markup(TABLE_STYLE),
    }
    page = templates.get_template("page.html")
    letters = _LETTERS + page.render(parts, scripts=(), fonts="")
    scripts = [Markup(script.read_text(encoding="utf-8")) for script in SCRIPTS]
    path.write_text(page.render(parts, scripts=scripts, fonts=Markup(font_faces(letters))), encoding="utf-8")
