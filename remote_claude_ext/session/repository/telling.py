"""What the hub says of a clone, and is told: what to clone, how far it is, how it went."""

import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from itertools import islice
from typing import Self

from ...core.backoff import delays
from ...wire.codec import decode, encode
from ...wire.sessions import Cloned, Cloning, NewRepository
from ..ask import ask

_TRIES = 5
_EVERY_SECONDS = 1.0


class AwayError(Exception):
    """The hub does not say what is to be cloned."""


class Teller:
    """Speaks for one session, with its token."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        user, session = environ["REMOTE_CLAUDE_USER"], environ["REMOTE_CLAUDE_SESSION"]
        hub = environ["JUPYTERHUB_API_URL"]
        self._url = f"{hub}/users/{user}/sessions/{session}/repository"
        self._token = f"token {environ['JUPYTERHUB_API_TOKEN']}"

    def ask(self) -> NewRepository | None:
        """What is to be cloned; None where that is nothing. AwayError."""
        for pause in islice(delays(first_seconds=0.5), _TRIES):
            answer = ask("GET", self._url, self._token)
            if answer is not None and answer[0] == HTTPStatus.OK:
                return decode(answer[1], NewRepository)
            if answer is not None and answer[0] == HTTPStatus.NOT_FOUND:
                return None
            time.sleep(pause)
        raise AwayError

    def tell(self, error: str | None) -> None:
        """How it went. The next start finds the clone where the hub was not reached."""
        for pause in islice(delays(first_seconds=0.5), _TRIES):
            answer = ask("POST", self._url, self._token, encode(Cloned(error=error)))
            if answer is not None and answer[0] < HTTPStatus.INTERNAL_SERVER_ERROR:
                return
            time.sleep(pause)

    def tell_progress(self, cloning: Cloning) -> None:
        """How far it is; nobody misses one of them."""
        ask("PATCH", self._url, self._token, encode(cloning))


class Progress:
    """Tells once a second how far it is, if that is another: git does not wait for the hub."""

    def __init__(self, teller: Teller) -> None:
        self.now: Cloning | None = None
        self._teller = teller
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clone-progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        told = None
        while not self._over.wait(_EVERY_SECONDS):
            if (now := self.now) is not None and now != told:
                self._teller.tell_progress(now)
                told = now
