"""What a turn changed, through the routes: the real Claude Code, files of every kind."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.session import SessionServer
from tests.support.stream import RefusedError, SessionClient

pytestmark = pytest.mark.asyncio


def read(path: Path, **more: Any) -> str:
    return f"tool Read {json.dumps({'file_path': str(path), **more})}"


def edit(path: Path, old: str, new: str, **more: Any) -> str:
    wish = {"file_path": str(path), "old_string": old, "new_string": new, **more}
    return f"tool Edit {json.dumps(wish)}"


def write(path: Path, content: str) -> str:
    return f"tool Write {json.dumps({'file_path': str(path), 'content': content})}"


async def play(client: SessionClient, *tools: str, conversation: str = "") -> tuple[str, str]:
    """A turn that uses these tools; its conversation and its id."""
    ident = conversation or await client.create(mode="acceptEdits")
    last = (await client.call("GET", f"conversations/{ident}"))["last_seq"]
    async with client.stream(ident, after=last) as stream:
        await client.post(ident, "@@ " + " >> ".join([*tools, "say Done."]))
        finished = await stream.kind("turn.finished")
    return ident, str(finished["turn"])


async def changes(client: SessionClient, ident: str, turn: str) -> Any:
    return await client.call("GET", f"conversations/{ident}/turns/{turn}/changes")


async def revert(client: SessionClient, ident: str, turn: str, path: str, **more: Any) -> Any:
    body = {"path": path, **more}
    return await client.call("POST", f"conversations/{ident}/turns/{turn}/changes/revert", body)


async def test_several_edits_of_one_file_are_one_change(session: SessionServer) -> None:
    path = session.workspace / "several <b>.py"
    path.write_text("one\ntwo\nthree\n")
    async with session.client() as client:
        ident, turn = await play(
            client, read(path), edit(path, "one", "ONE"), edit(path, "three\n", "")
        )
        told = await changes(client, ident, turn)
    [file] = told["files"]
    assert file["path"] == "several <b>.py"
    assert (file["before"], file["after"]) == ("one\ntwo\nthree\n", "ONE\ntwo\n")
    assert (file["added"], file["removed"]) == (1, 2)
    assert (file["status"], file["now"], file["can_revert"]) == ("modified", "same", True)


async def test_a_new_file_is_added_and_reverting_deletes_it(session: SessionServer) -> None:
    path = session.workspace / "new.txt"
    async with session.client() as client:
        ident, turn = await play(client, write(path, "hello\n"), 'tool Bash {"command": "true"}')
        told = await changes(client, ident, turn)
        assert told["commands"] == 1
        [file] = told["files"]
        assert (file["status"], file["before"], file["after"]) == ("added", "", "hello\n")
        assert await revert(client, ident, turn, "new.txt") is None
        assert not path.exists()
        told = await changes(client, ident, turn)
        assert told["files"][0]["now"] == "gone"
        with pytest.raises(RefusedError) as refused:
            await revert(client, ident, turn, "new.txt")
        assert refused.value.status == 409


async def test_places_are_reverted_one_after_the_other(session: SessionServer) -> None:
    path = session.workspace / "places.txt"
    path.write_bytes(b"one\r\ntwo\r\nthree\r\nfour")
    path.chmod(0o640)
    async with session.client() as client:
        ident, turn = await play(
            client, read(path), edit(path, "one", "ONE"), edit(path, "four", "FOUR\nfive")
        )
        first = {"before_start": 0, "before_end": 1, "after_start": 0, "after_end": 1}
        file = await revert(client, ident, turn, "places.txt", place=first)
        assert path.read_bytes() == b"one\r\ntwo\r\nthree\r\nFOUR\r\nfive"
        assert (file["now"], file["can_revert"]) == ("reverted", True)
        second = {"before_start": 3, "before_end": 4, "after_start": 3, "after_end": 5}
        file = await revert(client, ident, turn, "places.txt", place=second)
        assert path.read_bytes() == b"one\r\ntwo\r\nthree\r\nfour"
        assert (file["added"], file["removed"], file["can_revert"]) == (0, 0, False)
        assert path.stat().st_mode & 0o777 == 0o640


async def test_a_file_that_was_changed_since_is_told_and_not_written(
    session: SessionServer,
) -> None:
    path = session.workspace / "since.txt"
    path.write_text("one\n")
    async with session.client() as client:
        ident, turn = await play(client, read(path), edit(path, "one", "ONE"))
        path.write_text("ONE\nand more\n")
        [file] = (await changes(client, ident, turn))["files"]
        assert (file["now"], file["after"], file["can_revert"]) == ("changed", "ONE\n", False)
        with pytest.raises(RefusedError) as refused:
            await revert(client, ident, turn, "since.txt")
        assert refused.value.status == 409
        assert refused.value.error["code"] == "changed_since"
        assert path.read_text() == "ONE\nand more\n"


async def test_each_turn_has_its_own_before_and_after(session: SessionServer) -> None:
    path = session.workspace / "turns.txt"
    path.write_text("a\n")
    async with session.client() as client:
        ident, first = await play(client, read(path), edit(path, "a", "b"))
        _, second = await play(client, edit(path, "b", "c"), conversation=ident)
        [one] = (await changes(client, ident, first))["files"]
        [two] = (await changes(client, ident, second))["files"]
        with pytest.raises(RefusedError) as refused:
            await changes(client, ident, "no-such-turn")
    assert (one["before"], one["after"], one["now"]) == ("a\n", "b\n", "changed")
    assert (two["before"], two["after"], two["now"]) == ("b\n", "c\n", "same")
    assert refused.value.status == 404


@pytest.mark.parametrize("lines", [5000, 20000])
async def test_a_long_file_that_claude_read_in_part_is_whole(
    session: SessionServer, lines: int
) -> None:
    path = session.workspace / f"long-{lines}.txt"
    before = "".join(f"\tline {n} of a long file\n" for n in range(lines))
    path.write_text(before)
    wanted = f"line {lines - 7} of"
    async with session.client() as client:
        ident, turn = await play(
            client,
            read(path, limit=10),
            edit(path, wanted, wanted.upper()),
            edit(path, "\tline 3 of a long file\n", ""),
        )
        [file] = (await changes(client, ident, turn))["files"]
        assert file["whole"]
        assert file["before"] == before
        assert file["after"] == path.read_text()
        assert (file["added"], file["removed"]) == (1, 2)
        await revert(client, ident, turn, path.name)
        assert path.read_text() == before


async def test_links_folders_and_other_bytes_are_not_read(session: SessionServer) -> None:
    outside = session.root / "secret.txt"
    outside.write_text("secret")
    paths = [session.workspace / name for name in ("link.txt", "folder.txt", "bytes.txt")]
    async with session.client() as client:
        ident, turn = await play(client, *(write(path, "text\n") for path in paths))
        for path in paths:
            path.unlink()
        paths[0].symlink_to(outside)
        paths[1].mkdir()
        paths[2].write_bytes(b"\xff\x00\xfd\x00")
        told = await changes(client, ident, turn)
        assert [file["now"] for file in told["files"]] == ["other"] * 3
        assert all(file["reason"] for file in told["files"])
        assert "secret" not in json.dumps(told).replace("secret.txt", "")
        for path in paths:
            with pytest.raises(RefusedError):
                await revert(client, ident, turn, path.name)
    assert outside.read_text() == "secret"


async def test_a_notebook_has_its_whole_text(session: SessionServer) -> None:
    path = session.workspace / "book.ipynb"
    cell = {"cell_type": "code", "id": "c1", "execution_count": None, "metadata": {}}
    cells = [{**cell, "outputs": [], "source": ["x = 1"]}]
    path.write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    change = {"notebook_path": str(path), "cell_id": "c1", "new_source": "x = 5"}
    async with session.client() as client:
        ident, turn = await play(client, read(path), f"tool NotebookEdit {json.dumps(change)}")
        [file] = (await changes(client, ident, turn))["files"]
    assert json.loads(file["before"])["cells"][0]["source"] == ["x = 1"]
    assert "x = 5" in file["after"]
    assert file["now"] == "same"


async def test_a_fork_tells_what_its_copied_turns_changed(session: SessionServer) -> None:
    path = session.workspace / "forked.txt"
    path.write_text("one\ntwo\n")
    async with session.client() as client:
        ident, turn = await play(client, read(path), edit(path, "one", "ONE"))
        forked = await client.call("POST", f"conversations/{ident}/fork", {})
        [copied] = (await changes(client, forked["id"], turn))["files"]
        [file] = (await changes(client, ident, turn))["files"]
        assert copied == file
        assert (copied["before"], copied["after"]) == ("one\ntwo\n", "ONE\ntwo\n")
        await revert(client, forked["id"], turn, "forked.txt")
        assert path.read_text() == "one\ntwo\n"
        for each in (ident, forked["id"]):
            assert (await changes(client, each, turn))["files"][0]["now"] == "reverted"


async def test_edits_are_told_with_their_turn_from_a_number_on(session: SessionServer) -> None:
    path = session.workspace / "told.txt"
    async with session.client() as client:
        ident, first = await play(client, write(path, "a\n"), 'tool Bash {"command": "true"}')
        told = await client.call("GET", f"conversations/{ident}/edits")
        [edit_of] = told["edits"]
        assert edit_of == {"path": "told.txt", "turn": first, "number": 1, "seq": edit_of["seq"]}
        _, second = await play(
            client, read(path), edit(path, "a", "b"), edit(path, "x", "y"), conversation=ident
        )
        last = told["last"]
        told = await client.call("GET", f"conversations/{ident}/edits?after={last}")
        assert [(each["turn"], each["number"]) for each in told["edits"]] == [(second, 2)]
        last = told["last"]
        told = await client.call("GET", f"conversations/{ident}/edits?after={last}")
        assert told == {"edits": [], "last": last}
        with pytest.raises(RefusedError) as refused:
            await client.call("GET", f"conversations/{ident}/edits?after=-1")
        assert refused.value.status == 400
        with pytest.raises(RefusedError) as refused:
            await client.call("GET", "conversations/none/edits")
        assert refused.value.status == 404
