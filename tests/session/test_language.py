"""JupyterLab begins in the language of the hub's pages, and keeps what was chosen in it."""

import json
from pathlib import Path

import pytest

from remote_claude_ext.session.language import begin_in

CHOICE = Path("@jupyterlab", "translation-extension", "plugin.jupyterlab-settings")


@pytest.mark.parametrize("language", ["de", "DE", "de-DE"])
def test_a_language_that_is_there_is_chosen(tmp_path: Path, language: str) -> None:
    begin_in(language, tmp_path / "settings")
    assert json.loads((tmp_path / "settings" / CHOICE).read_text()) == {"locale": "de_DE"}


@pytest.mark.parametrize("language", ["", "en", "d", "fr", "..", "de-CH"])
def test_any_other_leaves_jupyterlab_as_it_is(tmp_path: Path, language: str) -> None:
    begin_in(language, tmp_path / "settings")
    assert list(tmp_path.iterdir()) == []


def test_what_was_chosen_in_jupyterlab_stays(tmp_path: Path) -> None:
    (tmp_path / CHOICE).parent.mkdir(parents=True)
    (tmp_path / CHOICE).write_text('{"locale": "en"}')
    begin_in("de", tmp_path)
    assert (tmp_path / CHOICE).read_text() == '{"locale": "en"}'


def test_a_disk_that_takes_nothing_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("no folder")
    begin_in("de", tmp_path / "settings")
