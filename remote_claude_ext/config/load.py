"""YAML and environment to settings; errors name the path in the YAML."""

import difflib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from ..core.secret import SecretRef
from .document import read_document
from .expand import ExpansionError, expand, only_variable, variables
from .kinds import Kind, Setting
from .parse import to_secret, to_value
from .problems import ConfigurationError, Problem
from .settings import LATER, SECTIONS, Settings
from .upstreams import UpstreamSetting, to_problem, to_upstreams
from .values import ValueProblemError


def load_settings(file: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of a configuration file; all defaults where there is none.

    Raises:
        ConfigurationError: With every mistake that the file has.
    """
    if file is None:
        return Settings()
    reader = _Reader(file.absolute(), environ)
    settings = reader.read(read_document(file))
    if reader.problems:
        raise ConfigurationError(str(file), reader.problems)
    return settings


class _Reader:
    """One reading of one file, with the mistakes found so far."""

    def __init__(self, file: Path, environ: Mapping[str, str]) -> None:
        self._file = file
        self._environ = environ
        self._secret_variables: set[str] = set()
        self.problems: list[Problem] = []

    def read(self, document: Mapping[Any, Any]) -> Settings:
        """Read every section."""
        sections: dict[str, Any] = {}
        for key, content in document.items():
            if self._is_known(str(key), "", tuple(SECTIONS)):
                sections[key] = self._section(key, content)
        return Settings(
            **sections,
            file=str(self._file),
            secret_variables=tuple(sorted(self._secret_variables)),
        )

    def _section(self, name: str, content: object) -> object:
        section = SECTIONS[name]
        known = {field.metadata["setting"].key: field for field in fields(section)}
        if content is None:
            content = {}
        if not isinstance(content, dict):
            self._add(name, "It is no group of keys.", f"Write keys below it: {', '.join(known)}.")
            content = {}
        values: dict[str, object] = {}
        for key, raw in content.items():
            if self._is_known(str(key), name, tuple(known)):
                field = known[key]
                self._set(values, field.name, f"{name}.{key}", field.metadata["setting"], raw)
        return section(**values)

    def _set(
        self, values: dict[str, object], name: str, path: str, setting: Setting, raw: object
    ) -> None:
        try:
            if setting.kind is Kind.SECRET:
                values[name] = self._secret(raw)
            elif setting.kind is Kind.UPSTREAMS:
                values[name] = self._upstreams(raw)
            else:
                values[name] = to_value(setting, path, self._expanded(raw))
        except (ExpansionError, ValueProblemError) as error:
            self._add(path, str(error))

    def _upstreams(self, raw: object) -> tuple[UpstreamSetting, ...]:
        items = raw if isinstance(raw, list) else []
        read = [self._upstream(number, item) for number, item in enumerate(items, start=1)]
        return to_upstreams(read)

    def _upstream(self, number: int, item: object) -> object:
        try:
            if not isinstance(item, dict) or "apiKey" not in item:
                return self._expanded(item)
            others = {key: value for key, value in item.items() if key != "apiKey"}
            return {**self._mapping(others), "apiKey": self._secret(item["apiKey"])}
        except (ExpansionError, ValueProblemError) as error:
            raise to_problem(number, error) from None

    def _secret(self, raw: object) -> SecretRef:
        if not isinstance(raw, str) or not raw.strip():
            raise ValueProblemError("There is no key here. Write file:PATH or ${NAME}.")
        self._secret_variables |= variables(raw)
        variable = only_variable(raw)
        if variable and not self._environ.get(variable):
            variable = None
        return to_secret(expand(raw, self._environ), self._file.parent, variable)

    def _expanded(self, raw: object) -> object:
        if isinstance(raw, str):
            return expand(raw, self._environ)
        if isinstance(raw, list):
            return [self._expanded(item) for item in raw]
        if isinstance(raw, dict):
            return self._mapping(raw)
        return raw

    def _mapping(self, raw: Mapping[Any, object]) -> dict[Any, object]:
        return {key: self._expanded(item) for key, item in raw.items()}

    def _is_known(self, key: str, section: str, known: tuple[str, ...]) -> bool:
        path = f"{section}.{key}" if section else key
        if key in known:
            return True
        if path in LATER:
            self._add(path, "This key is known, not available in this version.", "Remove it.")
            return False
        self._add(path, "There is no such key.", _remedy(key, section, known))
        return False

    def _add(self, path: str, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(path, message, remedy))


def _remedy(key: str, section: str, known: tuple[str, ...]) -> str:
    prefix = f"{section}." if section else ""
    lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(key.lower(), lower, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {prefix}{lower[near[0]]}?"
    elsewhere = [
        f"{name}.{field.metadata['setting'].key}"
        for name, type_ in SECTIONS.items()
        for field in fields(type_)
        if field.metadata["setting"].key == key
    ]
    if elsewhere:
        return f"Did you mean {elsewhere[0]}?"
    return f"Known here: {', '.join(known)}."
