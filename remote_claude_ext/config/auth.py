"""The chosen sign-in provider as an authenticator class and its traits."""

from typing import Any

from jupyterhub.auth import Authenticator

from .login import LocalAuthenticator
from .pages import to_routes
from .password_page import PasswordHandler
from .people import to_people_routes
from .places import Places
from .session_api import to_session_routes


def apply_sign_in(c: Any, places: Places) -> None:
    """Sign-in with our own users, checked again every few seconds."""
    c.JupyterHub.authenticator_class = with_pages(LocalAuthenticator, places)
    c.LocalAuthenticator.path = str(places.passwords)
    c.Authenticator.auth_refresh_age = 10
    c.Authenticator.auth_refresh_strict = True


def with_pages(chosen: type[Authenticator], places: Places) -> type[Authenticator]:
    """An authenticator that also brings our pages: its routes come before JupyterHub's own."""

    class SignIn(chosen):  # type: ignore[misc,valid-type] # (the base is a value)
        """The chosen sign-in with our pages."""

        def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
            """Our routes, then those of the sign-in."""
            own = [(r"/password", PasswordHandler), *to_people_routes(places)]
            return [
                *to_routes(places),
                *to_session_routes(places),
                *(own if chosen is LocalAuthenticator else []),
                *super().get_handlers(app),
            ]

    return SignIn
