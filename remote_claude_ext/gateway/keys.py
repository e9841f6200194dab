"""The providers' keys; the only file that resolves and holds them."""

import contextlib
import os
from pathlib import Path

from ..core.redact import hide
from ..core.secret import SecretRef
from .errors import KeyUnreadableError

_MOST_BYTES = 64 * 1024


class Key:
    """The key behind a reference. A file is read again when it changes, so mending it is enough."""

    def __init__(self, ref: SecretRef | None, hint: str, text: str | None = None) -> None:
        self._ref = ref
        self._hint = hint
        self._path = Path(ref.value) if ref is not None and ref.kind == "file" else Path()
        self._stamp: tuple[int, int, int] | None = None
        self._text = text

    def read(self) -> str | None:
        """The key; None where there is none to send."""
        if self._ref is None:
            return None
        try:
            text = self._resolve(self._ref)
        except OSError as error:
            raise KeyUnreadableError(error.strerror or "it cannot be opened", self._hint) from None
        if not text or not text.isascii() or not text.isprintable():
            raise KeyUnreadableError("it is empty or not one line of plain text", self._hint)
        hide(text)
        return text

    def _resolve(self, ref: SecretRef) -> str:
        if ref.kind == "file":
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                self._text = _strip(self._path.read_text("utf-8", "replace"))
                self._stamp = stamp
        elif ref.kind == "env":
            self._text = _strip(os.environ.get(ref.value, ""))
        elif ref.kind == "literal":
            self._text = ref.value
        return self._text or ""


class KeyRing:
    """Makes keys of references. An inherited pipe can be read once only, and must not stay open."""

    def __init__(self) -> None:
        self._pipes: dict[int, str] = {}

    def take(self, ref: SecretRef | None, hint: str) -> Key:
        """The key behind a reference; a pipe is read now."""
        if ref is None or ref.kind != "pipe":
            return Key(ref, hint)
        number, colon, line = ref.value.partition(":")
        descriptor = int(number)
        if descriptor not in self._pipes:
            self._pipes[descriptor] = _read_pipe(descriptor)
        text = self._pipes[descriptor]
        if colon:
            lines = text.split("\n")
            text = lines[int(line)] if int(line) < len(lines) else ""
        return Key(ref, hint, _strip(text))


def _read_pipe(descriptor: int) -> str:
    parts = bytearray()
    try:
        while len(parts) < _MOST_BYTES and (part := os.read(descriptor, _MOST_BYTES)):
            parts += part
    except OSError:
        return ""
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    return parts.decode("utf-8", "replace")


def _strip(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")
