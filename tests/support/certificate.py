"""Certificates that nobody has signed, for servers on loopback."""

import ssl
import subprocess
from pathlib import Path


def make_certificate(folder: Path, address: str = "127.0.0.1") -> ssl.SSLContext:
    """A certificate for an address that nobody has signed."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1"
    subject = f"-subj /CN=localhost -addext subjectAltName=IP:{address}"
    subprocess.run(
        [*command.split(), *subject.split(), "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
