"""Tables as files: CSV, LaTeX and HTML of each in both languages, and a workbook per language."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from markupsafe import escape
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from sim.labels import LANGUAGES, Label, Language
from sim.results.frames import plain_text
from sim.results.info import RunInfo
from sim.results.provenance import PairedRuns, provenance, text_width
from sim.results.sheets import Cell, Column, Number, Sheet
from sim.results.units import number

_LATEX: Final = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"$\sim$", "^": r"\textasciicircum{}", "−": "$-$", "±": r"$\pm$", "·": r"$\cdot$", "→": r"$\to$",
    "≈": r"$\approx$", "≤": r"$\leq$", "≥": r"$\geq$", "×": r"$\times$", "–": "--", "“": "``", "”": "\'\'",
}  # fmt: skip
_LONG, _HEAD, _TEXT = 12, 12, 30
"""Letters: of a name that may be broken, and the most that a head and a text ask for in a line of LaTeX."""
_SIZES: Final = ((90, r"\small"), (115, r"\footnotesize"), (145, r"\scriptsize"), (math.inf, r"\tiny"))
"""Letters of a row -> size of its letters, so that it fits the line of a page."""
_SHEET_NAME: Final = 31
_WIDEST: Final = 60
"""Excel allows names of 31 letters; columns wider than this wrap."""
TABLE_STYLE: Final = """\
table.sheet { border-collapse: collapse; }
.sheet th, .sheet td { padding: .2rem .5rem; text-align: left; vertical-align: top; }
.sheet td { min-width: 5.5rem; }
.sheet th { white-space: nowrap; }
.sheet .w { min-width: 13rem; }
.sheet .group { text-align: center; white-space: normal; }
.sheet:lang(ko) { word-break: keep-all; }
.sheet .block td { border-top: 1px solid #d9dce0; }
.sheet .n { text-align: right; min-width: 0; font-variant-numeric: tabular-nums; }
"""


def shown(cell: Cell, language: Language) -> str:
    """A cell as readers see it."""
    if isinstance(cell, Number):
        return number(cell.value, cell.digits, sign=cell.sign)
    if isinstance(cell, Label):
        return cell[language]
    return cell or ""


def _heads(sheet: Sheet, language: Language) -> list[str]:
    """One head per column for formats that have a single row of heads."""
    return [
        f"{column.group[language]}: {column.label[language]}" if column.group else column.label[language]
        for column in sheet.columns
    ]


def _groups(columns: Sequence[Column], language: Language) -> list[tuple[str, int]]:
    """(head, columns below it) of the upper row of heads."""
    found = groupby(columns, key=lambda column: column.group)
    return [(group[language] if group else "", len(list(members))) for group, members in found]


def _grouped(sheet: Sheet, language: Language) -> list[tuple[int, list[str]]]:
    """Rows as readers see them: (leading texts that are those of the row above and are not repeated, the cells)."""
    out: list[tuple[int, list[str]]] = []
    above: tuple[Cell, ...] = ()
    for row in sheet.rows:
        same = 0
        while above and same < len(row) and not isinstance(row[same], Number) and row[same] == above[same]:
            same += 1
        out.append((same, [""] * same + [shown(cell, language) for cell in row[same:]]))
        above = row
    return out


def write_csv(sheet: Sheet, path: Path, language: Language, run: str) -> None:
    """All digits, one row of heads, the name of the run in the last column."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow([*map(plain_text, _heads(sheet, language)), "run"])
    for row in sheet.rows:
        cells = [f"{cell.value:.9g}" if isinstance(cell, Number) else plain_text(shown(cell, language)) for cell in row]
        rows.writerow([*cells, run])
    path.write_text(stream.getvalue(), encoding="utf-8")


def _reach(below: Sequence[int], k: int) -> int:
    """Rows that the k-th cell of a row stands for: its own, and those below that repeat more than k leading texts."""
    return next((number for number, same in enumerate(below, start=1) if same <= k), len(below) + 1)


def html_table(sheet: Sheet, language: Language) -> str:
    """A `<table>` for a page of its own or for the report."""
    lines = ['<table class="sheet">', "<thead>"]
    if any(column.group for column in sheet.columns):
        spans = _groups(sheet.columns, language)
        lines.append(
            "<tr>" + "".join(f'<th colspan="{n}" class="group">{escape(head)}</th>' for head, n in spans) + "</tr>"
        )
    kinds = [
        " class=n" if n else " class=w" if column.wide else ""
        for n, column in zip(sheet.numeric(), sheet.columns, strict=True)
    ]
    heads = (f"<th{k}>{escape(column.label[language])}</th>" for k, column in zip(kinds, sheet.columns, strict=True))
    lines += ["<tr>" + "".join(heads) + "</tr>", "</thead>", "<tbody>"]
    rows = _grouped(sheet, language)
    for place, (same, texts) in enumerate(rows):
        cells = []
        for k, text in enumerate(texts[same:], start=same):
            reach = _reach([below for below, _ in rows[place + 1 :]], k)
            span = f" rowspan={reach}" if reach > 1 else ""
            cells.append(f"<td{kinds[k]}{span}>{escape(text)}</td>")
        lines.append(f"<tr{'' if same else ' class=block'}>" + "".join(cells) + "</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])


def write_html(sheet: Sheet, path: Path, language: Language, foot: Sequence[str]) -> None:
    """A page with one table."""
    title = escape(sheet.title[language])
    note = f"<p>{escape(sheet.note[language])}</p>\n" if sheet.note else ""
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>\nbody {{ font-family: Pretendard, 'Malgun Gothic', system-ui, sans-serif; }}\n{TABLE_STYLE}</style>\n"
        f"</head>\n<body>\n<h1>{title}</h1>\n{html_table(sheet, language)}\n"
        f"{note}<p>{escape(' · '.join(foot))}</p>\n</body>\n</html>\n",
        encoding="utf-8",
    )


def latex_text(text: str) -> str:
    """Text on one line with the signs of LaTeX made harmless."""
    return re.sub("|".join(map(re.escape, _LATEX)), lambda found: _LATEX[found[0]], " ".join(text.split()))


def _rules_below(heads: Sequence[tuple[str, int]]) -> str:
    """Rules of booktabs under the heads that several columns share."""
    rules, first = [], 1
    for head, count in heads:
        if head:
            rules.append(rf"\cmidrule(lr){{{first}-{first + count - 1}}}")
        first += count
    return " ".join(rules)


def _breakable(text: str) -> str:
    """A cell of LaTeX in which long names of files may be broken after their underscores."""
    words = (
        word.replace(r"\_", r"\_\allowbreak{}") if len(word) > _LONG else word for word in latex_text(text).split(" ")
    )
    return " ".join(words)


def _shares(sheet: Sheet, language: Language) -> tuple[list[float], float]:
    """Part of the line that each column gets, by the letters that it needs; and how many letters that is in all."""
    needed = []
    for k, (column, numeric) in enumerate(zip(sheet.columns, sheet.numeric(), strict=True)):
        words = [part for word in column.label[language].split() for part in word.split("_")]
        texts = [shown(row[k], language) for row in sheet.rows]
        most = max(map(text_width, texts), default=1) + 1
        head = max(map(text_width, words), default=1) + 1
        needed.append(max(most, min(head, _HEAD)) if numeric else max(min(most, _TEXT), min(head, _HEAD)))
    total = float(sum(needed))
    return [letters / total for letters in needed], total


def _cell_width(share: float) -> str:
    return rf"p{{\dimexpr {share:.4f}\linewidth-2\tabcolsep\relax}}"


def write_latex(sheet: Sheet, path: Path, language: Language, foot: Sequence[str]) -> None:
    r"""A longtable to \input, as wide as the line; needs array, booktabs, longtable, and kotex where it is Korean."""
    shares, letters = _shares(sheet, language)
    size = next(size for most, size in _SIZES if letters <= most)
    sides = [r">{\raggedleft\arraybackslash}" if n else r">{\raggedright\arraybackslash}" for n in sheet.numeric()]
    kinds = "".join(side + _cell_width(share) for side, share in zip(sides, shares, strict=True))
    packages = "array, booktabs, longtable" + (", kotex" if language == "ko" else "")
    lines = [f"% needs the packages {packages}", rf"\begingroup{size}\setlength{{\tabcolsep}}{{2pt}}"]
    lines += [rf"\begin{{longtable}}{{@{{}}{kinds}@{{}}}}", rf"\caption{{{latex_text(sheet.title[language])}}} \\"]
    lines.append(r"\toprule")
    if any(column.group for column in sheet.columns):
        spans, cells, first = _groups(sheet.columns, language), [], 0
        for head, count in spans:
            wide = rf">{{\centering\arraybackslash}}{_cell_width(sum(shares[first : first + count]))}"
            cells.append(rf"\multicolumn{{{count}}}{{{wide}}}{{{latex_text(head)}}}")
            first += count
        lines += [" & ".join(cells) + r" \\", _rules_below(spans)]
    lines.append(" & ".join(latex_text(column.label[language]) for column in sheet.columns) + r" \\")
    lines += [r"\midrule", r"\endhead"]
    for same, texts in _grouped(sheet, language):
        lines.append(("" if same else r"\addlinespace ") + " & ".join(map(_breakable, texts)) + r" \\")
    below = [*([sheet.note[language]] if sheet.note else []), " · ".join(foot)]
    lines += [r"\bottomrule", r"\end{longtable}"]
    lines += [rf"\noindent{{\footnotesize {latex_text(text)}\par}}" for text in below]
    path.write_text("\n".join([*lines, r"\endgroup"]) + "\n", encoding="utf-8")


def _value(text: str) -> str | int | None:
    """A text in a workbook: a year is a number, nothing stays empty."""
    return int(text) if text.isdigit() else text or None


def _fill(page: Any, sheet: Sheet, language: Language, foot: Sequence[str]) -> None:
    page.append([sheet.title[language]])
    page["A1"].font = Font(bold=True, size=13)
    page.append([" · ".join(foot)])
    if sheet.note:
        page.append([sheet.note[language]])
    page.append([])
    if any(column.group for column in sheet.columns):
        upper: list[str | None] = []
        for head, n in _groups(sheet.columns, language):
            upper += [head or None, *[None] * (n - 1)]
        page.append(upper)
        for cell in page[page.max_row]:
            cell.font = Font(bold=True)
    page.append([column.label[language] for column in sheet.columns])
    for cell in page[page.max_row]:
        cell.font = Font(bold=True)
    page.freeze_panes = f"A{page.max_row + 1}"
    for row in sheet.rows:
        page.append([cell.value if isinstance(cell, Number) else _value(shown(cell, language)) for cell in row])
        for place, cell in zip(page[page.max_row], row, strict=True):
            if isinstance(cell, Number):
                plain = "#,##0" + ("." + "0" * cell.digits if cell.digits else "")
                place.number_format = f"+{plain};-{plain};{plain}" if cell.sign else plain
            else:
                place.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    for line in page.iter_rows():
        for cell in line:
            cell.data_type = "s" if isinstance(cell.value, str) else "n"  # a text is never a formula
    for k, column in enumerate(sheet.columns):
        texts = [column.label[language], *(shown(row[k], language) for row in sheet.rows)]
        page.column_dimensions[get_column_letter(k + 1)].width = min(max(map(text_width, texts)) + 2, _WIDEST)


def write_workbook(sheets: Sequence[Sheet], path: Path, language: Language, foot: Sequence[str]) -> None:
    """One page per table."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name[:_SHEET_NAME]), sheet, language, foot)
    book.save(path)


def write_tables(sheets: Sequence[Sheet], ensemble: PairedRuns, info: RunInfo, folder: Path, name: str) -> None:
    """`<table>_<language>.csv`, `.tex`, `.html` and `tables_<language>.xlsx`."""
    folder.mkdir()
    for language in LANGUAGES:
        foot = provenance(ensemble, info, name, language)
        for sheet in sheets:
            stem = folder / f"{sheet.name}_{language}"
            write_csv(sheet, stem.with_suffix(".csv"), language, name)
            write_html(sheet, stem.with_suffix(".html"), language, foot)
            write_latex(sheet, stem.with_suffix(".tex"), language, foot)
        write_workbook(sheets, folder / f"tables_{language}.xlsx", language, foot)
