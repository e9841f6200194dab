"""What stands on a page of the hub in English, though the page speaks another language."""

import re
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from remote_claude_ext.core.languages import FALLBACK, all_texts
from tests.support.browser import screenshot

PIECES = """() => {
  const foreign = (node) => {
    const marked = node.closest("[lang]");
    return marked.lang !== document.documentElement.lang;
  };
  const said = new Set([document.title]);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement;
    const isQuoted = around.closest("script, noscript, code") || foreign(around);
    if (!isQuoted && around.checkVisibility()) {
      said.add(walk.currentNode.textContent.trim());
    }
  }
  for (const element of document.body.querySelectorAll("*")) {
    for (const name of ["aria-label", "aria-valuetext", "title", "placeholder"]) {
      if (element.checkVisibility() && element.hasAttribute(name) && !foreign(element)) {
        said.add(element.getAttribute(name));
      }
    }
  }
  return [...said];
}"""
SIZES = ((390, 760), (1200, 760))
SMALL_WORDS = re.compile(
    r"\b(the|of|and|your|is|are|with|for|to|from|by|this|it|what|ago)\b", re.IGNORECASE
)
WITH_A_SLASH = re.compile(r"\S*/\S*")


def left_in_english(page: Page) -> list[str]:
    """The words of a page of ours that are those of `en.json`, or that sound like it."""
    language = page.evaluate("document.documentElement.lang")
    pieces = [piece.strip(" ·✓◔✕○▾\n") for piece in page.evaluate(PIECES)]
    return sorted(
        piece
        for piece in pieces
        if any(sentence.fullmatch(piece) for sentence in _sentences(language))
        or SMALL_WORDS.search(WITH_A_SLASH.sub("", piece))
    )


@cache
def _sentences(language: str) -> list[re.Pattern[str]]:
    english, other = all_texts()[FALLBACK], all_texts()[language]
    return [_to_pattern(sentence) for sentence in _differing(english, other)]


def _differing(english: Any, other: Any) -> list[str]:
    if isinstance(english, str):
        is_words = re.search(r"[A-Za-z]{2}", re.sub(r"\{\w*\}", "", english))
        return [english] if is_words and english != other else []
    keys = english if isinstance(english, dict) else range(len(english))
    return [found for key in keys for found in _differing(english[key], other[key])]


def _to_pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w*\}", sentence)
    return re.compile(".+".join(map(re.escape, parts)), re.DOTALL)


def looks_right(page: Page, name: str) -> None:
    """In German, within its width, by day and by night, and well formed."""
    assert page.evaluate("document.documentElement.lang") == "de"
    assert left_in_english(page) == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            screenshot(page, f"german-{name}-{scheme}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
