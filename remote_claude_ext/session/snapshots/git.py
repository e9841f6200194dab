"""Git on our own repository alone: no configuration, hook or filter but ours, no work tree."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_SETTINGS = {
    "core.bare": "true",
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    # Names are what the file system of this machine has, not of another.
    "core.protectHFS": "false",
    "core.protectNTFS": "false",
    "core.bigFileThreshold": "4m",
    "fastimport.unpackLimit": "1",  # one file to be flushed, not one for each of the content
    "gc.auto": "0",
    "gc.reflogExpire": "now",
    "pack.threads": "1",
    "pack.windowMemory": "64m",
}


class GitError(Exception):
    """Git did not do it; `str()` of it is what it said."""


class Git:
    """Runs git's plumbing for one bare repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = [f"--config-env={name}=RC_{n}" for n, name in enumerate(_SETTINGS)]
        self._words = ["git", *settings, f"--git-dir={folder}"]
        self._environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "LC_ALL": "C",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_TERMINAL_PROMPT": "0",
            **{f"RC_{n}": value for n, value in enumerate(_SETTINGS.values())},
        }

    def begin(self) -> None:
        """Make the repository where there is none. GitError."""
        if not (self.folder / "HEAD").is_file():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.run("init", "--quiet", "--bare", "--template=", "--object-format=sha1", ".")

    def run(self, *words: str, given: bytes = b"") -> bytes:
        """What a command prints. GitError."""
        try:
            done = subprocess.run(  # noqa: S603 (our own command)
                [*self._words, *words],
                env=self._environment,
                cwd=self.folder,
                input=given,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise GitError(str(error)) from error
        if done.returncode:
            raise GitError(_to_words(done.stderr))
        return done.stdout

    @contextmanager
    def importing(self) -> Iterator[IO[bytes]]:
        """The input of `fast-import`: all of it counts, or none of it where anything is raised."""
        with self._process("fast-import", "--quiet", "--done", "--force") as process:
            given, said = process.stdin, process.stderr
            assert given is not None  # noqa: S101 (as it was asked for)
            assert said is not None  # noqa: S101
            try:
                yield given
                given.write(b"done\n")
                given.flush()
                given.close()
            except BrokenPipeError as error:
                raise GitError(_to_words(said.read())) from error
            except BaseException:
                process.kill()
                raise
            words = said.read()
            if process.wait():
                raise GitError(_to_words(words))

    def blobs(self, names: Iterable[str]) -> Iterator[bytes]:
        """The content of each blob, in order. GitError where one is not there."""
        with self._process("cat-file", "--batch") as process:
            given, told = process.stdin, process.stdout
            assert given is not None  # noqa: S101 (as it was asked for)
            assert told is not None  # noqa: S101
            try:
                for name in names:
                    given.write(f"{name}\n".encode())
                    given.flush()
                    _, kind, size = [*told.readline().split(), b"", b"", b""][:3]
                    if kind != b"blob":
                        raise GitError(f"a part of the snapshot is missing: {name}")
                    content = told.read(int(size))
                    told.read(1)
                    yield content
            finally:
                process.kill()

    @contextmanager
    def _process(self, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
        try:
            process = subprocess.Popen(  # noqa: S603 (our own command)
                [*self._words, *words],
                env=self._environment,
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise GitError(str(error)) from error
        with process:
            try:
                yield process
            finally:
                if process.stdin is not None:
                    with suppress(BrokenPipeError):
                        process.stdin.close()


def quoted(path: bytes) -> bytes:
    """A path as `fast-import` reads it, whatever is in it."""
    escaped = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + escaped + b'"'


def _to_words(said: bytes) -> str:
    lines: Sequence[str] = said.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else "git ended"
