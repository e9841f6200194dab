"""The real Claude Code through the gateway to the scripted model."""

import asyncio
import json
import subprocess
import time
import uuid
from pathlib import Path

import pytest

from remote_claude_ext.core.models import ModelAccess
from remote_claude_ext.ledger.model import Client, Outcome
from remote_claude_ext.session.claude.policy import managed_settings
from tests.gateway.hub import RealHub
from tests.gateway.running import HINT, Running, running, to_settings
from tests.support.claude import Claude
from tests.support.model import ScriptedModel, model, to_body

__all__ = ["model"]


async def ask(
    gateway: Running, folder: Path, helper: str, *arguments: str, prompt: str = "hello"
) -> subprocess.CompletedProcess[str]:
    """`claude -p`, which gets its token from a helper, as in a session."""
    script = folder / "helper"
    script.write_text(f"#!/bin/sh\n{helper}\n")
    script.chmod(0o700)
    claude = Claude(folder / "claude", gateway.base_url, extra={"ANTHROPIC_AUTH_TOKEN": ""})
    told = ("--settings", json.dumps({"apiKeyHelper": str(script)}), *arguments)
    return await asyncio.to_thread(claude.ask, prompt, *told)


@pytest.mark.asyncio
async def test_claude_answers_through_the_gateway_and_its_use_is_recorded(
    tmp_path: Path, hub: RealHub, model: ScriptedModel
) -> None:
    token = hub.session_token("alice", "one")
    async with running(to_settings(tmp_path, hub, model.url)) as gateway:
        done = await ask(gateway, tmp_path, f"echo {token}")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "scripted demo model" in done.stdout
        records = await gateway.closed(len(model.messages))
    assert len(records) >= 1
    for record in records:
        assert (record.entry.user, record.entry.session) == ("alice", "one")
        assert uuid.UUID(str(record.entry.claude_session))
        assert record.entry.client is Client.TERMINAL
        assert record.outcome is Outcome.COMPLETED
        assert record.end is not None
        assert record.end.tokens.output > 0
        assert record.end.cost_usd > 0
    assert token not in str([one.headers for one in model.exchanges])


@pytest.mark.asyncio
async def test_what_a_subagent_asks_is_told_from_what_its_conversation_asks(
    tmp_path: Path, hub: RealHub, model: ScriptedModel
) -> None:
    task = {"description": "Look", "prompt": "@@ say found", "subagent_type": "general-purpose"}
    prompt = f"@@ tool Agent {json.dumps(task)} >> say done"
    token = hub.session_token("alice", "one")
    async with running(to_settings(tmp_path, hub, model.url)) as gateway:
        done = await ask(gateway, tmp_path, f"echo {token}", prompt=prompt)
        assert done.returncode == 0, done.stdout + done.stderr
        entries = [one.entry for one in await gateway.closed(len(model.messages))]
    assert len({one.claude_session for one in entries}) == 1
    assert {one.agent is None for one in entries} == {True, False}


@pytest.mark.asyncio
async def test_a_token_that_was_renewed_is_fetched_again_unseen(
    tmp_path: Path, hub: RealHub, model: ScriptedModel
) -> None:
    token = hub.session_token("dora", "one")
    (tmp_path / "token").write_text(token)
    once = f"cat {tmp_path}/stale 2>/dev/null && rm {tmp_path}/stale || cat {tmp_path}/token"
    (tmp_path / "stale").write_text("stale-token-of-the-last-start")
    async with running(to_settings(tmp_path, hub, model.url)) as gateway:
        done = await ask(gateway, tmp_path, once)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "scripted demo model" in done.stdout


@pytest.mark.asyncio
async def test_a_wrong_key_is_shown_at_once_with_the_providers_words_and_the_file(
    tmp_path: Path, hub: RealHub, model: ScriptedModel
) -> None:
    model.accept_only("another-key")
    token = hub.session_token("alice", "one")
    began = time.monotonic()
    async with running(to_settings(tmp_path, hub, model.url)) as gateway:
        done = await ask(gateway, tmp_path, f"echo {token}")
    assert time.monotonic() - began < 30
    assert done.returncode == 1
    assert HINT in done.stdout
    assert "refused this server's key" in done.stdout
    assert "invalid x\u2011api\u2011key" in done.stdout
    assert "login" not in done.stdout
    assert len(model.messages) == 1


@pytest.mark.asyncio
async def test_a_model_that_is_not_allowed_is_shown_with_those_that_are(
    tmp_path: Path, hub: RealHub, model: ScriptedModel
) -> None:
    access = ModelAccess(models=("claude-opus-5-5",), aliases=(("large", "claude-opus-5-5"),))
    settings = to_settings(tmp_path, hub, model.url, access=access)
    token = hub.session_token("alice", "one")
    # As a session starts it: what may be chosen is a restriction of Claude Code itself.
    offered = managed_settings(access.choose("alice", ()).names)
    session = ("--managed-settings", json.dumps(offered))
    async with running(settings) as gateway:
        done = await ask(gateway, tmp_path, f"echo {token}", "--model", "claude-sonnet-5-5")
        assert "Allowed: claude-opus-5-5, large." in done.stdout
        assert model.messages == []
        done = await ask(gateway, tmp_path, f"echo {token}", *session, "--model", "large")
        assert "scripted demo model" in done.stdout
    assert {to_body(one)["model"] for one in model.messages} == {"claude-opus-5-5"}


@pytest.mark.asyncio
@pytest.mark.parametrize(("verdict", "is_run"), [("not_flagged", True), ("flagged", False)])
async def test_the_safety_check_of_auto_mode_passes_both_ways(
    tmp_path: Path, hub: RealHub, model: ScriptedModel, verdict: str, *, is_run: bool
) -> None:
    token = hub.session_token("alice", "one")
    command = "python3 -c 1 && touch made"
    prompt = f'@@ tool Bash {{"command": "{command}"}} ;; safeguards {verdict} >> say done'
    managed = json.dumps(managed_settings([], auto_mode=True))
    auto = ("--permission-mode", "auto", "--managed-settings", managed)
    async with running(to_settings(tmp_path, hub, model.url)) as gateway:
        done = await ask(gateway, tmp_path, f"echo {token}", *auto, prompt=prompt)
    assert done.stdout == "done\n"
    assert (tmp_path / "claude" / "workspace" / "made").exists() == is_run
    assert all(to_body(one)["safeguards"] for one in model.turns)
    assert all("dangerous-tool-use-" in one.headers["anthropic-beta"] for one in model.turns)
