"""The rules that Claude Code suggests, one by one, in words for people; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from claude_agent_sdk import PermissionUpdate
from claude_agent_sdk.types import PermissionRuleValue

from ...wire.chat import Suggestion
from .tools import to_tool_label

_SCOPES = {
    "localSettings": ("project", "in this project"),
    "projectSettings": ("project", "in this project"),
    "userSettings": ("user", "in all my projects"),
}
_CONVERSATION = ("conversation", "in this conversation")
_MODES = {
    "acceptEdits": "Accept all edits from now on",
    "default": "Ask again from now on",
    "plan": "Only plan from now on",
}
_ANY = re.compile(r"(:\*| \*)$")


@dataclass(frozen=True, slots=True)
class Offer:
    """One rule a person may choose: what is shown, what Claude Code is told, what is kept."""

    suggestion: Suggestion
    update: PermissionUpdate
    kept: tuple[str, ...] = ()


def to_offers(updates: Sequence[PermissionUpdate], *, workspace: PurePath) -> list[Offer]:
    """An offer for each suggestion; never several at once, for they mix rules and modes."""
    useful = [update for update in updates if _is_useful(update, workspace)]
    return [_to_offer(f"s{place}", update) for place, update in enumerate(useful, start=1)]


def to_notation(rule: PermissionRuleValue) -> str:
    """A rule as settings write it: `Bash(npm test *)`."""
    if rule.rule_content is None:
        return rule.tool_name
    content = re.sub(r"([\\()])", r"\\\1", rule.rule_content)
    return f"{rule.tool_name}({content})"


def _is_useful(update: PermissionUpdate, workspace: PurePath) -> bool:
    if update.type == "addDirectories":
        named = [PurePath(directory) for directory in update.directories or ()]
        return any(not path.is_relative_to(workspace) for path in named)
    if update.type == "setMode":
        return update.mode in _MODES
    return update.type == "addRules" and update.behavior == "allow" and bool(update.rules)


def _to_offer(ident: str, update: PermissionUpdate) -> Offer:
    if update.type == "setMode":
        label = _MODES[str(update.mode)]
        return Offer(Suggestion(id=ident, label=label, scope="conversation"), update)
    scope, reach = _SCOPES.get(str(update.destination), _CONVERSATION)
    if update.type == "addDirectories":
        folders = ", ".join(update.directories or ())
        return Offer(Suggestion(id=ident, label=f"Allow {folders} {reach}", scope=scope), update)
    rules = update.rules or []
    what = " and ".join(_to_words(rule) for rule in rules)
    notations = tuple(to_notation(rule) for rule in rules)
    suggestion = Suggestion(
        id=ident,
        label=f"Always allow {what} {reach}",
        scope=scope,
        rule=", ".join(notations),
    )
    if scope != "project":
        return Offer(suggestion, update)
    return Offer(suggestion, replace(update, destination="session"), notations)


def _to_words(rule: PermissionRuleValue) -> str:
    content = rule.rule_content
    if content is None:
        return f'"{to_tool_label(rule.tool_name)}"'
    if rule.tool_name == "Bash":
        return f'"{_ANY.sub("", content)}"'
    if content.startswith("domain:"):
        return f"fetching from {content.removeprefix('domain:')}"
    verbs = {"Read": "reading", "Edit": "editing", "Write": "writing"}
    place = content.removesuffix("/**").replace("//", "/", 1)
    return f"{verbs.get(rule.tool_name, rule.tool_name)} {place}"
