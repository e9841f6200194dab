"""A terminal's transcript becomes turns, wherever reading stops and whatever is in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from remote_claude_ext.session.terminals.files import read_on
from remote_claude_ext.session.terminals.reader import Piece, Reader
from remote_claude_ext.session.terminals.rules import is_inside, to_program
from remote_claude_ext.wire.frames import Message, Text, ToolFinished, ToolStarted, TurnStarted

PROGRAM: dict[str, object] = {
    "pid": 7,
    "sessionId": "s",
    "procStart": "99",
    "cwd": "/w/below",
    "kind": "interactive",
    "entrypoint": "cli",
    "status": "busy",
    "statusUpdatedAt": 5000,
}


def entry(kind: str, content: object, second: int, **more: object) -> dict[str, Any]:
    message = {"role": kind, "content": content, "id": f"m{second}", "stop_reason": "end_turn"}
    stamp = f"2026-11-28T08:00:{second:02}.000Z"
    return {"type": kind, "uuid": f"u{second}", "timestamp": stamp, "message": message, **more}


def typed(text: str, second: int) -> dict[str, Any]:
    return entry("user", text, second, origin={"kind": "human"}, entrypoint="cli")


def said(text: str, second: int) -> dict[str, Any]:
    return entry("assistant", [{"type": "text", "text": text}], second, apiBlockIndex=0)


def ended(second: int) -> dict[str, Any]:
    return {"type": "system", "subtype": "turn_duration", "uuid": f"u{second}"}


USE = {"type": "tool_use", "id": "t1", "name": "Bash", "input": {"command": "ls"}}
USES = entry("assistant", [USE], 11, apiBlockIndex=0)
STORY = [
    typed("Hello", 1),
    entry("user", "<system-reminder>", 2, isMeta=True),
    said("Hi.", 3),
    ended(4),
    {"type": "api-request-blob", "hash": "x"},
    typed("Go", 10),
    USES,
    entry("user", [{"type": "tool_result", "tool_use_id": "t1", "content": "a"}], 12),
    {
        "type": "attachment",
        "uuid": "u13",
        "attachment": {"type": "queued_command", "prompt": "And?", "commandMode": "prompt"},
    },
    said("Done.", 14),
]


def read(entries: list[dict[str, Any]], reader: Reader | None = None) -> list[Piece]:
    reader = reader or Reader("ada")
    for place, each in enumerate(entries):
        reader.read(each, place, place + 1)
    return reader.take()


def kinds(pieces: list[Piece]) -> list[type]:
    return [type(body) for piece in pieces for body in piece.bodies]


def test_prompts_answers_and_tools_are_turns() -> None:
    first, second = read(STORY)
    assert kinds([first]) == [Message, TurnStarted, Text]
    assert (first.turn, first.begin, first.end, first.outcome) == ("u1", 0, 4, "completed")
    tools = [ToolStarted, ToolFinished, Message, Text]
    assert kinds([second]) == [Message, TurnStarted, *tools]
    assert (second.begin, second.end, second.outcome) == (5, 10, None)


def test_frames_do_not_depend_on_when_one_looks() -> None:
    whole = [body for piece in read(STORY) for body in piece.bodies]
    reader, parts = Reader("ada"), []
    for place, each in enumerate(STORY):
        reader.read(each, place, place + 1)
        parts += [body for piece in reader.take() for body in piece.bodies]
    assert parts == whole


def test_who_is_idle_since_before_the_last_prompt_has_not_finished_it() -> None:
    reader = Reader("ada")
    read([typed("Hello", 30)], reader)
    stamp_ms = 1_795_852_830_000  # 08:00:30
    reader.rest(stamp_ms - 1)
    assert reader.take() == []
    read([said("Hi.", 31)], reader)
    reader.rest(stamp_ms + 2000)
    assert [piece.outcome for piece in reader.take()] == ["completed"]


def test_a_program_that_is_gone_leaves_an_interrupted_turn_and_its_tool_unknown() -> None:
    reader = Reader("ada")
    read([typed("Go", 10), USES], reader)
    reader.rest(reason="It was taken over.")
    (end,) = reader.take()
    assert (end.outcome, end.reason) == ("interrupted", "It was taken over.")
    assert [body.status for body in end.bodies if isinstance(body, ToolFinished)] == ["unknown"]


def test_prompts_that_came_together_are_one_turn() -> None:
    (piece,) = read([typed("One", 1), typed("Two", 2), said("Both.", 3)])
    assert kinds([piece]) == [Message, TurnStarted, Message, Text]


def test_commands_and_shell_lines_are_told_as_they_were_typed() -> None:
    name = "<command-name>/model</command-name>\n<command-message>model</command-message>"
    entries = [
        entry("user", f"{name}\n<command-args>opus</command-args>", 1),
        entry("user", "<local-command-stdout>Set \x1b[1mopus\x1b[22m</local-command-stdout>", 2),
        entry("user", "<bash-input>ls</bash-input>", 3),
        entry("user", "<bash-stdout>a</bash-stdout><bash-stderr></bash-stderr>", 4),
        typed("Next", 5),
    ]
    pieces = read(entries)
    told = [body.text for p in pieces for body in p.bodies if isinstance(body, Message | Text)]
    assert told == ["/model opus", "Set opus", "!ls", "```\na\n```", "Next"]
    assert [piece.outcome for piece in pieces] == ["completed", "completed", None]


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"type": "user"},
        {"type": "user", "message": "x"},
        {"type": "assistant", "message": {"content": [None, 3, {"type": "text"}]}},
        {"type": "attachment", "attachment": None},
        {"type": "user", "timestamp": 3, "message": {"content": {}}},
        {"type": "system", "subtype": "local_command", "content": ["x"]},
    ],
)
def test_what_is_not_understood_is_passed_over(strange: dict[str, Any]) -> None:
    plain = [body for piece in read([typed("A", 1), said("B", 2)]) for body in piece.bodies]
    mixed = read([strange, typed("A", 1), strange, said("B", 2), strange])
    shown = [body for piece in mixed for body in piece.bodies]
    assert [body for body in shown if body in plain] == plain


def test_only_whole_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    lines = "".join(json.dumps(each, separators=(",", ":")) + "\n" for each in STORY).encode()
    path.write_bytes(lines[:-5])
    found, place = read_on(path, 0)
    path.write_bytes(lines + b"garbage\n[]\n")
    more, end = read_on(path, place)
    assert [line.entry.get("uuid") for line in [*found, *more]] == [
        each["uuid"] for each in STORY if "uuid" in each
    ]
    assert (read_on(path, end), read_on(path, end + 99)) == (([], end), ([], end))
    assert read_on(tmp_path / "none", 3) == ([], 3)


def test_a_persons_claude_in_a_terminal_is_told_from_the_panels_own() -> None:
    program = to_program(PROGRAM)
    assert program is not None
    assert (program.pid, program.status, program.since_ms) == (7, "busy", 5000)
    for change in (
        {"entrypoint": "sdk-py"},
        {"kind": "background"},
        {"pid": True},
        {"pid": "7"},
        {"sessionId": "../s"},
        {"sessionId": ""},
        {"procStart": None},
    ):
        assert to_program({**PROGRAM, **change}) is None
    odd = to_program({**PROGRAM, "status": ["busy"], "statusUpdatedAt": "soon"})
    assert odd is not None
    assert (odd.status, odd.since_ms) == ("idle", 0)


def test_the_workspace_and_what_is_below_it_counts() -> None:
    found = [is_inside(folder, Path("/w")) for folder in ("/w", "/w/a", "/wa", "/", "")]
    assert found == [True, True, False, False, False]
