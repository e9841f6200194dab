"""Sends the compressed copy of a file of a page, where there is one and the browser takes it."""

from collections.abc import Iterator
from mimetypes import guess_type
from pathlib import Path

from jupyter_server.base.handlers import FileFindHandler
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.routing import Rule, RuleRouter
from tornado.web import Application, GZipContentEncoding

SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""Of the copies that `cli.pack` makes, by what HTTP calls them; the smaller first."""


class PackedFileHandler(FileFindHandler):
    """JupyterLab's own handler, but for what goes over the wire."""

    _encoding = ""
    _original = ""

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """The file to send: a part of one is a part of the original."""
        found = super().validate_absolute_path(root, absolute_path)
        if found is None or "Range" in self.request.headers:
            return found
        self._original = found
        self._encoding = choose(found, self.request.headers.get("Accept-Encoding", ""))
        if not self._encoding:
            return found
        return super().validate_absolute_path(root, found + SUFFIXES[self._encoding])

    def get_content_type(self) -> str:
        """That of the original."""
        kind = guess_type(self._original)[0] if self._encoding else None
        return kind or super().get_content_type()

    def set_extra_headers(self, path: str) -> None:
        """Caches keep one for each encoding."""
        super().set_extra_headers(path)
        self.set_header("Vary", "Accept-Encoding")
        if self._encoding:
            self.set_header("Content-Encoding", self._encoding)


class SettingsPacking(GZipContentEncoding):
    """Compresses the one large answer that is no file: the settings of all extensions.

    No other: an answer with a token in it and a stranger's words beside that is not to be.
    """

    def __init__(self, request: HTTPServerRequest) -> None:
        super().__init__(request)
        self._is_settings = request.path.endswith("/lab/api/settings")

    def transform_first_chunk(
        self,
        status_code: int,
        headers: HTTPHeaders,
        chunk: bytes,
        finishing: bool,  # noqa: FBT001 (Tornado's)
    ) -> tuple[int, HTTPHeaders, bytes]:
        """The head and what comes with it."""
        if not self._is_settings:
            return status_code, headers, chunk
        return super().transform_first_chunk(status_code, headers, chunk, finishing)

    def transform_chunk(self, chunk: bytes, finishing: bool) -> bytes:  # noqa: FBT001 (Tornado's)
        """What comes later."""
        return super().transform_chunk(chunk, finishing) if self._is_settings else chunk


def choose(original: str, accepted: str) -> str:
    """The encoding to send a file in, by `Accept-Encoding`; empty where it goes as it is.

    A copy counts while it has the time of its original.
    """
    wanted = _to_wanted(accepted)
    for encoding, suffix in SUFFIXES.items():
        if encoding in wanted and _is_of(Path(original + suffix), Path(original)):
            return encoding
    return ""


def serve_packed(application: Application) -> None:
    """Let every route that sends files of pages send their compressed copies; and the settings."""
    for rule in _rules(application.default_router):
        if rule.target is FileFindHandler:
            rule.target = PackedFileHandler
    application.add_transform(SettingsPacking)


def _rules(router: RuleRouter) -> Iterator[Rule]:
    for rule in router.rules:
        yield rule
        if isinstance(rule.target, RuleRouter):
            yield from _rules(rule.target)


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
