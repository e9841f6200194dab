"""An installation whose provider is the scripted model, to be measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.hub import Installation
from tests.support.model import ScriptedModel, scripted_model

_CONFIG = """
claude:
  provider: anthropic
  baseUrl: {url}
  apiKey: sk-made-up-for-figures
"""


@contextmanager
def scripted_installation(
    place: Path, *scenarios: Path, more: str = ""
) -> Iterator[tuple[ScriptedModel, Installation]]:
    """Both, running; `place` is a folder that is made for them, `more` is configuration."""
    place.mkdir()
    with (
        scripted_model(*scenarios) as model,
        Installation(place / "data", config=_CONFIG.format(url=model.url) + more) as running,
    ):
        yield model, running
