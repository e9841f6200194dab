"""The files that JupyterLab's page is made of, part by part, each part known by its content."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

LAB = "static/lab"
"""The part that is JupyterLab itself: the path of its files below a session's own address."""
ADDRESS = "lab"
"""Where the hub service has the parts, below its own address."""
_LEFT_OUT = (".br", ".gz", ".map")
"""Made from the files, and not everywhere."""
_DIGITS = 20


def to_path(extension: str) -> str:
    """The same of an extension of JupyterLab."""
    return f"lab/extensions/{extension}/static"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A folder of files as it was when it was read. Where the digest is the same, they are."""

    path: str
    folder: Path
    digest: str
    times: MappingProxyType[str, int]
    """When each file was last written, in nanoseconds."""

    def is_at(self, folder: Path | None) -> bool:
        """Whether this is the folder."""
        return folder is not None and folder.resolve() == self.folder

    def has(self, name: str) -> bool:
        """Whether the file is one of these, and still as it was."""
        time = self.times.get(name)
        try:
            return time is not None and (self.folder / name).stat().st_mtime_ns == time
        except OSError:
            return False


def read_parts(share: Path) -> list[Part]:
    """All parts below `share/jupyter`."""
    extensions = share / "labextensions"
    parts = [read_part(LAB, share / "lab" / "static")]
    for folder in _extensions(extensions):
        path = to_path(folder.relative_to(extensions).as_posix())
        parts.append(read_part(path, folder / "static"))
    return [part for part in parts if part.times]


def read_part(path: str, folder: Path) -> Part:
    """Read every file of a part."""
    folder = folder.resolve()
    whole, times = hashlib.sha256(path.encode()), {}
    for name in sorted(_names(folder)):
        times[name] = (folder / name).stat().st_mtime_ns
        content = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        whole.update(f"\n{content} {name}".encode())
    digest = whole.hexdigest()[:_DIGITS]
    return Part(path=path, folder=folder, digest=digest, times=MappingProxyType(times))


def _extensions(folder: Path) -> Iterator[Path]:
    for pattern in ("[!@]*/package.json", "@*/*/package.json"):
        yield from (manifest.parent for manifest in sorted(folder.glob(pattern)))


def _names(folder: Path) -> Iterator[str]:
    for place, _, names in os.walk(folder):
        for name in names:
            if not name.startswith(".") and not name.endswith(_LEFT_OUT):
                yield Path(place, name).relative_to(folder).as_posix()
