"""What stands in front of an installation with Docker Compose: everything is encrypted."""

import socket
import ssl
import subprocess
from pathlib import Path

import httpx
import psutil
import pytest

from tests.support.certificate import make_certificate
from tests.support.compose import START_SECONDS, Composed
from tests.support.missing import missing
from tests.support.stream import SessionClient

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one builds
FORGED = "203.0.113.9"


def test_cookies_are_for_encrypted_connections_alone(composed: Composed) -> None:
    cookies = list(composed.login().http.cookies.jar)
    assert {"_xsrf", "jupyterhub-hub-login"} <= {cookie.name for cookie in cookies}
    assert all(cookie.secure for cookie in cookies)


def test_what_is_not_encrypted_is_sent_away(composed: Composed) -> None:
    with httpx.Client(trust_env=False) as http:
        answer = http.get("http://127.0.0.1:14181/hub/login?next=x")
    assert answer.status_code == httpx.codes.MOVED_PERMANENTLY
    assert answer.headers["Location"] == "https://127.0.0.1:14182/hub/login?next=x"
    page = composed.login().get("/hub/home")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    logs = composed.compose("logs", "tls")
    assert "Fingerprint=" in logs


@pytest.mark.parametrize(("version", "is_taken"), [("-tls1_1", False), ("-tls1_2", True)])
def test_old_tls_is_refused(composed: Composed, version: str, *, is_taken: bool) -> None:
    assert composed.is_healthy()
    command = ["openssl", "s_client", "-connect", "127.0.0.1:14182", version]
    # At its lowest level openssl itself would take the old one.
    done = subprocess.run(
        [*command, "-cipher", "ALL:@SECLEVEL=0"], input=b"", capture_output=True, check=False
    )
    assert (done.returncode == 0) is is_taken


def test_whom_a_browser_says_it_is_counts_for_nothing(composed: Composed) -> None:
    mine = own_address()
    url = composed.url.replace("127.0.0.1", mine)
    forged = {"X-Forwarded-For": FORGED, "X-Real-IP": FORGED, "Forwarded": f"for={FORGED}"}
    with httpx.Client(trust_env=False, verify=False) as http:  # noqa: S501
        http.get(f"{url}/hub/login", headers=forged).raise_for_status()
    log = composed.places.logs / "hub.log"  # a line follows the answer that it tells of
    composed.wait_for(lambda: f"GET /hub/login (@{mine})" in log.read_text(), 20)
    assert FORGED not in log.read_text()


@pytest.mark.asyncio
async def test_a_stream_goes_through_by_the_operators_own_certificate(composed: Composed) -> None:
    session = composed.start_session("Streams")
    trust = put_certificate(composed)
    url = f"{composed.session_url(session)}/remote-claude/api/"
    async with SessionClient(url, token=composed.token(), trust=trust) as client:
        conversation = await client.create(mode="default")
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say Streamed.")
            assert await stream.answers({"Streamed."}) == ["Streamed."]
    assert "that of the operator" in composed.compose("logs", "tls")


def own_address() -> str:
    """One of this machine's addresses, neither loopback nor of the engine, which changes them."""
    for name, addresses in psutil.net_if_addrs().items():
        if not name.startswith(("lo", "docker", "br-", "rc-", "veth")):
            for each in addresses:
                if each.family is socket.AF_INET:
                    return each.address
    return missing("no address but loopback")


def put_certificate(composed: Composed) -> ssl.SSLContext:
    """Renew the certificate; who believes it and no other."""
    folder = Path(composed.values["REMOTE_CLAUDE_CERTIFICATES"])
    make_certificate(folder)
    (folder / "key.pem").rename(folder / "tls.key")
    (folder / "certificate.pem").rename(folder / "tls.crt")
    composed.compose("restart", "tls")
    composed.wait_for(composed.is_healthy, START_SECONDS)
    return ssl.create_default_context(cafile=folder / "tls.crt")
