"""The `local` sign-in: our own users, throttled, each password changeable by its owner."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import asyncio
import json
import math
import secrets
from functools import cached_property
from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator
from tornado import web
from traitlets import Unicode, default

from ..core.clock import SystemClock, to_rfc3339
from ..core.languages import Texts
from ..core.names import USER_NAME
from ..wire.audit import AuditKind
from .callers import to_address
from .deeds import BY_COMMAND, Deeds
from .passwords import LocalUser, PasswordStore
from .places import Places
from .speaking import texts_of
from .texts import duration_text
from .throttle import Throttle

_HUB_CLIENT = "jupyterhub"


class LocalAuthenticator(Authenticator):
    """Signs in the users of `PasswordStore`; notices within seconds when one of them changed."""

    path = Unicode(help="The file with users and password hashes.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.throttle = Throttle(SystemClock())
        self._hashing = asyncio.Semaphore(2)

    @default("allow_all")
    def _allow_all_default(self) -> bool:
        return True

    @default("username_pattern")
    def _username_pattern_default(self) -> str:
        return USER_NAME.pattern

    @cached_property
    def store(self) -> PasswordStore:
        """The users."""
        return PasswordStore(Path(self.path))

    def has_user(self, name: str) -> bool:
        """Whether there still is a user of this name."""
        return self.store.find(name) is not None

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any]:
        """The user whose password was given; anything else is refused with a sentence."""
        found = await self.check(data.get("username", ""), data.get("password", ""), handler)
        if found is None:
            raise web.HTTPError(403, texts_of(handler)["sign_in_wrong"])
        user = handler.find_user(found.name)
        if found.fresh:
            self._start_afresh(found.name, user)
        if user is not None and found.admin != user.admin:
            self.note_admin(found.name, admin=found.admin, by=BY_COMMAND)
        return {"name": found.name, "admin": found.admin}

    async def check(self, name: str, password: str, handler: Any) -> LocalUser | None:
        """Whose password it is; None if nobody's. Too many failures must wait."""
        name, address = name.strip().lower()[:64], to_address(handler.request)
        wait = self.throttle.wait_seconds(name, address)
        if wait:
            raise WaitError(math.ceil(wait), texts_of(handler))
        # Counted before it is checked: many tries at the same moment are many tries.
        self.throttle.fail(name, address)
        async with self._hashing:
            found = await asyncio.to_thread(self.store.verify, name, password)
        if found:
            self.throttle.succeed(name, address)
        return found

    async def refresh_user(self, user: Any, handler: Any = None) -> bool | dict[str, Any]:
        """Whether a signed-in user may go on: not one who was removed or has a new password.

        A removed user's tokens are refused as well, so that the user's sessions can no longer
        reach the gateway. A new password ends logins, but neither sessions nor tokens made for
        programs.
        """
        found = self.store.find(user.name)
        if found is None:
            return False
        if found.fresh:
            token = handler.get_token() if handler is not None else None
            if token is not None:
                # Made for a program, or for a browser that signed in with the old password.
                return bool(token.client_id == _HUB_CLIENT)
            self._start_afresh(user.name, user)
            return False
        if found.admin == user.admin:
            return True
        self.note_admin(user.name, admin=found.admin, by=BY_COMMAND)
        return {"name": user.name, "admin": found.admin}

    async def change(self, user: Any, password: str) -> None:
        """Give a user a new password and end every login with the old one."""
        await asyncio.to_thread(self.store.set_password, user.name, password)
        self._start_afresh(user.name, user)

    def note_admin(self, name: str, *, admin: bool, by: str) -> None:
        """Leave a line that says who made somebody an administrator, or no longer."""
        said = {"action": "admin" if admin else "no_admin", "target": f"user:{name}", "by": by}
        self.log.warning("audit %s", json.dumps({**said, "at": to_rfc3339(SystemClock().now())}))
        kind = AuditKind.ADMIN_MADE if admin else AuditKind.ADMIN_UNMADE
        Deeds(Places(Path(self.path).parent)).tell(kind, by=by, user=name)

    def _start_afresh(self, name: str, user: Any) -> None:
        if user is not None:
            end_logins(user)
        self.store.acknowledge(name)


class WaitError(web.HTTPError):
    """Too many wrong passwords; says how long to wait."""

    def __init__(self, seconds: int, texts: Texts) -> None:
        wait = duration_text(texts, seconds)
        super().__init__(429, texts["sign_in_wait"].format(wait=wait))
        self.headers = {"Retry-After": str(seconds)}


def end_logins(user: Any) -> None:
    """Make every login cookie of a user worthless, and the tokens that browsers hold for pages."""
    user.orm_user.cookie_id = secrets.token_hex(16)
    for token in list(user.orm_user.api_tokens):
        if token.client_id != _HUB_CLIENT:
            user.db.delete(token)
    user.db.commit()
