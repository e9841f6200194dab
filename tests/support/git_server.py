"""A git server on loopback: a repository for all, one that wants a token, and a large one."""

import base64
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

TOKEN = "glpat-made-up-4f1c"
_LARGE = 100_000
LOOPBACK = ("127.0.0.1", 0)
_FILES = {
    "README.md": "# Billing\n",
    "api/main.py": "print('api')\n",
    "api/deep/more.txt": "more\n",
    "web/index.html": "<h1>Billing</h1>\n",
}


class GitServer:
    """Serves `open`, `large` and, with the token as password, `private`, each `/billing.git`."""

    def __init__(
        self, folder: Path, tls: ssl.SSLContext | None = None, at: tuple[str, int] = LOOPBACK
    ) -> None:
        self.folder = folder
        self.asked: list[str] = []
        """The paths of all requests."""
        self.gate = threading.Event()
        """While it is not set nobody is answered."""
        self.gate.set()
        self.brake = threading.Event()
        """While it is not set the half of a large answer is held back."""
        self.brake.set()
        self.cut = threading.Event()
        """Once it is set, what was held back never comes."""
        self._root = folder / "repositories"
        self._scheme = "http" if tls is None else "https"
        self._server = ThreadingHTTPServer(at, self._to_handler())
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        for name in ("open", "private"):
            _make(folder / f"{name}-work", self._root / name / "billing.git", _FILES)
        large = {f"data/{number}.bin": os.urandom(15_000).hex() for number in range(40)}
        _make(folder / "large-work", self._root / "large" / "billing.git", {**_FILES, **large})

    def url(self, name: str = "open") -> str:
        """The address of a repository."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}/{name}/billing.git"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gate.set()
        self.brake.set()
        self._server.shutdown()
        self._server.server_close()

    def _goes_on(self) -> bool:
        self.brake.wait()
        return not self.cut.is_set()

    def _to_handler(self) -> type[BaseHTTPRequestHandler]:
        root, asked, gate, goes_on = self._root, self.asked, self.gate, self._goes_on

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Nothing is printed."""

            def do_GET(self) -> None:
                asked.append(self.path)
                gate.wait()
                right = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
                is_private = self.path.startswith("/private/")
                if is_private and self.headers.get("Authorization") != f"Basic {right}":
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", 'Basic realm="git"')
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self._answer()

            do_POST = do_GET  # noqa: N815

            def _answer(self) -> None:
                path, _, query = self.path.partition("?")
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                done = subprocess.run(
                    ["git", "http-backend"],
                    input=body,
                    capture_output=True,
                    check=True,
                    env={
                        "PATH": os.environ["PATH"],
                        "GIT_PROJECT_ROOT": str(root),
                        "GIT_HTTP_EXPORT_ALL": "1",
                        "REQUEST_METHOD": self.command,
                        "PATH_INFO": path,
                        "QUERY_STRING": query,
                        "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                        "CONTENT_LENGTH": str(len(body)),
                        "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                        "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                    },
                ).stdout
                head, _, content = done.partition(b"\r\n\r\n")
                fields = [line.split(": ", 1) for line in head.decode().split("\r\n")]
                status = next((value for name, value in fields if name == "Status"), "200 OK")
                self.send_response(int(status.split()[0]))
                for name, value in fields:
                    if name != "Status":
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                half = len(content) // 2
                self.wfile.write(content[:half])
                if len(content) > _LARGE and not goes_on():
                    self.close_connection = True
                    return
                self.wfile.write(content[half:])

        return Handler


def _make(work: Path, bare: Path, files: Mapping[str, str]) -> None:
    """Two commits on `main`, one more on `next`, and a tag."""

    def git(*words: str) -> None:
        own = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *own, *words], cwd=work, check=True, capture_output=True)

    for name, text in files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(text)
    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "--message=First")
    git("tag", "v1")
    git("commit", "--quiet", "--allow-empty", "--message=Second")
    git("switch", "--quiet", "--create", "next")
    (work / "README.md").write_text("# Billing, next\n")
    git("commit", "--quiet", "--all", "--message=Next")
    git("switch", "--quiet", "main")
    bare.parent.mkdir(parents=True, exist_ok=True)
    git("clone", "--quiet", "--bare", ".", str(bare))


if __name__ == "__main__":  # in the namespace of what is outside: a folder, an address, a port
    with GitServer(Path(sys.argv[1]), at=(sys.argv[2], int(sys.argv[3]))):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        threading.Event().wait()
