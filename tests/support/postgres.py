"""A throw-away PostgreSQL in a folder of its own, reached by a socket alone."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.missing import missing

ACCOUNT = "postgres"


def find_binaries() -> Path:
    """Where initdb is; skips the test (or fails it, with REQUIRE_ALL=1) where there is none."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))  # noqa: PTH207 - a fixed place
    on_path = shutil.which("initdb")
    if not on_path and not found:
        missing("no PostgreSQL here: `apt-get install postgresql`")
    return Path(on_path or found[-1]).resolve().parent


@contextmanager
def postgres() -> Iterator["Postgres"]:
    """A server that runs while the block lasts."""
    binaries = find_binaries()
    # The server refuses to run as root, and another account cannot enter pytest's own folders.
    folder = Path(tempfile.mkdtemp(prefix="rc-postgres-"))
    account = ACCOUNT if os.geteuid() == 0 else None
    if account is not None:
        entry = pwd.getpwnam(account)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    server = Postgres(binaries, folder, account)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


class Postgres:
    """One server; it can be stopped and started again."""

    def __init__(self, binaries: Path, folder: Path, account: str | None) -> None:
        self._binaries = binaries
        self._folder = folder
        self._account = account
        self._count = 0

    def make(self) -> None:
        """Lay out its data folder."""
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Return when it takes connections."""
        options = (
            f"-c listen_addresses= -c unix_socket_directories={self._folder} -c timezone=Asia/Tokyo"
        )
        self._control("start", "-l", str(self._folder / "log"), "-o", options)

    def stop(self) -> None:
        """End it and every connection, if it runs."""
        if (self._folder / "data" / "postmaster.pid").exists():
            self._control("stop", "-m", "fast")

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        self._count += 1
        name = f"test{self._count}"
        self._run("createdb", "-h", str(self._folder), "-U", ACCOUNT, name)
        return f"postgresql://{ACCOUNT}@/{name}?host={self._folder}"

    def _control(self, verb: str, *arguments: str) -> None:
        self._run("pg_ctl", verb, "-D", str(self._folder / "data"), "-w", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            cwd=self._folder,
            user=self._account,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout
