"""Compresses what a session's page loads: files by their copies, and the settings."""

from collections.abc import Iterator

from jupyter_server.base.handlers import FileFindHandler
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.routing import Rule, RuleRouter
from tornado.web import Application, GZipContentEncoding

from ..core.packed import PackedFiles


class PackedFileHandler(PackedFiles, FileFindHandler):
    """JupyterLab's own handler, but for what goes over the wire."""


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


def serve_packed(application: Application) -> None:
    """Let every route that sends files of pages send their compressed copies; and the settings."""
    for rule in find_rules(application.default_router):
        if rule.target is FileFindHandler:
            rule.target = PackedFileHandler
    application.add_transform(SettingsPacking)


def find_rules(router: RuleRouter) -> Iterator[Rule]:
    """Every rule of an application's routes."""
    for rule in router.rules:
        yield rule
        if isinstance(rule.target, RuleRouter):
            yield from find_rules(rule.target)
