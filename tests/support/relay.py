"""A wire between a browser and the product that a test can cut and mend."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

CHUNK_BYTES = 65_536


class Relay:
    """Passes bytes to a port of this machine; cut, it drops every connection and takes none."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self.received = 0
        """How many bytes have come back from the port, headers and all."""
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        """Where browsers go, without a slash at the end."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def cut(self) -> None:
        """Drop every connection, and each new one, until `mend`."""
        with self._lock:
            self._is_cut = True
            for end in self._open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Take connections again."""
        with self._lock:
            self._is_cut = False

    @contextmanager
    def away(self) -> Iterator[None]:
        """Cut, for as long as the block lasts."""
        self.cut()
        try:
            yield
        finally:
            self.mend()

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(("127.0.0.1", self._port)) as far:
            with self._lock:
                if self._is_cut:
                    return
                self._open |= {near, far}
            back = threading.Thread(target=self._pump_back, args=(far, near), daemon=True)
            back.start()
            _pump(near, far)
            back.join()
            with self._lock:
                self._open -= {near, far}

    def _pump_back(self, source: socket.socket, sink: socket.socket) -> None:
        def count(size: int) -> None:
            with self._lock:
                self.received += size

        _pump(source, sink, count)


def _pump(
    source: socket.socket, sink: socket.socket, passed: Callable[[int], None] | None = None
) -> None:
    with suppress(OSError):
        while data := source.recv(CHUNK_BYTES):
            if passed:
                passed(len(data))
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
