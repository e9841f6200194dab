"""A desk with the scripted model behind it, in an environment of its own."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.session.claude.desk import Desk
from tests.support.model import ScriptedModel, model

__all__ = ["model"]


@pytest.fixture
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Claude Code, no provider and no home but the test's own."""
    for name in list(os.environ):
        if name.startswith(("ANTHROPIC_", "CLAUDE", "JUPYTERHUB_")) or name.lower().endswith(
            "_proxy"
        ):
            monkeypatch.delenv(name)
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))


@pytest_asyncio.fixture
async def desk(
    tmp_path: Path, model: ScriptedModel, clean_environment: None
) -> AsyncIterator[Desk]:
    """A desk; its process is ended after the test."""
    desk = Desk(tmp_path, model.url)
    yield desk
    if hasattr(desk, "process"):
        await desk.process.aclose()
