"""JSON Schema of a scenario file, for completion in editors; generated from the models that check files."""

from __future__ import annotations

import json
from typing import Any

from sim.scenario.schema import ScenarioFile


def schema_text() -> str:
    """Content of `scenarios/scenario.schema.json`."""
    schema = ScenarioFile.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_tidy(schema)}
    schema["title"] = "Scenario file"
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _tidy(part: Any) -> Any:
    """Without generated titles, which only repeat the names of keys, and defaults, which editors would insert."""
    if isinstance(part, dict):
        return {
            key: {name: _tidy(value) for name, value in inner.items()}
            if key in ("properties", "$defs")
            else _tidy(inner)
            for key, inner in part.items()
            if key not in ("title", "default")
        }
    return [_tidy(item) for item in part] if isinstance(part, list) else part
