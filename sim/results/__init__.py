"""Results of a run: written as one folder, whole or not at all, and read back as pandas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pyarrow import parquet

from sim.ensemble import Ensemble
from sim.labels import Language
from sim.results.folder import check_writable, new_folder
from sim.results.info import ResultsError, RunInfo
from sim.results.manifest import changed_files, is_changed, read, write_manifest
from sim.results.provenance import unusual
from sim.results.render import write_tables
from sim.results.tables import write_iamc, write_runs, write_summary
from sim.results.target_sheet import all_sheets
from sim.results.words import closing_words
from sim.workers import Workers

__all__ = ["Results", "ResultsError", "RunInfo", "check_writable", "closing_words", "load_results", "write_results"]

FORMATS = {"svg": ("svg",), "all": ("svg", "png", "pdf")}


def write_results(
    ensemble: Ensemble,
    info: RunInfo,
    out: Path,
    *,
    figures: Literal["svg", "all"] = "svg",
    report: bool = True,
    language: Language = "en",
    workers: Workers | None = None,
) -> Path:
    """Write `<out>/<scenario>/<UTC>_<hash8>/` and return it. Without `report` there are tables but no figures.

    Where there are workers, one of them draws the figures while this process writes the rest.
    """
    with new_folder(out, ensemble.scenario, info.config_hash[:8]) as draft:
        folder = draft.path
        if report:
            from sim.report import begin_figures

            drawn = begin_figures(ensemble, info, folder, draft.name, FORMATS[figures], workers)
        (folder / "scenario").mkdir()
        for name, text in info.scenario_files.items():
            (folder / "scenario" / name).write_text(text, encoding="utf-8")
        write_summary(ensemble, folder / "summary.csv")
        write_iamc(ensemble, folder / "iamc.csv")
        write_runs(ensemble, folder / "runs.parquet")
        write_tables(all_sheets(ensemble, info), ensemble, info, folder / "tables", draft.name)
        if report:
            from sim.report import write_report

            write_report(ensemble, info, draft.name, drawn, folder / "report.html", language)
        write_manifest(ensemble, info, folder, draft.name)
    return draft.final


@dataclass(frozen=True)
class Results:
    """A results folder as data frames."""

    path: Path

    def __str__(self) -> str:
        """What the results rest on, in a line: `print(results)`."""
        made = self.manifest
        runs, odd = len(made["replications"]), [text.en for text in unusual(made["settings"])]
        of = made.get("scenario") or " / ".join(made.get("compared", ()))
        said = f"{of}: {runs} run{'' if runs == 1 else 's'}, seed {made['seed']}, until {made['settings']['until']}"
        return said + (f"; not as usual: {', '.join(odd)}" if odd else "") + f"; {self.path}"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What made the results."""
        return read(self.path)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Means and quantiles (columns of summary.csv)."""
        path = self._file("summary.csv")
        return pd.read_csv(path, dtype={"output_type_id": str}, keep_default_na=False)

    @cached_property
    def iamc(self) -> pd.DataFrame:
        """Means, one column per year."""
        path = self._file("iamc.csv")
        return pd.read_csv(path)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Every replication by quarter, one column per variable; indexed scenario, replication, region, period."""
        path = self._file("runs.parquet")
        return pd.read_parquet(path).set_index(["scenario", "replication", "region", "period"])

    def to_xarray(self) -> Any:
        """`runs` as an xarray.Dataset of scenario, replication, region and period, units in the attributes."""
        try:
            import xarray  # noqa: F401
        except ImportError:
            raise ResultsError("to_xarray needs xarray: pip install xarray") from None
        data = self.runs.to_xarray()
        for field in parquet.read_schema(self.path / "runs.parquet"):
            if field.name in data and field.metadata:
                data[field.name].attrs["units"] = field.metadata[b"unit"].decode()
        return data

    def _file(self, name: str) -> Path:
        """The path of a file. Raises ResultsError where it is gone or is not what was written."""
        path, files = self.path / name, self.manifest["files"]
        if name not in files:
            raise ResultsError(f"{self.path} holds no {name}: these are not the results of a run")
        if is_changed(path, files[name]):
            raise ResultsError(f"{path} is gone or not as it was written (its checksum differs)")
        return path

    def changed_files(self) -> list[str]:
        """Files that differ from the manifest's checksums."""
        return changed_files(self.path)


def load_results(path: str | Path) -> Results:
    """Open a results folder, or the newest one inside `results/<scenario>`."""
    folder = Path(path)
    try:
        own = folder / "manifest.json"
        found = [own] if own.is_file() else sorted(folder.glob("[!.]*/manifest.json"))
    except (OSError, ValueError) as error:
        raise ResultsError(f"that is no name of a results folder: {error}") from None
    if not found:
        raise ResultsError(f"{folder} is no results folder: it has no manifest.json")
    return Results(found[-1].parent)
