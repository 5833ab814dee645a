"""Faults of shape in the words of this project: what pydantic found, located in the file."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sim.files.document import Loc, Node
from sim.files.problems import Problem, closest, shown, suggest
from sim.files.slips import number_hint
from sim.scenario.schema import ScenarioFile

NULLABLE = {("money", "announced"), ("timing", "end"), ("strength", "by"), ("report", "compare_with")}
"""Where `null` has a meaning."""

_EXPECTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def shape_faults(root: Node) -> list[Problem]:
    """Every fault of shape of a resolved scenario, located."""
    empty = {loc: node for loc, node in root.leaves() if node.value is None and not _may_be_empty(loc)}
    problems = [
        Problem(node.key_mark or node.mark, "nothing stands here (null)", "give it a value, or leave the key out")
        for node in empty.values()
    ]
    try:
        ScenarioFile.model_validate(root.plain())
    except ValidationError as error:
        # numbers as names of assumptions, which pydantic marks [key], are told as unknown names
        found = [entry for entry in error.errors(include_url=False) if entry["loc"][-1:] != ("[key]",)]
        problems.extend(_problem(entry, root) for entry in found if entry["loc"] not in empty)
    return problems


def _may_be_empty(loc: Loc) -> bool:
    """Whether `null` has a meaning there; by its key alone where the key above it is misspelt, which is told itself."""
    if loc[-2:] in NULLABLE:
        return True
    above = loc[-2] if len(loc) > 1 else None
    known = isinstance(above, int) or above in keys_at(loc[:-2])
    return not known and loc[-1] in {key for _, key in NULLABLE}


def _problem(entry: Any, root: Node) -> Problem:
    kind, loc, context = entry["type"], tuple(entry["loc"]), entry.get("ctx", {})
    value = entry["input"]
    if kind in ("extra_forbidden", "invalid_key"):
        names = keys_at(loc[:-1])
        message, hint = f"unknown key {shown(loc[-1])}", suggest(loc[-1], names)
        return Problem(root.mark_of(loc, key=True), message, hint)
    mark = root.mark_of(loc)
    if kind == "located":
        return Problem(mark, context["message"], context["hint"])
    if kind == "missing":
        return _missing(loc, root)
    if kind == "literal_error":
        options = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return Problem(mark, f"unknown {loc[-1]} {shown(value)}", suggest(value, options))
    if kind == "string_too_short" or (kind == "string_pattern_mismatch" and not value.strip()):
        return Problem(mark, "the text is empty", "write what it should say")
    if kind == "string_pattern_mismatch":
        return Problem(
            mark, f"{shown(value)} is not a name", "use small letters, digits and _, beginning with a letter"
        )
    if kind == "string_too_long":
        return Problem(mark, f"the text has {len(value)} letters, more than {context['max_length']}", "paraphrase it")
    if kind == "too_short":
        return Problem(mark, "the list is empty", describe(loc))
    if kind == "finite_number":
        return Problem(mark, f"{shown(value)} is not a finite number")
    if kind in ("greater_than_equal", "less_than_equal"):
        side = "below" if kind.startswith("greater") else "above"
        bound = context.get("ge", context.get("le"))
        return Problem(mark, f"{shown(value)} is {side} {bound:g}", describe(loc))
    expected = _EXPECTED.get(kind, "something else")
    hint = describe(loc)
    if expected == "a number" and isinstance(value, str):
        hint = number_hint(value) or hint
    return Problem(mark, f"expected {expected}, found {shown(value)}", hint)


def _missing(loc: Loc, root: Node) -> Problem:
    name = str(loc[-1])
    above = root.at(loc[:-1])
    if loc[-2:] == ("money", "unit"):
        return Problem(root.mark_of(loc), "money without a unit", "add unit: trillion KRW")
    there = list(above.value) if above is not None and isinstance(above.value, dict) else []
    strangers = [str(key) for key in there if key not in keys_at(loc[:-1])]
    misspelt = closest(name, strangers)
    hint = f"is '{misspelt}' meant to be '{name}'?" if misspelt else describe(loc)
    return Problem(root.mark_of(loc), f"the key '{name}' is missing", hint)


def _model_at(loc: Loc) -> type[BaseModel] | None:
    """The model whose keys stand at a location."""
    model: type[BaseModel] | None = ScenarioFile
    for part in loc:
        if isinstance(part, int):
            continue
        field = _field(model, str(part))
        model = _model_in(field.annotation) if field is not None else None
        if model is None:
            return None
    return model


def _field(model: type[BaseModel] | None, name: str) -> Any:
    fields = model.model_fields if model is not None else {}
    return next((field for key, field in fields.items() if (field.alias or key) == name), None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part)) is not None), None)


def keys_at(loc: Loc) -> list[str]:
    """Keys that may stand at a location."""
    model = _model_at(loc)
    return [field.alias or key for key, field in model.model_fields.items()] if model is not None else []


def describe(loc: Loc) -> str:
    """`name: meaning` of the key at a location, as a hint; empty for what is not a key of the format."""
    names = [part for part in loc if isinstance(part, str)]
    field = _field(_model_at(tuple(names[:-1])), names[-1]) if names else None
    return f"{names[-1]}: {field.description}" if field is not None and field.description else ""
