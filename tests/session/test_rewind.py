"""Back to before a turn, through the routes: the real Claude Code, git, files of every kind."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.model import ScriptedModel, to_body
from tests.support.rewinding import bash, play, refused, rewind, undo
from tests.support.session import SessionServer
from tests.support.stream import Frame, RefusedError, SessionClient

pytestmark = pytest.mark.asyncio


def tree(root: Path) -> dict[str, str]:
    """Every file, link and folder but git's own, with its mode and what is in it."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if ".git" in path.parts:
            continue
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = f"{path.stat().st_mode & 0o777:o} {path.read_bytes()!r}"
        else:
            found[name] = "folder"
    return found


async def test_what_a_command_did_is_undone_and_done_again(session: SessionServer) -> None:
    root = session.workspace
    (root / "kept.txt").write_text("kept")
    (root / "tool.sh").write_text("#!/bin/sh\n")
    (root / "gone").mkdir()
    (root / "gone" / "a\nb.txt").write_text("a")
    (root / "empty").mkdir()
    (root / "link").symlink_to("kept.txt")
    (root / os.fsdecode(b"\xff.bin")).write_bytes(b"\0\1")
    before = tree(root)
    async with session.client() as client:
        made = (
            "echo more | tee -a kept.txt; chmod 700 tool.sh; rm -r gone empty;"
            " ln -sf /etc/hosts link; mkdir -p new/deep; echo x > new/deep/file;"
            " echo y > gone; rm *.bin"
        )
        turn = await play(client, bash(made))
        after = tree(root)
        assert after != before
        told = await rewind(client, turn, "files", dry_run=True)
        assert told["rewind"] is None
        assert {each["path"]: each["change"] for each in told["files"]} == {
            "gone": "goes",
            "gone/a\nb.txt": "returns",
            "kept.txt": "changes",
            "link": "changes",
            "new/deep/file": "goes",
            "tool.sh": "changes",
            "\ufffd.bin": "returns",
        }
        assert tree(root) == after
        done = await rewind(client, turn, "files")
        assert tree(root) == before
        assert done["counts"] == {
            "returns": 2,
            "goes": 2,
            "changes": 3,
            "by_hand": 0,
            "failed": 0,
        }
        again = await rewind(client, turn, "files", dry_run=True)
        assert again["files"] == []
        await undo(client, turn["conversation"], done)
        assert tree(root) == after
        error = await refused(undo(client, turn["conversation"], done))
        assert error["code"] == "not_rewindable"
        frames = (await client.frames(turn["conversation"]))["frames"]
        assert [f["kind"] for f in frames[-2:]] == ["rewound", "rewind.undone"]


async def test_repositories_in_the_workspace_are_kept_and_their_own_git_is_not_touched(
    session: SessionServer,
) -> None:
    inner = session.workspace / "clone"
    inner.mkdir()

    def git(*words: str) -> str:
        command = ["git", "-C", str(inner), "-c", "user.name=a", "-c", "user.email=a@b", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    git("init", "-q")
    (inner / ".gitattributes").write_text("* filter=evil\n")
    (inner / ".gitignore").write_text("ignored.txt\n")
    (inner / "ignored.txt").write_text("one")
    (inner / "code.py").write_text("one")
    git("config", "filter.evil.clean", "touch ../../ran; cat")
    git("add", "code.py", ".gitignore")
    git("commit", "-qm", "one")
    (session.root / "ran").unlink(missing_ok=True)
    async with session.client() as client:
        turn = await play(
            client,
            bash("cd clone && echo two > code.py && echo two > ignored.txt && rm -f .gitignore"),
        )
        assert (await rewind(client, turn, "files", dry_run=True))["counts"]["by_hand"] == 0
        (inner / "code.py").write_text("three")
        log = git("log", "--format=%H")
        index = (inner / ".git" / "index").read_bytes()
        told = await rewind(client, turn, "files", dry_run=True)
        by_hand = [each["path"] for each in told["files"] if each.get("by_hand")]
        assert by_hand == ["clone/code.py"]
        assert told["counts"]["by_hand"] == 1
        await rewind(client, turn, "files")
        assert (inner / "code.py").read_text() == "one"
        assert (inner / "ignored.txt").read_text() == "one"
        assert (inner / ".gitignore").exists()
        assert not (session.root / "ran").exists()
        assert (inner / ".git" / "index").read_bytes() == index
        assert git("log", "--format=%H") == log


async def test_a_conversation_goes_back_and_forth_and_claude_with_it(
    session: SessionServer, module_model: ScriptedModel
) -> None:
    async with session.client() as client:
        first = await play(client, "say The word is plum.")
        ident = first["conversation"]
        second = await play(client, "say The word is pear.", conversation=ident)
        before = await client.call("GET", f"conversations/{ident}")
        done = await rewind(client, second, "conversation")
        assert (done["turns"], done["files"]) == (1, [])
        now = await client.call("GET", f"conversations/{ident}")
        assert now["claude_session"] not in {before["claude_session"], None}
        assert now["cost_usd"] == before["cost_usd"]
        rewound = [f for f in (await client.frames(ident))["frames"] if f["kind"] == "rewound"]
        assert [(f["to"], f["undone"]) for f in rewound] == [(second["turn"], [second["turn"]])]
        await undo(client, ident, done)
        again = await client.call("GET", f"conversations/{ident}")
        assert again["claude_session"] == before["claude_session"]
        done = await rewind(client, second, "conversation")
        error = await refused(rewind(client, second, "conversation"))
        assert error["code"] == "not_rewindable"
        await play(client, "say The word is fig.", conversation=ident)
        told = str(to_body(module_model.turns[-1]))
        assert "word is plum" in told
        assert "word is pear" not in told
        assert (await refused(undo(client, ident, done)))["code"] == "not_rewindable"
        await check_fork(client, second, module_model)
        await rewind(client, first, "conversation")
        bare = await client.call("GET", f"conversations/{ident}")
        assert bare["claude_session"] is None
        await play(client, "say From the beginning.", conversation=ident)
        assert "word is" not in str(to_body(module_model.turns[-1])["messages"][:-1])


async def check_fork(client: SessionClient, undone: Frame, model: ScriptedModel) -> None:
    """A fork tells what does not count any more, and cannot begin behind it; one of it rewinds."""
    path = f"conversations/{undone['conversation']}/fork"
    forked = await client.call("POST", path, {})
    frames = (await client.frames(forked["id"]))["frames"]
    assert [f["undone"] for f in frames if f["kind"] == "rewound"][-1] == [undone["turn"]]
    error = await refused(client.call("POST", path, {"turn": undone["turn"]}))
    assert error["code"] == "not_forkable"
    ident = (await client.call("POST", f"conversations/{forked['id']}/fork", {}))["id"]
    copied = [f for f in frames if f["kind"] == "turn.finished"][-1]
    await rewind(client, {**copied, "conversation": ident}, "conversation")
    await play(client, "say The word is quince.", conversation=ident)
    told = str(to_body(model.turns[-1]))
    assert "word is plum" in told
    assert "word is fig" not in told


async def test_nobody_goes_back_while_another_conversation_works_and_its_turns_are_told(
    session: SessionServer,
) -> None:
    async with session.client() as client:
        turn = await play(client, bash("echo 1 > ours.txt"))
        other = await client.create(title="Other", mode="acceptEdits")
        async with client.stream(other) as stream:
            await client.post(other, "@@ delay 30 ;; say Late.")
            await stream.kind("turn.started")
            error = await refused(rewind(client, turn, "files", dry_run=True))
            assert error["code"] == "working"
            assert "Other" in error["message"]
            await client.call("POST", f"conversations/{other}/interrupt")
            await stream.kind("turn.finished")
        await play(client, bash("echo 2 > theirs.txt"), conversation=other)
        told = await rewind(client, turn, "both", dry_run=True)
        assert told["others"] == [{"conversation": other, "title": "Other", "turns": 2}]
        assert told["counts"]["by_hand"] == 0
        with pytest.raises(RefusedError) as caught:
            await rewind(client, {**turn, "turn": "no-such"}, "conversation")
        assert caught.value.status == 404


async def test_large_files_and_what_can_be_made_anew_stay_as_they_are(
    session: SessionServer,
) -> None:
    root = session.workspace
    (root / "node_modules").mkdir()
    (root / "cache").mkdir()
    (root / "cache" / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55")
    async with session.client() as client:
        turn = await play(
            client,
            bash("echo a > node_modules/a; echo b > cache/b; head -c 30M /dev/zero > big.bin"),
        )
        told = await rewind(client, turn, "files")
        assert (told["files"], told["left"]) == ([], ["big.bin"])
        assert (root / "big.bin").exists()
        assert (root / "node_modules" / "a").exists()
        assert (root / "cache" / "b").exists()
        folder = session.state / "snapshots"
        assert folder.stat().st_mode & 0o777 == 0o700
    (root / "big.bin").unlink()
