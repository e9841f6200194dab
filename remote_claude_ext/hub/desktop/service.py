"""The files of JupyterLab's page as they were installed beside this service."""

import asyncio
from pathlib import Path

from ...core.parts import Part, read_parts


class DesktopService:
    """Knows every file by the digest of its part, and sends none that has changed since."""

    def __init__(self, share: Path) -> None:
        self._share = share
        self._reading: asyncio.Task[list[Part]] | None = None

    async def digests(self) -> list[str]:
        """Of each part."""
        return [part.digest for part in await self._parts()]

    async def find(self, digest: str, path: str) -> tuple[str, str] | None:
        """The folder of a file and its name in there; `path` is below a session's own address."""
        for part in await self._parts():
            name = path.removeprefix(f"{part.path}/")
            if part.digest == digest and name != path and part.has(name):
                return str(part.folder), name
        return None

    async def _parts(self) -> list[Part]:
        if self._reading is None:
            self._reading = asyncio.create_task(asyncio.to_thread(read_parts, self._share))
        return await asyncio.shield(self._reading)
