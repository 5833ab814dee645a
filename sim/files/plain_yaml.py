"""YAML of the program's own tables as plain values; `sim.files.document` keeps places and takes 12 times as long."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

_PLAIN: Final = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan", "-+.0123456789"),
}
"""What an unquoted word is, as YAML 1.2 has it: 1e-3 is a number, `no` a word. Of each: how it may begin."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A key that is given twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The entries of a mapping; YAMLError where a key stands twice."""
        names = [key.value for key, _ in node.value]
        if len(set(names)) < len(names):
            raise yaml.constructor.ConstructorError(None, None, "a key is given twice", node.start_mark)
        entries: dict[Any, Any] = super().construct_mapping(node, deep)
        return entries


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag.rpartition(":")[2] not in _PLAIN]
    for first, known in _Loader.yaml_implicit_resolvers.items()
}
for _name, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"(?:{_pattern})$"), list(_first))


def load_plain(text: str) -> Any:
    """The content of a YAML text: mappings, lists and scalars. Raises ValueError where it is not valid YAML.

    >>> load_plain("a: {size: 1e-3, on: no, list: [1, 2.5, ~, 2022-01]}")
    {'a': {'size': 0.001, 'on': 'no', 'list': [1, 2.5, None, '2022-01']}}
    """
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
