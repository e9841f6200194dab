"""Where everything lies below DATA; pure. Nothing else writes these paths down."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The data folder of one installation."""

    data: Path

    @property
    def lock(self) -> Path:
        """The flock that one `up` holds."""
        return self.data / "lock"

    @property
    def run(self) -> Path:
        """Ports, pids and start times of the running `up`."""
        return self.data / "run.json"

    @property
    def settings(self) -> Path:
        """The resolved settings of the running `up`, without the key."""
        return self.data / "settings.json"

    @property
    def admin_password(self) -> Path:
        """The first administrator's password, mode 0600."""
        return self.data / "admin-password"

    @property
    def passwords(self) -> Path:
        """Hashes of the `local` authenticator (SQLite)."""
        return self.data / "passwords.sqlite"

    @property
    def secrets(self) -> Path:
        """Folder (0700) of cookie secret, proxy token and the tokens of services, one file each."""
        return self.data / "secrets"

    @property
    def hub_database(self) -> Path:
        """JupyterHub's own database."""
        return self.data / "jupyterhub.sqlite"

    @property
    def database(self) -> Path:
        """Our database where the configuration names no other."""
        return self.data / "remote-claude.sqlite"

    @property
    def logs(self) -> Path:
        """One log file a supervised process."""
        return self.data / "logs"

    @property
    def tmp(self) -> Path:
        """TMPDIR of the supervised processes; empty at each start."""
        return self.data / "tmp"

    @property
    def waiting(self) -> Path:
        """Folder (0700) of the containers that wait for a session, a note each."""
        return self.data / "waiting"

    @property
    def deeds(self) -> Path:
        """Folder (0700) of what was done at the hub and is not in the audit yet, a file each."""
        return self.data / "deeds"

    def user(self, user: str) -> Path:
        """Everything of one user."""
        return self.data / "users" / user

    def home(self, user: str) -> Path:
        """HOME of the user's session processes, shared by the user's sessions."""
        return self.user(user) / "home"

    def claude_config(self, user: str) -> Path:
        """CLAUDE_CONFIG_DIR of the user's session processes."""
        return self.user(user) / "claude"

    def trash(self, user: str) -> Path:
        """Deleted sessions, kept for seven days."""
        return self.user(user) / "trash"

    def session(self, user: str, session: str) -> Path:
        """Everything of one session."""
        return self.user(user) / "sessions" / session

    def workspace(self, user: str, session: str) -> Path:
        """The workspace of a session: where its files are and where Claude works."""
        return self.session(user, session) / "workspace"

    def session_state(self, user: str, session: str) -> Path:
        """What the session extension keeps: journal, token file, log; never the workspace."""
        return self.session(user, session) / "state"
