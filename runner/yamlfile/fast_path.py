"""Gives the value of a plain YAML file fast: one that libyaml composes in one call, with no mistake in it."""

import math
import re
from collections.abc import Callable
from typing import Any

import yaml

from runner.yamlfile.nodes import DEPTH, JSON, meant

# Anchors, aliases, tags and what PyYAML's two parsers read differently are for `source` to read; so is a large file,
# since libyaml's nodes are composed by recursion.
_NOT_PLAIN = re.compile(r"[&*!?\t\ufeff\ud800-\udfff]|\\[uU]|[|>][-+0-9]*#")
_LARGE = 8 * 1024


class _NotPlainError(Exception):
    pass


def value(characters: str) -> JSON:
    """Give what a plain file holds, a mapping without a mistake in its YAML; None for any other."""
    if len(characters) > _LARGE or _NOT_PLAIN.search(characters) or not _loader:
        return None
    loader = _loader(characters)
    try:
        node = loader.get_single_node()
        return _mapping(node, DEPTH) if isinstance(node, yaml.MappingNode) else None
    except (yaml.YAMLError, ValueError, OverflowError, _NotPlainError):
        return None
    finally:
        loader.dispose()


def _value(node: Any, depth: int) -> JSON:
    if isinstance(node, yaml.ScalarNode):
        if node.style:
            text: str = node.value
            return text
        read = meant(node.value)
        if isinstance(read, float) and math.isinf(read):
            raise _NotPlainError
        return read
    if not depth:
        raise _NotPlainError
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, depth - 1) for item in node.value]
    return _mapping(node, depth)


def _mapping(node: Any, depth: int) -> dict[str, JSON]:
    found = {key.value: _value(item, depth - 1) for key, item in node.value if isinstance(key, yaml.ScalarNode)}
    if len(found) < len(node.value):
        raise _NotPlainError  # a key that stands there twice, or is no text
    return found


def _made() -> Callable[[str], Any] | None:
    """Make a loader that leaves it to us what a scalar means; None without libyaml."""
    if not yaml.__with_libyaml__:
        return None

    class Loader(yaml.CSafeLoader):
        def resolve(self, *_: Any) -> str:
            return ""

        def descend_resolver(self, *_: Any) -> None:
            pass

        def ascend_resolver(self) -> None:
            pass

    return Loader


_loader = _made()
