"""What `up` tells the person who started it."""

import os
from collections.abc import Callable, Mapping

from ..config.hint import config_hint
from ..config.places import Places
from ..config.providers import is_demo, upstreams
from ..config.run import Run
from ..config.settings import Settings
from .data_folder import FIRST_ADMIN
from .key import KEY


class Console:
    """The lines of one start, from the first to `Ready: ...`."""

    def __init__(self, places: Places, settings: Settings, say: Callable[[str], None]) -> None:
        self._places = places
        self._settings = settings
        self.say = say

    def introduce(self, environ: Mapping[str, str]) -> None:
        """What is about to start, and what a person should know before."""
        self.say(f"Remote Claude, data in {self._places.data}")
        if os.geteuid() == 0 and self._settings.sessions.spawner == "local":
            self.say(
                "Warning: this runs as root, and so do all sessions and whatever Claude runs in"
                " them. Better start it as an ordinary user."
            )
        if self._settings.sessions.spawner == "docker":
            self.say(f"Sessions are containers of the image {self._settings.containers.image}.")
        else:
            self.say(
                "Sessions are local processes of one user of this machine, not isolated from each"
                " other: this start is for one trusted person and listens on 127.0.0.1 only."
            )
        self._tell_model(environ)

    def tell_leftovers(self, names: list[str]) -> None:
        """What of an earlier start was still there."""
        if names:
            self.say(f"Ended what an earlier start left behind: {', '.join(names)}.")

    def tell_orphans(self, names: list[str]) -> None:
        """Which containers had no session any more."""
        if names:
            self.say(f"Removed containers without a session: {', '.join(names)}.")

    def tell_open(self) -> None:
        """That the packet filter does not guard this machine from sessions."""
        self.say(
            "Warning: without nft (Debian: nftables) and root, sessions reach every server of this"
            " machine that listens on all addresses."
        )

    def tell_password(self, password: str | None) -> None:
        """The first administrator's password, where it was made just now."""
        if password:
            self.say(f"Sign in as {FIRST_ADMIN} with the password {password}")

    def tell_ready(self, run: Run) -> None:
        """That the page answers; always the last lines of a start."""
        if self._places.admin_password.exists():
            self.say(f"The first password of {FIRST_ADMIN} is in {self._places.admin_password}")
        self.say("To stop: Ctrl-C here, or a SIGTERM to this process.")
        self.say(f"Ready: http://127.0.0.1:{run.ports.public}/")

    def _tell_model(self, environ: Mapping[str, str]) -> None:
        claude = self._settings.claude
        if is_demo(self._settings):
            self.say("The scripted demo model answers, no real Claude. For the real one:")
            self.say("  " + config_hint(self._settings).replace("\n", "\n  "))
            return
        for upstream in upstreams(self._settings):
            if upstream.provider != "demo":
                self.say(f"Model requests go to {upstream.base_url}")
        if claude.api_key is not None and claude.api_key.value == KEY:
            self.say(f"with the key from {KEY} of this environment, which only the gateway gets.")
        if environ.get("ANTHROPIC_BASE_URL"):
            self.say("ANTHROPIC_BASE_URL is not used here: write claude.baseUrl into the YAML.")
