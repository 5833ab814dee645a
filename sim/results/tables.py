"""The tables of a results folder: summary.csv, iamc.csv, runs.parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.ensemble import Ensemble
from sim.labels import NATION
from sim.measures import Array
from sim.results.frames import write_frame
from sim.results.goals import rows as target_rows

MODEL_NAME: Final = "korea-manufacturing-abm"
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
TARGET_COLUMNS: Final = ["scenario", "variable", "unit", "year", "value", "output_type", "output_type_id"]
_DIGITS: Final = "%.9g"


def _members(ensemble: Ensemble) -> dict[str, Array]:
    """Name in the tables -> (replications, keys, years); the difference is paired."""
    if ensemble.parent is None:
        return {ensemble.scenario: ensemble.annual[0]}
    before, after = ensemble.annual
    return {
        ensemble.scenario: after,
        ensemble.parent: before,
        f"{ensemble.scenario} - {ensemble.parent}": after - before,
    }


def summary(ensemble: Ensemble) -> pd.DataFrame:
    """Mean and quantiles over replications, one row per scenario, variable, region, year and statistic.

    An outcome that is undefined somewhere (a ratio without a denominator) has no row there.
    """
    years = np.array(ensemble.years, dtype=np.int64)
    ids = ["", *(str(q) for q in QUANTILES)]
    types = ["mean", *["quantile"] * len(QUANTILES)]
    keys, repeats = len(ensemble.keys), len(years) * len(ids)
    columns = {
        name: pd.Categorical.from_codes(*pd.factorize(np.array(values, dtype=object))).repeat(repeats)
        for name, values in zip(("variable", "region", "unit"), zip(*ensemble.keys, strict=True), strict=True)
    }
    parts = []
    for name, values in _members(ensemble).items():
        statistics = np.stack([values.mean(axis=0), *np.quantile(values, QUANTILES, axis=0)], axis=-1)
        part = pd.DataFrame(
            {
                "model": MODEL_NAME,
                "scenario": name,
                "region": columns["region"],
                "variable": columns["variable"],
                "unit": columns["unit"],
                "year": np.tile(years.repeat(len(ids)), keys),
                "value": statistics.reshape(-1),
                "output_type": np.tile(np.array(types, dtype=object), keys * len(years)),
                "output_type_id": np.tile(np.array(ids, dtype=object), keys * len(years)),
            }
        )
        parts.append(part[~np.isnan(part["value"])])
    goals = pd.DataFrame(target_rows(ensemble, QUANTILES), columns=TARGET_COLUMNS)
    if len(goals):
        parts.append(goals.assign(model=MODEL_NAME, region=NATION)[parts[0].columns].astype({"year": np.int64}))
    return pd.concat(parts, ignore_index=True)


def write_summary(ensemble: Ensemble, path: Path) -> None:
    """summary.csv."""
    write_frame(summary(ensemble), path, _DIGITS)


def write_iamc(ensemble: Ensemble, path: Path) -> None:
    """iamc.csv: means over replications in the wide format of the integrated-assessment community."""
    variable, region, unit = (list(column) for column in zip(*ensemble.keys, strict=True))
    parts = []
    for name, values in _members(ensemble).items():
        labels = pd.DataFrame(
            {"Model": MODEL_NAME, "Scenario": name, "Region": region, "Variable": variable, "Unit": unit}
        )
        parts.append(labels.join(pd.DataFrame(values.mean(axis=0), columns=list(ensemble.years))))
    write_frame(pd.concat(parts, ignore_index=True), path, _DIGITS)


def write_runs(ensemble: Ensemble, path: Path) -> None:
    """runs.parquet: key outcomes of every replication by quarter (flows at annual rates), one column per variable.

    Single precision (seven digits); null where a variable is not published for the region. Units are in the
    metadata of the columns.
    """
    regions = list(dict.fromkeys(key[1] for key in ensemble.quarterly_keys))
    units = {variable: unit for variable, _, unit in ensemble.quarterly_keys}
    rows = {key[:2]: number for number, key in enumerate(ensemble.quarterly_keys)}
    names = [name for name in (ensemble.parent, ensemble.scenario) if name is not None]
    shape = (len(names), len(ensemble.replications), len(regions), len(ensemble.quarters))
    fields, arrays = [], []
    for axis, (name, labels) in enumerate(
        (
            ("scenario", names),
            ("replication", ensemble.replications),
            ("region", regions),
            ("period", ensemble.quarters),
        )
    ):
        codes = np.arange(shape[axis], dtype=np.int32).reshape([-1 if k == axis else 1 for k in range(4)])
        flat = np.broadcast_to(codes, shape).reshape(-1)
        column = pa.DictionaryArray.from_arrays(flat, pa.array(list(labels)))
        arrays.append(column.cast(pa.int32()) if name == "replication" else column)
        fields.append(pa.field(name, arrays[-1].type))
    for variable, unit in units.items():
        values = np.full(shape, np.nan, dtype=np.float32)
        for number, region in enumerate(regions):
            if (variable, region) in rows:
                values[:, :, number] = ensemble.quarterly[:, :, rows[variable, region]]
        arrays.append(pa.array(values.reshape(-1), mask=np.isnan(values.reshape(-1))))
        fields.append(pa.field(variable, pa.float32(), metadata={"unit": unit}))
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    dictionary = ["scenario", "region", "period"]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=9,
        use_dictionary=dictionary,
        use_byte_stream_split=list(units),
        row_group_size=table.num_rows,
    )
