"""The schema for editors says what the checks say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.codes import REGIONS
from sim.scenario import vocabulary
from sim.scenario.faults import keys_at
from sim.scenario.json_schema import schema_text

FILE = vocabulary.SHIPPED / "scenario.schema.json"


def test_file_is_generated(update: bool) -> None:
    if update:
        FILE.write_text(schema_text(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == schema_text()


def test_same_keys_as_the_checks() -> None:
    schema = json.loads(schema_text())
    assert list(schema["properties"]) == keys_at(())
    assert list(schema["$defs"]["Pledge"]["properties"]) == keys_at(("pledges",))
    assert schema["$defs"]["Pledge"]["additionalProperties"] is False
    regions = schema["$defs"]["Scope"]["properties"]["regions"]["anyOf"][1]["items"]["enum"]
    assert set(REGIONS) < set(regions)


def _accepts(schema: dict[str, Any], part: dict[str, Any], value: Any) -> bool:
    """The few words of JSON Schema that the file uses."""
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]] | {k: v for k, v in part.items() if k != "$ref"}
    if "anyOf" in part:
        return any(_accepts(schema, option, value) for option in part["anyOf"])
    if ("const" in part and value != part["const"]) or ("enum" in part and value not in part["enum"]):
        return False
    if "pattern" in part and not (isinstance(value, str) and re.search(part["pattern"], value)):
        return False
    kinds: dict[str, Any] = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool,
                             "number": (int, float), "integer": int}  # fmt: skip
    if "type" in part and not isinstance(value, kinds[part["type"]]):
        return False
    if isinstance(value, dict) and "properties" in part:
        return set(part.get("required", ())) <= set(value) <= set(part["properties"]) and all(
            _accepts(schema, part["properties"][key], inner) for key, inner in value.items()
        )
    return not isinstance(value, list) or all(_accepts(schema, part.get("items", {}), item) for item in value)


def test_shipped_scenarios_and_the_plan_of_the_tests_fit() -> None:
    schema = json.loads(schema_text())
    files = [path for path in vocabulary.SHIPPED.glob("*.yaml") if path.name != "sources.yaml"]
    for path in [*files, Path(__file__).with_name("files") / "plan.yaml"]:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        assert _accepts(schema, schema, content), path
        assert not _accepts(schema, schema, {**content, "extra": 1})
