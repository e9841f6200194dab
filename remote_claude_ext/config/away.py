"""What a program is told that asks a session to which the proxy has no way: in JSON, what to do.

Such a request comes to the hub, whose own answer is for browsers: a redirect, or a page about a
missing `_xsrf`. Pages keep the redirect; what has a token, or is no page, gets a sentence.
"""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import re
from typing import Any
from urllib.parse import unquote

from jupyterhub import handlers
from jupyterhub.handlers.base import PrefixRedirectHandler

from ..core.errors import NotFoundError, RemoteClaudeError
from ..core.names import is_session_name, is_user_name
from ..wire.errors import to_error_body
from ..wire.sessions import SessionState
from .listing import to_state

_HANDLERS: Any = handlers
_SESSION = re.compile(r"/user/([^/?]+)/([^/?]+)")
_OF_PAGES = {"GET", "HEAD", "OPTIONS"}
_WAIT_SECONDS = "2"
_JSON = "application/json"


class SessionStoppedError(RemoteClaudeError):
    """A session that somebody has to start first."""

    code = "session_stopped"
    status = 424

    def __init__(self, start: str = "") -> None:
        by = f", or by `POST {start}` with the same token" if start else ""
        super().__init__("The session does not run.", remedy=f"Start it on the home page{by}.")


class SessionStartingError(RemoteClaudeError):
    """A session that answers in a moment."""

    code = "starting"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The session cannot be reached yet: it is starting, or the hub has just begun again.",
            remedy="Ask again in a few seconds.",
        )


class AwayHandler(PrefixRedirectHandler):
    """Whatever is outside `/hub` and has no way of its own through the proxy."""

    _accept_token_auth = True

    def _record_activity(self, obj: Any, timestamp: Any = None) -> bool:
        return False

    def check_xsrf_cookie(self) -> None:
        """Nothing is changed here, whoever asks."""

    async def prepare(self) -> None:
        """Answer what asks a session and is no page; all else goes on as JupyterHub has it."""
        await super().prepare()
        asked = _SESSION.match(self.request.path)
        has_token = self.get_auth_token() is not None
        if asked and (has_token or self.request.method not in _OF_PAGES):
            self._refuse(self._why(*map(unquote, asked.groups())))

    def _why(self, user: str, name: str) -> RemoteClaudeError:
        # The same for every name, so that nobody learns who has a session. JupyterLab sends the
        # session's own token, which the hub has forgotten by now: its page reads the truth, too.
        if self.current_user is None:
            return SessionStoppedError()
        spawner = self._find(user, name)
        if spawner is None:
            return NotFoundError("session", f"{user}/{name}")
        if to_state(spawner) in {SessionState.RUNNING, SessionState.STARTING}:
            return SessionStartingError()
        return SessionStoppedError(f"{self.hub.base_url}api/users/{user}/servers/{name}")

    def _find(self, user: str, name: str) -> Any:
        """The spawner of a session that the caller may use; None as well where there is none."""
        if not (is_user_name(user) and is_session_name(name)):
            return None
        if not self.has_scope(f"access:servers!server={user}/{name}"):
            return None
        owner = self.find_user(user)
        return owner.spawners[name] if owner and name in owner.orm_spawners else None

    def _refuse(self, error: RemoteClaudeError) -> None:
        self.set_status(error.status)
        self.set_header("Content-Type", _JSON)
        if isinstance(error, SessionStartingError):
            self.set_header("Retry-After", _WAIT_SECONDS)
        self.finish(to_error_body(error))


def answer_programs() -> None:
    """From now on; the hub's application takes its handlers from there when it begins."""
    _HANDLERS.PrefixRedirectHandler = AwayHandler
