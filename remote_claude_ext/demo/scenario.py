"""Scenarios from YAML; a mistake is told with file, scenario, turn and step."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from ..core.errors import RemoteClaudeError
from .fill import NAMES, find_unknown
from .script import (
    CONTENT,
    VERBS,
    Case,
    Fail,
    Outcome,
    Say,
    Scenario,
    Step,
    Turn,
    When,
)

PACKAGED = Path(__file__).parent / "scenarios"
T = TypeVar("T")
_WHEN: Mapping[str, frozenset[Outcome]] = {
    "ok": frozenset({"ok"}),
    "error": frozenset({"error"}),
    "denied": frozenset({"denied"}),
    "failed": frozenset({"error", "denied"}),
}


class ScenarioError(RemoteClaudeError):
    """A scenario file that cannot be played; `where` says the place."""

    code = "scenario_malformed"
    status = 500

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}.", remedy="Correct the scenario file and start again.")


class FileShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scenario file: a pace in tokens a second, a line that ends every answer, scenarios."""

    scenarios: list[dict[str, object]]
    pace: float | None = None
    signature: str = ""


class ScenarioShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scenario: regular expressions of which one must be found, and the answers in order."""

    name: str
    match: str | list[str]
    turns: list[list[dict[str, object]] | dict[str, object]]
    pace: float | None = None


class CasesShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer that depends on the request: the first case that fits is played."""

    cases: list[dict[str, object]]


class CaseShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The steps of one case and when they are played."""

    steps: list[dict[str, object]]
    when: str | dict[str, object] = {}


class WhenShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition: how the last tools ended, what they said, which tools there are."""

    outcome: str | None = None
    result: str | None = None
    tools: list[str] = []


def load_scenarios(places: Iterable[Path]) -> tuple[Scenario, ...]:
    """All scenarios of files and folders, in the order in which they are searched."""
    found: list[Scenario] = []
    for place in places:
        if not place.exists():
            raise ScenarioError(str(place), "there is no such file or folder")
        files = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
        for file in files:
            found.extend(read_scenarios(file.read_text("utf-8"), str(file)))
    return tuple(found)


def read_scenarios(text: str, where: str) -> list[Scenario]:
    """The scenarios of one file's text; `where` names the file in errors."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ScenarioError(where, f"this is not YAML: {error}") from None
    file = _convert(raw, FileShape, where)
    if file.pace is not None and file.pace <= 0:
        raise ScenarioError(where, "pace must be above 0")
    return [
        _scenario(scenario, file, f"{where}, scenario {_name(scenario, number)}")
        for number, scenario in enumerate(file.scenarios, 1)
    ]


def _scenario(raw: dict[str, object], file: FileShape, where: str) -> Scenario:
    shape = _convert(raw, ScenarioShape, where)
    patterns = [shape.match] if isinstance(shape.match, str) else shape.match
    if not shape.turns or not patterns:
        raise ScenarioError(where, "it needs at least one match and one turn")
    style = _Style(shape.pace or file.pace, file.signature)
    match = _pattern("|".join(f"(?:{pattern})" for pattern in patterns), where)
    turns = tuple(
        _cases(turn, style, f"{where}, turn {number}") for number, turn in enumerate(shape.turns, 1)
    )
    return Scenario(shape.name, match, turns)


class _Style:
    """What a file or scenario gives to all its answers."""

    def __init__(self, pace: float | None, signature: str) -> None:
        self.pace = pace
        self.signature = signature

    def dress(self, turn: Turn) -> Turn:
        """The turn at this pace; its last answer ends with the signature."""
        steps = [self._paced(step) for step in turn.steps]
        if self.signature and turn.is_last and not any(isinstance(s, Fail) for s in steps):
            ends = next((i for i in range(len(steps) - 1, -1, -1) if isinstance(steps[i], Say)), -1)
            last = steps[ends] if ends >= 0 else None
            if isinstance(last, Say):
                text = f"{last.say.rstrip()}\n\n{self.signature}"
                steps[ends] = msgspec.structs.replace(last, say=text)
            else:
                steps.append(Say(self.signature, self.pace))
        return Turn(tuple(steps))

    def _paced(self, step: Step) -> Step:
        if isinstance(step, CONTENT) and step.pace is None:
            return msgspec.structs.replace(step, pace=self.pace)
        return step


def _cases(raw: object, style: _Style, where: str) -> tuple[Case, ...]:
    if isinstance(raw, list):
        return (Case(When(), style.dress(_turn(raw, where))),)
    cases = []
    for number, given in enumerate(_convert(raw, CasesShape, where).cases, 1):
        at = f"{where}, case {number}"
        case = _convert(given, CaseShape, at)
        cases.append(Case(_when(case.when, at), style.dress(_turn(case.steps, at))))
    if not cases or cases[-1].when != When():
        raise ScenarioError(where, "its last case must have no `when`, so that one always fits")
    return tuple(cases)


def _when(raw: str | dict[str, object], where: str) -> When:
    shape = WhenShape(outcome=raw) if isinstance(raw, str) else _convert(raw, WhenShape, where)
    if shape.outcome is not None and shape.outcome not in _WHEN:
        raise ScenarioError(where, f"`when` may be {', '.join(_WHEN)}, not {shape.outcome!r}")
    return When(
        outcomes=_WHEN[shape.outcome] if shape.outcome else frozenset(),
        result=_pattern(shape.result, where) if shape.result else None,
        tools=frozenset(shape.tools),
    )


def _turn(raw: list[dict[str, object]], where: str) -> Turn:
    if not raw:
        raise ScenarioError(where, "it has no steps")
    return Turn(tuple(_step(step, f"{where}, step {n}") for n, step in enumerate(raw, 1)))


def _step(raw: dict[str, object], where: str) -> Step:
    verbs = [verb for verb in VERBS if verb in raw]
    if len(verbs) != 1:
        raise ScenarioError(where, f"a step has exactly one of {', '.join(VERBS)}")
    if unknown := find_unknown(raw):
        raise ScenarioError(
            where, f"nothing fills {{{{{unknown}}}}}; known are {', '.join(sorted(NAMES))}"
        )
    return _convert(raw, VERBS[verbs[0]], where)


def _name(raw: dict[str, object], number: int) -> str:
    return repr(raw["name"]) if isinstance(raw.get("name"), str) else str(number)


def _pattern(text: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ScenarioError(where, f"{text!r} is no regular expression: {error}") from None


def _convert(raw: object, shape: type[T], where: str) -> T:
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise ScenarioError(where, str(error)) from None
