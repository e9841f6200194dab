"""One small HTTP request to a server on this machine, past any web proxy: does it answer?"""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 3.0


async def ask(url: str) -> int | None:
    """The status of a GET of this address; None where nothing answers."""
    return await _within(_ask("GET", url, {}), _TIMEOUT_SECONDS)


async def tell(url: str, token: str, *, timeout_seconds: float) -> int | None:
    """The status of an empty POST to this address with a hub token; None without an answer."""
    headers = {"Authorization": f"token {token}", "Content-Length": "0"}
    return await _within(_ask("POST", url, headers), timeout_seconds)


async def _within(asking: Coroutine[Any, Any, int], seconds: float) -> int | None:
    try:
        return await asyncio.wait_for(asking, seconds)
    except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
        return None


async def _ask(method: str, url: str, headers: Mapping[str, str]) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        lines = [f"{method} {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += ["Connection: close", *(f"{name}: {text}" for name, text in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await writer.drain()
        status_line = await reader.readline()
        return int(status_line.split()[1]) if status_line.startswith(b"HTTP/") else 0
    except IndexError:
        return 0
    finally:
        writer.close()
