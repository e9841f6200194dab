"""JupyterHub with a bound on what it takes into its memory.

It makes its web server without one, and has no setting for it: each body of up to 100 MB would be
read whole, before anybody asks who sends it. Requests to sessions pass it by, through the proxy.
"""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import json

from jupyterhub import app

from ..core.errors import TooLargeError
from ..hub.large import Bound, BoundedApplication

MOST_BODY_BYTES = 1024 * 1024


class JupyterHub(app.JupyterHub):  # (the same name: it stands in every line of the log)
    """The hub, as configured; larger bodies are refused in its own words."""

    def init_tornado_application(self) -> None:
        """Put the bound between the server and the application."""
        super().init_tornado_application()
        bound = Bound(
            most_bytes=MOST_BODY_BYTES, to_body=_to_body, is_answered=_is_of_stopped_session
        )
        bounded = BoundedApplication(self.tornado_application, bound)
        self.tornado_application = bounded  # type: ignore[assignment] # (a server takes either)


def _to_body(error: TooLargeError) -> bytes:
    return json.dumps({"status": error.status, "message": error.message}).encode()


def _is_of_stopped_session(path: str) -> bool:
    # The proxy has no way to it: what is uploaded there is answered with how to start it.
    return path.startswith("/user/")
