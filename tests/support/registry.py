"""A registry of images on loopback that has one tiny image, and forgets nothing that was asked."""

import hashlib
import io
import json
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_CONFIG = "application/vnd.docker.container.image.v1+json"
_LAYER = "application/vnd.docker.image.rootfs.diff.tar"
_UNKNOWN = b'{"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}'


class Registry:
    """Serves `tiny:latest` for one architecture, as the registry protocol has it (version 2)."""

    def __init__(self, architecture: str) -> None:
        self.asked: list[str] = []
        layer = _layer()
        config = json.dumps(
            {
                "architecture": architecture,
                "os": "linux",
                "config": {},
                "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]},
            }
        ).encode()
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": _MANIFEST,
                "config": _entry(_CONFIG, config),
                "layers": [_entry(_LAYER, layer)],
            }
        ).encode()
        blobs = {_digest(each): each for each in (layer, config, manifest)}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(blobs, manifest, self.asked))
        self.image = f"127.0.0.1:{self._server.server_port}/tiny:latest"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(
    blobs: dict[str, bytes], manifest: bytes, asked: list[str]
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

        def do_GET(self) -> None:
            asked.append(self.path)
            parts = self.path.strip("/").split("/")
            known = {**blobs, "latest": manifest}
            found = b"{}" if parts == ["v2"] else known.get(parts[-1]) if "tiny" in parts else None
            body = _UNKNOWN if found is None else found
            self.send_response(404 if found is None else 200)
            kind = _MANIFEST if "manifests" in parts else "application/octet-stream"
            self.send_header("Content-Type", kind)
            self.send_header("Docker-Content-Digest", _digest(body))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815

    return Handler


def _layer() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("empty"))
    return packed.getvalue()


def _entry(kind: str, blob: bytes) -> dict[str, object]:
    return {"mediaType": kind, "size": len(blob), "digest": _digest(blob)}


def _digest(blob: bytes) -> str:
    return f"sha256:{hashlib.sha256(blob).hexdigest()}"
