"""Fixtures of the scripted model's tests."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.model import ScriptedModel, model

__all__ = ["claude", "model"]


@pytest.fixture
def claude(tmp_path: Path, model: ScriptedModel) -> Claude:
    """The CLI, pointed at the scripted model."""
    return Claude(tmp_path, model.url)
