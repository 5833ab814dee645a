"""Does pyam read `iamc.csv`? Run by hand in an environment of pyam's own, which knows nothing of this project:

    python -m venv pyam-env && pyam-env/bin/pip install -U pip && pyam-env/bin/pip install "pyam-iamc>=4"
    pyam-env/bin/python tests/results/read_with_pyam.py results/SCENARIO/RUN

Prints one line, or fails where pyam loses or changes a number.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pyam


def main(folder: Path) -> str:
    """Compare what pyam holds with the file."""
    path = folder / "iamc.csv"
    plain = pd.read_csv(path)
    years = [column for column in plain.columns if column.isdigit()]
    frame = pyam.IamDataFrame(path)
    assert sorted(map(int, years)) == list(frame.year)
    keys = ["model", "scenario", "region", "variable", "unit"]
    for name in keys:
        assert sorted(plain[name.capitalize()].unique()) == sorted(getattr(frame, name)), name
    long = plain.melt([key.capitalize() for key in keys], years, "year").dropna(subset="value")
    long = long.rename(columns=str.lower).astype({"year": int}).set_index([*keys, "year"])["value"].sort_index()
    held = frame.data.set_index([*keys, "year"])["value"].sort_index()
    pd.testing.assert_series_equal(held, long)
    return f"pyam {pyam.__version__} reads {len(held)} numbers of {len(frame.scenario)} scenarios from {path}"


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))  # noqa: T201
