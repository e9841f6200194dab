"""A YAML file as plain values: a mistake in it is a sentence with its line."""

from pathlib import Path
from typing import Any

import yaml

from .problems import ConfigurationError, Problem


class _Loader(yaml.SafeLoader):
    """Plain values only, and no key twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            raise yaml.MarkedYAMLError(
                problem=f"the key {key.value!r} stands here twice", problem_mark=key.start_mark
            )
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_document(file: Path) -> dict[Any, Any]:
    """The content of a configuration file.

    Raises:
        ConfigurationError: It cannot be read, is no YAML, or is no mapping.
    """
    try:
        with file.open("rb") as stream:
            document = yaml.load(stream, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except OSError as error:
        problem = Problem(
            "", f"It cannot be read: {error.strerror}.", "Check the path after CONFIG=."
        )
        raise ConfigurationError(str(file), [problem]) from None
    except yaml.YAMLError as error:
        raise ConfigurationError(str(file), [_syntax(error)]) from None
    if document is None:
        return {}
    if not isinstance(document, dict):
        problem = Problem("", "It is no mapping.", "Write sections with keys, as `server:`.")
        raise ConfigurationError(str(file), [problem])
    return document


def _syntax(error: yaml.YAMLError) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}"
        return Problem(where, f"{error.problem or error.context}.", "Mend the YAML there.")
    return Problem("", "It is no YAML text.", "Save it as UTF-8 text.")
