"""Draws of a comparison on disk, so that finished plans are not run again when others are added or changed.

`draws.npz` holds every replication of every plan and what made them. They can only be used by the same code on the same
data, seed, replications, population and baseline: anything else is an error that names both. A plan whose resolved file
has changed is run again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from sim.compare.runs import Comparison, PlanTargets
from sim.measures import Array
from sim.results.code import CodeVersion

FILE: Final = "draws.npz"
_DAMAGE: Final = (
    OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, RecursionError, BadZipFile, zlib.error,
)  # fmt: skip
"""What reading a file raises that is not as it was written."""
SAME: Final = ("code", "data", "seed", "runs", "scale", "start", "until", "baseline", "baseline file")
"""What must agree."""


class CompareError(Exception):
    """The plans cannot be compared; one sentence for the user."""

    exit_code = 2


def digest(plan: Any) -> str:
    """Hash of a plan as resolved."""
    return hashlib.sha256(plan.files[f"{plan.id}.resolved.yaml"].encode()).hexdigest()


def origin(baseline: Any, code: CodeVersion, data: str, seed: int, runs: int, scale: str | float) -> dict[str, str]:
    """What makes draws, as far as it must agree."""
    horizon = baseline.horizon
    values = (
        f"{code} ({code.source_hash[:12]})", data, seed, runs, scale, horizon.base_year, horizon.until, baseline.id,
        digest(baseline),
    )  # fmt: skip
    return dict(zip(SAME, map(str, values), strict=True))


def save(comparison: Comparison, made_by: Mapping[str, str], plans: Sequence[Any], folder: Path) -> None:
    """Write the draws beside the results."""
    about = {
        "made_by": dict(made_by), "members": comparison.members, "keys": comparison.keys, "years": comparison.years,
        "seed": comparison.seed, "replications": comparison.replications,
        "digests": {plan.id: digest(plan) for plan in plans},
    }  # fmt: skip
    text = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8)
    arrays: dict[str, Any] = {"annual": comparison.annual, "about": text}
    for plan, judged in comparison.judged.items():
        arrays |= {f"value {plan}": judged.target_values, f"required {plan}": judged.target_required}
    np.savez_compressed(folder / FILE, **arrays)


def finished(folder: Path, made_by: Mapping[str, str], plans: Sequence[Any]) -> Comparison | None:
    """Those of the plans that an earlier comparison has run as they are now; None where it has none.

    Raises CompareError when the draws cannot be used by this run.
    """
    path = folder / FILE
    if not path.is_file():
        raise CompareError(f"{folder} has no {FILE}: reuse the results of a comparison made with --keep-draws")
    try:
        earlier, theirs, same = _stored(path, plans)
    except _DAMAGE as error:
        raise CompareError(f"{path} is damaged ({error}): run the comparison again without --reuse") from None
    _must_agree(folder, theirs, made_by)
    kept = [
        earlier.members.index(plan.id) for plan in plans if plan.id in earlier.members and same[plan.id] == digest(plan)
    ]
    if not kept:
        return None
    members = tuple(earlier.members[k] for k in (0, *kept))
    return dataclasses.replace(
        earlier,
        members=members,
        annual=earlier.annual[[0, *kept]],
        judged={plan: found for plan, found in earlier.judged.items() if plan in members},
    )


def _stored(path: Path, plans: Sequence[Any]) -> tuple[Comparison, dict[str, str], dict[str, str]]:
    """The comparison of a file as far as these plans go, what made it, and the hashes of its plans."""
    with path.open("rb") as file, np.load(file) as stored:
        about: dict[str, Any] = json.loads(stored["about"].tobytes().decode())
        years = tuple(about["years"])
        earlier = Comparison(
            members=tuple(about["members"]),
            seed=about["seed"],
            replications=tuple(about["replications"]),
            keys=tuple(tuple(key) for key in about["keys"]),
            years=years,
            annual=stored["annual"],
            judged={
                plan.id: PlanTargets(plan.targets, stored[f"value {plan.id}"], stored[f"required {plan.id}"], years)
                for plan in plans
                if f"value {plan.id}" in stored
            },
            faults={},
            wall_seconds=0.0,
            peak_memory_mb=0.0,
        )
    lengths = (earlier.members, earlier.replications, earlier.keys, earlier.years)
    if earlier.annual.shape != tuple(map(len, lengths)):
        raise ValueError("its parts do not belong together")
    made_by, same = about["made_by"], about["digests"]
    return earlier, {name: made_by[name] for name in SAME}, {plan: same[plan] for plan in earlier.members}


def _must_agree(folder: Path, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    for name in SAME:
        if theirs[name] != ours[name]:
            if name == "baseline file":
                raise CompareError(
                    f"the baseline '{ours['baseline']}' is not the one of {folder}: its file has changed"
                )
            raise CompareError(f"{folder} was made with {name} {theirs[name]}; this run has {name} {ours[name]}")


def _aligned(comparison: Comparison, keys: tuple[tuple[str, str, str], ...]) -> Array:
    """Draws by these keys; a lever that no plan of the comparison has costs nothing."""
    own = {key: number for number, key in enumerate(comparison.keys)}
    shape = (*comparison.annual.shape[:2], len(keys), comparison.annual.shape[3])
    out = np.zeros(shape)
    for number, key in enumerate(keys):
        if key in own:
            out[:, :, number] = comparison.annual[:, :, own[key]]
    return out


def joined(earlier: Comparison, new: Comparison, folder: Path) -> Comparison:
    """Plans of both, those of the earlier comparison first.

    Raises CompareError when the baseline did not come out the same, bit by bit.
    """
    keys = tuple(dict.fromkeys((*earlier.keys, *new.keys)))
    before, after = _aligned(earlier, keys), _aligned(new, keys)
    common = [number for number, key in enumerate(keys) if key in earlier.keys and key in new.keys]
    if not np.array_equal(before[0][:, common], after[0][:, common], equal_nan=True):
        raise CompareError(f"the baseline '{new.baseline}' does not come out as in {folder}: run all plans again")
    return dataclasses.replace(
        new,
        members=(*earlier.members, *new.plans),
        keys=keys,
        annual=np.concatenate([before, after[1:]]),
        judged=earlier.judged | new.judged,
    )
