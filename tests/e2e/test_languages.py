"""The panel and the desktop in another language than English: nothing half translated."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import remote_claude_ext
from tests.e2e.conftest import OpenDesk
from tests.support.desk import START_MS
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser

PACKAGE = Path(remote_claude_ext.__file__).parent
GERMAN = PACKAGE / "locale" / "de_DE" / "LC_MESSAGES" / "remote_claude.json"
WORDS = """() => {
  const said = new Set();
  for (const root of document.querySelectorAll('#remote-claude-panel, .rc-home')) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) said.add(walk.currentNode.textContent.trim());
    for (const element of root.querySelectorAll('*')) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        if (element.hasAttribute(name)) said.add(element.getAttribute(name));
      }
    }
  }
  return [...said];
}"""


@pytest.fixture(scope="module")
def german_session(installation: Installation) -> Iterator[str]:
    """A session of somebody whose JupyterLab speaks German."""
    settings = installation.places.user(ADMIN) / "jupyter" / "settings"
    file = settings / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"
    name = installation.start_session("Deutsch")
    file.parent.mkdir(parents=True)
    file.write_text('{"locale": "de_DE"}')
    yield installation.session_path(name)
    file.unlink()


def english() -> set[str]:
    """The English of every string whose German is another."""
    translations = json.loads(GERMAN.read_text())
    return {
        key.rpartition("\u0004")[2]
        for key, words in translations.items()
        if key and words[0] not in {key, key.rpartition("\u0004")[2]}
    }


def left_in_english(page: Page) -> list[str]:
    """What stands on the panel and on Home in English, though there is German for it."""
    return sorted(english().intersection(page.evaluate(WORDS)))


def test_panel_and_home_speak_german_through_a_turn_with_a_question(
    open_desk: OpenDesk, german_session: str
) -> None:
    page = open_desk(path=german_session, box="Nachricht an Claude").page
    panel = page.locator("#remote-claude-panel")
    box = panel.get_by_label("Nachricht an Claude")
    expect(box).to_be_visible(timeout=START_MS)
    expect(page.locator(".rc-home")).to_be_visible()
    assert left_in_english(page) == []
    box.fill('@@ say Hallo. ;; tool Bash {"command": "touch neu"} >> say Fertig.')
    box.press("Enter")
    card = panel.locator(".rc-approval")
    expect(card.get_by_role("heading", name="Diesen Befehl ausführen?")).to_be_visible(
        timeout=START_MS
    )
    assert left_in_english(page) == []
    card.get_by_role("button", name="Einmal erlauben").click()
    expect(panel.locator(".rc-turn")).to_have_count(1, timeout=START_MS)
    assert left_in_english(page) == []
