"""Recorded sessions of the real CLI: what it said live, and the transcript that it wrote."""

import json
from pathlib import Path
from typing import Any

from remote_claude_ext.session.chat.ports import Emitted, Event
from remote_claude_ext.session.claude.convert import Converter
from remote_claude_ext.session.claude.transcript import Entry, parse
from remote_claude_ext.session.claude.usage import Meter
from remote_claude_ext.wire.chat import Mode
from remote_claude_ext.wire.frames import DurableBody

GOLDEN = Path(__file__).parents[2] / "golden"
NAMES = sorted(path.stem for path in (GOLDEN / "messages").glob("*.jsonl"))


def said(name: str) -> list[dict[str, Any]]:
    """What the CLI said, object by object."""
    lines = (GOLDEN / "messages" / f"{name}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def converted(name: str, mode: Mode = "default") -> list[Event]:
    """The events that a recorded session becomes."""
    raws = said(name)
    converter = Converter(claude_session=raws[0]["session_id"], mode=mode, meter=Meter())
    return [event for raw in raws for event in converter.convert(raw)]


def bodies(events: list[Event]) -> list[DurableBody]:
    """The durable ones."""
    return [event.body for event in events if isinstance(event, Emitted)]


def written(name: str) -> list[Entry]:
    """The transcript of a recorded session."""
    return parse((GOLDEN / "transcripts" / f"{name}.jsonl").read_text().splitlines())


def prompts(name: str) -> list[str]:
    """The ids of the messages that a person sent in a recorded session."""
    return [raw["uuid"] for raw in said(name) if raw.get("isReplay")]
