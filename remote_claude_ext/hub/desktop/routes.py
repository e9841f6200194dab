"""The files of JupyterLab's page, for everybody: they hold no secret, and each session has them."""

from typing import Any

from tornado import web

from ...core.errors import NotFoundError
from ...core.packed import PackedFiles
from ...wire.desktop import Parts
from ..web import BaseHandler
from .rules import to_own

_FOR_EVER = "public, max-age=31536000, immutable"


class PartsHandler(BaseHandler):
    """`lab`."""

    async def get(self) -> None:
        """The digest of each part that is here."""
        self.answer(Parts(items=await self.context.desktop.digests()))


class PartHandler(PackedFiles, web.StaticFileHandler, BaseHandler):
    """`lab/DIGEST/PATH`, where PATH is that of a session's own copy below its address."""

    def initialize(self, **given: Any) -> None:  # type: ignore[override] # of either base
        """Take what the application made; where the file is comes with its address."""
        super().initialize(path="")
        BaseHandler.initialize(self, **given)

    async def get(self, path: str, include_body: bool = True) -> None:  # noqa: FBT001, FBT002 (Tornado's)
        """The file; where it is not here, that of the session whose page asks."""
        digest, _, own_path = path.partition("/")
        found = await self.context.desktop.find(digest, own_path)
        if found:
            self.root, name = found
            await super().get(name, include_body)
            return
        referer = self.request.headers.get("Referer", "")
        own = to_own(referer, self.context.settings.prefix, own_path)
        if own is None:
            raise NotFoundError("file", path)
        self.redirect(own)

    def set_extra_headers(self, path: str) -> None:
        """It is for ever: its address changes with its content."""
        super().set_extra_headers(path)
        self.set_header("Cache-Control", _FOR_EVER)
        self.clear_header("Content-Security-Policy")  # a worker's would be that of its script

    def compute_etag(self) -> str | None:
        """None: nobody asks again."""
        return None
