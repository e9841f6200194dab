"""Base of the pages of this service: signed in by the hub, nothing inline, errors as sentences."""

from contextlib import suppress
from typing import Any

from ..core.assets import PAGE_POLICY
from ..core.errors import RemoteClaudeError
from ..core.languages import COOKIE, choose
from .web import CallerHandler, to_public


class PageHandler(CallerHandler):
    """A page for people in a browser."""

    def set_default_headers(self) -> None:
        """What it may load; and no page that opened it looks into it, of this origin or another."""
        super().set_default_headers()
        self.set_header("Content-Security-Policy", PAGE_POLICY)
        self.set_header("Cross-Origin-Opener-Policy", "noopener-allow-popups")
        self.set_header("Referrer-Policy", "same-origin")

    async def prepare(self) -> None:
        """Find out who looks, and how much waits for them; a page is there without that as well."""
        self.waiting = 0
        await super().prepare()
        if hasattr(self, "caller"):
            with suppress(RemoteClaudeError):
                self.waiting = await self._count_waiting()

    async def _count_waiting(self) -> int:
        sessions = await self.context.sessions.every(self.token, self.caller.name)
        names = [each.name for each in sessions]
        return await self.context.inbox.count(self.caller.name, names)

    @property
    def is_opened(self) -> bool:
        """Whether a browser shows it, with a login: what another page fetches, that page reads."""
        return self.is_by_login and self.is_navigation

    def refuse(self) -> None:
        """Sign in with the hub, then come back."""
        self.sign_in()

    def show(self, name: str, **given: object) -> None:
        """Send a page, in the language that was chosen, or that the browser likes best."""
        caller = getattr(self, "caller", None)
        accepted = self.request.headers.get("Accept-Language")
        language = choose(self.get_cookie(COOKIE), accepted)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Vary", "Accept-Language, Cookie")
        given["own_waiting"] = getattr(self, "waiting", 0)
        self.write(self.context.templates.render(name, caller, language=language, **given))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An error as a page, with its remedy."""
        error = to_public(kwargs.get("exc_info", (None, None, None))[1], status_code)
        said = f"{error.message} {error.remedy or ''}".strip()
        self.set_status(error.status)
        self.show("error.html", status_code=error.status, message=said)
