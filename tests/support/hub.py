"""A whole installation for tests: a real `remote-claude up` with everything that it starts."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import httpx
import psutil

from remote_claude_ext.config.places import Places
from remote_claude_ext.config.run import Run, read_run
from remote_claude_ext.config.session_environment import MARKS
from tests.support.person import Person

START_SECONDS = 150
STOP_SECONDS = 60
SESSION_SECONDS = 90
_LOOK_SECONDS = 0.25
"""Looking more often takes from those that are waited for."""
ADMIN = "admin"


class Installation:
    """`remote-claude up` on a data folder; start it, use it, stop it, start it again.

    `config` is the text of a YAML file, `environ` adds to (or replaces) the environment.
    """

    def __init__(
        self,
        data: Path,
        *,
        config: str | None = None,
        environ: Mapping[str, str] | None = None,
        port: int = 0,
    ) -> None:
        self.data = data
        self.places = Places(data)
        self.output: list[str] = []
        self._port = port
        self._config = config
        self._environ = dict(environ or {})
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._people: dict[str, Person] = {}
        self._tokens: dict[str, str] = {}

    def start(self) -> Self:
        """Start, and return when it says that it is ready."""
        self.launch()
        self.wait_for(lambda: self.output and self.output[-1].startswith("Ready: "), START_SECONDS)
        return self

    def launch(self) -> subprocess.Popen[str]:
        """Start, and return at once."""
        self.output = []
        command = [sys.executable, "-P", "-m", "remote_claude_ext", "up"]
        command += ["--data", str(self.data), "--port", str(self._port)]
        if self._config is not None:
            file = self.data.parent / f"{self.data.name}.yaml"
            file.write_text(self._config)
            command += ["--config", str(file)]
        self._process = subprocess.Popen(
            command,
            env=clean_environment(self._environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        return self._process

    @property
    def up(self) -> subprocess.Popen[str]:
        """The process of `up`."""
        assert self._process is not None, "start() comes first"
        return self._process

    @property
    def run(self) -> Run:
        """Ports and processes."""
        run = read_run(self.places.run)
        assert run is not None, "there is no run.json"
        return run

    @property
    def url(self) -> str:
        """Where browsers go, without a slash at the end."""
        return self.run.public_url.rstrip("/")

    @property
    def admin_password(self) -> str:
        """The first administrator's password."""
        return self.places.admin_password.read_text().strip()

    def login(self, user: str = ADMIN, password: str | None = None) -> Person:
        """Somebody signed in; the same client for the same user until the next start."""
        if user not in self._people:
            person = Person(self.url, user)
            answer = person.sign_in(password or self.admin_password)
            assert answer.url.path == "/hub/home", f"{user} cannot sign in: {answer.url}"
            self._people[user] = person
        return self._people[user]

    def token(self, user: str = ADMIN, password: str | None = None) -> str:
        """An API token of a user."""
        if user not in self._tokens:
            self._tokens[user] = self.login(user, password).new_token()
        return self._tokens[user]

    def add_user(self, name: str, password: str, *, admin: bool = False) -> None:
        """`remote-claude user add`."""
        file = self.data.parent / f"{name}.password"
        file.write_text(password)
        more = ["--admin"] if admin else []
        self.command("user", "add", name, *more, "--password-file", str(file))

    def command(self, *arguments: str) -> str:
        """A `remote-claude` command on this data folder; what it printed."""
        command = [sys.executable, "-P", "-m", "remote_claude_ext", *arguments]
        done = subprocess.run(
            [*command, "--data", str(self.data)],
            env=clean_environment(self._environ),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_session(self, title: str = "Test", user: str = ADMIN) -> str:
        """A new session that runs; its name."""
        made = self.api("POST", f"/users/{user}/sessions", user=user, json={"title": title})
        assert made.status_code == httpx.codes.CREATED, made.text
        name: str = made.json()["name"]
        self.start_server(name, user)
        return name

    def start_server(self, name: str, user: str = ADMIN) -> None:
        """Start a session that is there, and wait until it runs."""
        self.api("POST", f"/users/{user}/servers/{name}", user=user).raise_for_status()
        self.wait_for(lambda: self.is_running(name, user), SESSION_SECONDS)

    def is_running(self, name: str, user: str = ADMIN) -> bool:
        """Whether the hub says that a session is ready; fails if its start failed."""
        answer = self.api("GET", f"/users/{user}?include_stopped_servers=1", user=user)
        server = answer.json()["servers"].get(name)
        assert server is not None, f"no session {name}: {self.tail('hub')}"
        return bool(server["ready"])

    def answers(self, name: str, user: str = ADMIN) -> bool:
        """Whether a session answers; a hub that starts says "ready" a moment before that."""
        with suppress(httpx.HTTPError):
            return self.call("GET", f"{self.session_path(name, user)}/api", user=user).is_success
        return False

    def session_path(self, name: str, user: str = ADMIN) -> str:
        """The path of a session, without a slash at the end."""
        return f"/user/{user}/{name}"

    def session_url(self, name: str, user: str = ADMIN) -> str:
        """The address of a session, without a slash at the end."""
        return self.url + self.session_path(name, user)

    def api(self, method: str, path: str, *, user: str = ADMIN, **more: Any) -> httpx.Response:
        """A request to the hub's REST API with the token of a user."""
        return self.call(method, f"/hub/api{path}", user=user, **more)

    def call(self, method: str, path: str, *, user: str = ADMIN, **more: Any) -> httpx.Response:
        """A request to any path with the token of a user."""
        headers = {"Authorization": f"token {self.token(user)}"}
        # Certificates are not looked at here, and cost more to load than the request.
        with httpx.Client(trust_env=False, verify=False, timeout=60) as http:  # noqa: S501
            return http.request(method, f"{self.url}{path}", headers=headers, **more)

    def pid(self, child: str) -> int:
        """The process id of a program of `up`: proxy, hub, hub-service, gateway, demo."""
        return self.run.children[child].pid

    def kill(self, child: str) -> int:
        """Kill -9 of a program of `up`, or of `up` itself; the id that it had."""
        pid = self.up.pid if child == "up" else self.pid(child)
        os.kill(pid, signal.SIGKILL)
        if child == "up":
            self.up.wait(STOP_SECONDS)
        return pid

    def wait_for(self, found: Callable[[], object], seconds: float) -> None:
        """Wait until something is so; fails, with what `up` printed, when it takes too long."""
        deadline = time.monotonic() + seconds
        while not found():
            assert self.up.poll() is None, f"up ended: {self.text()}"
            assert time.monotonic() < deadline, f"not within {seconds} s: {self.text()}"
            time.sleep(_LOOK_SECONDS)

    def text(self) -> str:
        """All that `up` printed."""
        return "\n".join(self.output)

    def tail(self, child: str, lines: int = 40) -> str:
        """The end of a program's log."""
        log = self.places.logs / f"{child}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal; the exit status of `up`."""
        self.forget_people()
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(number)
        status = self._process.wait(STOP_SECONDS)
        assert self._reader is not None
        self._reader.join(STOP_SECONDS)
        return status

    def forget_people(self) -> None:
        """Sign in anew next time."""
        for person in self._people.values():
            person.close()
        self._people.clear()
        self._tokens.clear()

    def end_all(self) -> None:
        """End what is left in any case: also what a killed `up` left behind."""
        self.stop()
        for process in processes_below(self.data):
            with suppress(psutil.NoSuchProcess):  # it ended meanwhile
                process.kill()
                process.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.end_all()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.output.append(line.rstrip("\n"))


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without whatever could reach a real model."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANTHROPIC", "CLAUDE", "JUPYTER", "REMOTE_CLAUDE"))
    }
    return {**kept, **more}


def processes_below(data: Path) -> list[psutil.Process]:
    """Every living process that belongs to an installation, sessions' included."""
    found = []
    for process in psutil.process_iter():
        try:
            environ = process.environ()
        except (psutil.Error, OSError):
            continue
        own = environ.get("REMOTE_CLAUDE_DATA") == str(data)
        if own or any(environ.get(name, "").startswith(f"{data}/users/") for name in MARKS):
            found.append(process)
    return found
