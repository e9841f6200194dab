"""A message as `claude` takes it, and what it says of commands and files; pure."""

import pytest

from remote_claude_ext.session.chat.ports import Prompt
from remote_claude_ext.session.claude.control import to_commands, to_suggestions, unquote
from remote_claude_ext.session.claude.prompt import to_line, to_mention
from remote_claude_ext.wire.chat import Attachment


def test_a_prompt_keeps_its_id_and_brings_images_and_files():
    attachments = [
        Attachment(type="image", name="a.png", media_type="image/png", data="aGk="),
        Attachment(type="file", name="b", path="src/b.py"),
        Attachment(type="file", name="c", path="my notes.txt"),
    ]
    line = to_line(Prompt(message="m", text="look", attachments=attachments, now=True))
    assert (line["uuid"], line["priority"]) == ("m", "now")
    text, image = line["message"]["content"]
    assert text["text"] == 'look\n\n@src/b.py\n\n@"my notes.txt"'
    assert image["source"]["data"] == "aGk="


@pytest.mark.parametrize(
    ("path", "lines", "mention"),
    [
        ("src/b.py", None, "@src/b.py"),
        ("src/b.py", "41-49", "@src/b.py#L41-49"),
        ("ünï dir/", None, '@"ünï dir/"'),
        ('q"uote', None, 'The file "q\\"uote"'),
        ("new\nline", None, 'The file "new\\nline"'),
    ],
)
def test_a_file_is_mentioned_as_claude_code_reads_it(path: str, lines: str | None, mention: str):
    assert to_mention(path, lines) == mention


def test_a_prompt_without_attachments_is_plain_text():
    line = to_line(Prompt(message="m", text="/compact"))
    assert line["message"]["content"] == "/compact"
    assert "priority" not in line


def test_a_selection_brings_its_text_in_a_fence_that_it_cannot_close():
    selected = Attachment(type="file", name="b.py:1", path="b.py", lines="1", text="```\nx")
    line = to_line(Prompt(message="m", text="why?", attachments=[selected]))
    assert line["message"]["content"] == (
        "why?\n\nSelected in the editor: @b.py#L1\n````\n```\nx\n````"
    )


def test_a_selection_of_a_notebook_does_not_bring_the_whole_file():
    selected = Attachment(type="file", name="n.ipynb, cell 3", path="n.ipynb", text="x = 1")
    line = to_line(Prompt(message="m", text="", attachments=[selected]))
    assert line["message"]["content"] == 'Selected in the editor: in "n.ipynb"\n```\nx = 1\n```'


@pytest.mark.parametrize(
    ("quoted", "path"),
    [
        ("plain.txt", "plain.txt"),
        (r'"q\"uote.txt"', 'q"uote.txt'),
        (r'"new\nline"', "new\nline"),
        (r'"\303\274.md"', "ü.md"),
        (r'"back\\slash"', "back\\slash"),
        ('"', '"'),
        (r'"\777"', "\ufffd"),
    ],
)
def test_the_quotes_of_git_are_taken_off(quoted: str, path: str):
    assert unquote(quoted) == path


@pytest.mark.parametrize(
    "answer", [{}, {"suggestions": None}, {"suggestions": [1, {}, {"path": 2}]}]
)
def test_what_a_newer_claude_answers_otherwise_finds_nothing(answer: dict):
    assert list(to_suggestions(answer)) == []


def test_commands_of_an_unknown_shape_are_left_out():
    odd = {"commands": [None, {"description": "nameless"}, {"name": "b"}, {"name": "a", "x": 1}]}
    assert [command.name for command in to_commands(odd)] == ["a", "b"]
    assert to_commands({"commands": [{"name": "__remote-workflow"}]}) == []
    given_up = {"name": "agents", "description": "(removed) Ask Claude instead"}
    assert to_commands({"commands": [given_up]}) == []
    assert to_commands({"commands": {}}) == to_commands({}) == []
