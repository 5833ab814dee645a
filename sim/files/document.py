"""YAML files as trees whose every node knows where it was written.

YAML 1.2 without anchors, tags or duplicate keys. Trees of a file and of its parent are merged node by node, so that
every leaf of the resolved scenario keeps the file and line it came from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from sim.files.problems import Mark, Problem, ScenarioError, Source, display_name, shown, unseen
from sim.files.slips import loose, stumbled

_MAX_BYTES = 300_000
_MAX_DEPTH = 30
_MAX_NODES = 20_000
_PREFIX = "tag:yaml.org,2002:"
_DECIMAL = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?")

Key = str | int
Loc = tuple[Key, ...]


@dataclass
class Node:
    """A value and where it stands. `value` is a scalar, a list of nodes, or a dict of key to node."""

    value: Any
    mark: Mark
    key_mark: Mark | None = None
    """Where the key of this node stands, when it is an entry of a mapping."""

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, loc: Loc) -> Node | None:
        """The node at a location; None where there is none."""
        node: Node = self
        for part in loc:
            entries = node.value
            if isinstance(entries, list):
                entries = dict(enumerate(entries))
            if not isinstance(entries, dict) or part not in entries:
                return None
            node = entries[part]
        return node

    def mark_of(self, loc: Loc, *, key: bool = False) -> Mark:
        """Where a location stands. Of something missing: its nearest ancestor, with the full path."""
        node = self.at(loc)
        if node is not None:
            return node.key_mark if key and node.key_mark is not None else node.mark
        for length in range(len(loc) - 1, -1, -1):
            above = self.at(loc[:length])
            if above is not None:
                mark = above.key_mark or above.mark
                rest = path_text(loc[length:])
                joint = "" if not above.mark.path or rest.startswith("[") else "."
                return Mark(mark.source, mark.line, mark.column, above.mark.path + joint + rest)
        raise AssertionError("the root always has a mark")

    def leaves(self, loc: Loc = ()) -> Iterator[tuple[Loc, Node]]:
        """Every scalar (and empty collection) with its location."""
        if isinstance(self.value, dict) and self.value:
            for key, node in self.value.items():
                yield from node.leaves((*loc, key))
        elif isinstance(self.value, list) and self.value:
            for number, node in enumerate(self.value):
                yield from node.leaves((*loc, number))
        else:
            yield loc, self


def path_text(loc: Loc) -> str:
    """`pledges[0].scope.regions[0]` for ("pledges", 0, "scope", "regions", 0)."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) and part < 1000 else f".{part}"
    return text.lstrip(".")


def read_text(path: Path, rank: int = 0, largest: int = _MAX_BYTES) -> Source:
    """A file as text with its lines; problems of reading and encoding are raised as ScenarioError."""
    name = display_name(path)

    def fail(message: str, hint: str = "") -> ScenarioError:
        """An error about the whole file."""
        return ScenarioError([Problem(Mark(Source(name, rank=rank)), message, hint)])

    try:
        if not (path.is_file() or path.is_dir()) and path.exists():
            raise fail("this is a device or a pipe, not a file")  # a pipe would be waited for, perhaps for ever
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except FileNotFoundError:
        raise fail("there is no such file") from None
    except IsADirectoryError:
        raise fail("this is a folder, not a file") from None
    except OSError as error:
        raise fail(f"cannot be read: {error.strerror or error}") from None
    except ValueError:  # a zero byte, half a character
        raise fail("this is no name of a file") from None
    if len(raw) > largest:
        raise fail(f"the file is larger than {largest // 1000} kB, which is all that is read")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError([_not_utf8(name, rank, error)]) from None
    return Source(name, tuple(text.splitlines()), rank)


def _not_utf8(name: str, rank: int, error: UnicodeDecodeError) -> Problem:
    """Where the first byte that is no UTF-8 stands; from there on only ASCII is quoted, the rest as question marks."""
    before = error.object[: error.start].decode("utf-8-sig")
    after = error.object[error.start :].decode("ascii", "replace").replace("\ufffd", "?")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Problem(
        Mark(Source(name, tuple((before + after).splitlines()), rank), line, column),
        "the file is not UTF-8 text from here on",
        "save it as UTF-8; files from older Korean editors are often CP949",
    )


def read_document(path: Path, rank: int = 0) -> tuple[Node, list[Problem]]:
    """Tree of a YAML file, and the problems that leave a tree (duplicate keys, anchors, tags); others are raised."""
    return parse(read_text(path, rank))


def parse(source: Source) -> tuple[Node, list[Problem]]:
    """Tree of a YAML text; see `read_document`."""
    text = "\n".join(source.lines)
    top = Mark(source, 1, 1)
    try:
        anchors: list[Problem] = []
        reader = YAML(pure=True)
        reader.Composer = partial(_Composer, source, anchors)  # type: ignore[assignment]
        root = reader.compose(text)
        if anchors:
            raise ScenarioError(anchors)
        if root is None:
            raise ScenarioError([Problem(top, "the file is empty")])
        if not isinstance(root, MappingNode):
            raise ScenarioError(
                [Problem(top, "the file must be a mapping of keys to values", "begin with 'schema: 1'")]
            )
        builder = _Builder(source)
        return builder.node(root, ()), builder.problems
    except ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(str(error.character)[0])
        before = text[: error.position]
        mark = Mark(source, before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1)
        raise ScenarioError([Problem(mark, f"the character U+{code:04X} is not allowed in YAML")]) from None
    except MarkedYAMLError as error:
        opened = any(what in str(error.context) for what in ("quoted scalar", "flow sequence", "flow mapping"))
        begin, end = error.context_mark, error.problem_mark
        mark = _mark(source, (begin or end) if opened else (end or begin))
        stop = _mark(source, end or begin)
        slip = stumbled(source, stop.line, stop.column, str(error.problem)) if _may_slip(error) else None
        raise ScenarioError([slip or Problem(mark, *_yaml_message(error))]) from None
    except (YAMLError, ValueError) as error:
        detail = " ".join(str(error).split())[:120]
        raise ScenarioError([Problem(top, f"the file is not valid YAML: {detail}")]) from None


class _Composer(Composer):  # type: ignore[misc]
    """Composes a tree, and stops where that would be slow or endless; of anchors and aliases it makes problems."""

    def __init__(self, source: Source, anchors: list[Problem], loader: Any) -> None:
        super().__init__(loader)
        self.source, self.found = source, anchors
        self.nodes = self.level = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The next node of the file. Raises ScenarioError when there are too many, or one stands too deep."""
        event = self.parser.peek_event()
        mark = _mark(self.source, event.start_mark)
        self.nodes += 1
        if self.nodes > _MAX_NODES:
            raise ScenarioError([Problem(mark, "the file holds more entries than are read")])
        if self.level + isinstance(event, CollectionStartEvent) > _MAX_DEPTH:
            raise ScenarioError([Problem(mark, "the file is nested too deeply to be a scenario")])
        if event.anchor is not None:
            message = f"an anchor or alias ('{event.anchor}') is not allowed here"
            self.found.append(Problem(mark, message, "write the value out where it is needed"))
            event.anchor = None  # of one that is given twice the reader would warn
        if isinstance(event, AliasEvent):
            self.parser.get_event()
            return ScalarNode(_PREFIX + "null", "", event.start_mark, event.end_mark)
        self.level += 1
        node = super().compose_node(parent, index)
        self.level -= 1
        return node


def _mark(source: Source, mark: Any, path: str = "") -> Mark:
    if mark is None:
        return Mark(source, 1, 1, path)
    return Mark(source, min(mark.line + 1, max(len(source.lines), 1)), mark.column + 1, path)


def _may_slip(error: MarkedYAMLError) -> bool:
    """Whether what stands at the place or in the line above may tell more than the reader does."""
    problem, context = str(error.problem or ""), str(error.context or "")
    if "but got ':'" in problem:  # of a mapping that goes on in other lines the end may be missing
        begin, end = error.context_mark, error.problem_mark
        return "flow" in context and begin is not None and end is not None and begin.line == end.line
    at_start = "block mapping" in context or "block collection" in context
    words = ("mapping values are not allowed", "could not find expected ':'", "cannot start any token")
    return at_start or (any(word in problem for word in words) and "\\t" not in repr(problem))


def _yaml_message(error: MarkedYAMLError) -> tuple[str, str]:
    """Sentence and hint for what the YAML reader stumbled on."""
    problem, context = str(error.problem or ""), str(error.context or "")
    if "another document" in problem:
        return "the file holds more than one YAML document", "remove the line '---'"
    if "mapping values are not allowed" in problem:
        return "not valid YAML: a second ': ' on one line", "put text that contains ': ' in quotes"
    if "'\\t'" in problem or "\\t" in repr(problem):
        return "not valid YAML: a tab where spaces are expected", "indent with spaces"
    if "quoted scalar" in context:
        return "not valid YAML: a quotation mark is not closed", ""
    if "flow sequence" in context:
        return "not valid YAML: a list [...] is not closed, or a comma is missing", ""
    if "flow mapping" in context:
        return "not valid YAML: a mapping {...} is not closed, or a comma is missing", ""
    if "could not find expected ':'" in problem:
        return "not valid YAML: a key without ':'", "write 'key: value'"
    if "block mapping" in context or "block collection" in context:
        return "not valid YAML: this line does not fit the indentation above it", "indent entries of one mapping alike"
    return f"not valid YAML: {problem or context}", ""


class _Builder:
    """Turns the composed YAML of one file into nodes."""

    def __init__(self, source: Source):
        self.source = source
        self.problems: list[Problem] = []

    def node(self, yaml: Any, loc: Loc) -> Node:
        """A value with its mark, and all below it."""
        mark = _mark(self.source, yaml.start_mark, path_text(loc))
        if isinstance(yaml, MappingNode):
            self._standard(yaml.tag, ("map",), mark)
            return self._mapping(yaml, loc, mark)
        if isinstance(yaml, SequenceNode):
            self._standard(yaml.tag, ("seq",), mark)
            return Node([self.node(item, (*loc, number)) for number, item in enumerate(yaml.value)], mark)
        return Node(self._scalar(yaml, mark), mark)

    def _mapping(self, yaml: MappingNode, loc: Loc, mark: Mark) -> Node:
        entries: dict[Key, Node] = {}
        for key_yaml, value_yaml in yaml.value:
            key_mark = _mark(self.source, key_yaml.start_mark, path_text(loc))
            key = self._scalar(key_yaml, key_mark) if isinstance(key_yaml, ScalarNode) else None
            if not isinstance(key, str | int) or isinstance(key, bool):
                self.problems.append(Problem(key_mark, "a key must be a word or a year"))
                continue
            if yaml.flow_style and isinstance(value_yaml, ScalarNode) and not value_yaml.value and not value_yaml.style:
                slip = loose(str(key_yaml.value), key_mark, path_text(loc), key_yaml.end_mark.column)
                if slip is not None:
                    self.problems += [slip] if slip not in self.problems else []
                    continue
            key_mark = _mark(self.source, key_yaml.start_mark, path_text((*loc, key)))
            if key in entries:
                first = entries[key].key_mark
                line = first.line if first else 0
                self.problems.append(
                    Problem(key_mark, f"the key {shown(key)} is given twice", f"it stands in line {line} already")
                )
                continue
            entries[key] = self.node(value_yaml, (*loc, key))
            entries[key].key_mark = key_mark
        return Node(entries, mark)

    def _standard(self, tag: str | None, kinds: tuple[str, ...], mark: Mark) -> None:
        if tag is not None and tag not in {_PREFIX + kind for kind in kinds}:
            self.problems.append(Problem(mark, f"a YAML tag ('{str(tag).removeprefix(_PREFIX)}') is not allowed here"))

    def _scalar(self, yaml: ScalarNode, mark: Mark) -> Any:
        text, tag = str(yaml.value), str(yaml.tag).removeprefix(_PREFIX)
        letter = unseen(text)
        if letter:
            self.problems.append(Problem(mark, f"the character U+{ord(letter):04X} cannot be shown", "leave it out"))
        self._standard(yaml.tag, ("str", "int", "float", "bool", "null", "timestamp"), mark)
        if tag == "null":
            return None
        if tag == "bool":
            return text.casefold() == "true"
        if tag.startswith("!"):
            tag = "float" if _DECIMAL.fullmatch(text) else "str"
        try:
            if tag == "int":
                return int(text.replace("_", ""), 0 if text.lstrip("+-")[:2] in ("0x", "0o") else 10)
            if tag == "float":
                return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            self.problems.append(Problem(mark, f"{shown(text)} is not a number"))
        return text


def is_number(value: Any) -> bool:
    """A finite number, not a truth value."""
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 10**300  # whole numbers have no end; a float does
    return isinstance(value, float) and math.isfinite(value)
