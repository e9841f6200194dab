"""Sends the compressed copy of a file of a page, where there is one and the browser takes it."""

from mimetypes import guess_type
from pathlib import Path
from typing import Any

SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""Of the copies that `cli.pack` makes, by what HTTP calls them; the smaller first."""


class PackedFiles:
    """The part of a handler of files that chooses what goes over the wire."""

    # What Tornado's own class has, which comes behind this one.
    request: Any
    set_header: Any

    _encoding = ""
    _original = ""

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """The file to send: a part of one is a part of the original."""
        check = super().validate_absolute_path  # type: ignore[misc]
        found: str | None = check(root, absolute_path)
        if found is None or "Range" in self.request.headers:
            return found
        self._original = found
        self._encoding = choose(found, self.request.headers.get("Accept-Encoding", ""))
        if not self._encoding:
            return found
        packed: str | None = check(root, found + SUFFIXES[self._encoding])
        return packed

    def get_content_type(self) -> str:
        """That of the original."""
        kind = guess_type(self._original)[0] if self._encoding else None
        return kind or str(super().get_content_type())  # type: ignore[misc]

    def set_extra_headers(self, path: str) -> None:
        """Caches keep one for each encoding."""
        super().set_extra_headers(path)  # type: ignore[misc]
        self.set_header("Vary", "Accept-Encoding")
        if self._encoding:
            self.set_header("Content-Encoding", self._encoding)


def choose(original: str, accepted: str) -> str:
    """The encoding to send a file in, by `Accept-Encoding`; empty where it goes as it is.

    A copy counts while it has the time of its original.
    """
    wanted = _to_wanted(accepted)
    for encoding, suffix in SUFFIXES.items():
        if encoding in wanted and _is_of(Path(original + suffix), Path(original)):
            return encoding
    return ""


def _to_wanted(accepted: str) -> set[str]:
    wanted = set()
    for each in accepted.split(","):
        name, *options = (part.strip().lower() for part in each.split(";"))
        if not any(_is_zero(option) for option in options):
            wanted.add(name)
    return wanted


def _is_zero(option: str) -> bool:
    name, _, value = option.partition("=")
    return name.strip() == "q" and not value.strip(" 0.")


def _is_of(copy: Path, original: Path) -> bool:
    # Whole seconds: what carries files into an image may keep no more.
    try:
        return int(copy.stat().st_mtime) == int(original.stat().st_mtime)
    except OSError:
        return False
