"""How the provider is reached: TLS that is checked, a proxy that the environment names."""

import asyncio
from pathlib import Path

import pytest

from tests.gateway.hub import RealHub
from tests.gateway.provider import STREAM, Provider, answer_hello, provider
from tests.gateway.running import KEY, running, to_settings
from tests.support.certificate import make_certificate
from tests.support.postgres import postgres


@pytest.mark.asyncio
async def test_a_provider_whose_certificate_is_not_trusted_gets_nothing(
    tmp_path: Path, hub: RealHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = hub.token("alice")
    async with provider(make_certificate(tmp_path)) as secure:
        settings = to_settings(tmp_path, hub, secure.url)
        async with running(settings) as gateway, gateway.post(token) as answer:
            assert answer.status == 502
            assert "its certificate is not trusted" in await answer.text()
        assert secure.asked == []
        # With the certificate among those that the machine trusts it is another matter.
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        async with running(settings) as gateway, gateway.post(token) as answer:
            assert await answer.read() == STREAM


@pytest.mark.asyncio
async def test_a_proxy_that_the_environment_names_is_used_unless_it_is_excepted(
    tmp_path: Path, hub: RealHub, upstream: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = hub.token("alice")
    monkeypatch.setenv("http_proxy", upstream.url)
    settings = to_settings(tmp_path, hub, "http://provider.example")
    async with running(settings) as gateway, gateway.post(token) as answer:
        assert answer.status == 200
    # What another test has left behind may pass the proxy, too.
    asked = [one for one in upstream.asked if "provider.example" in one.line]
    assert [one.line for one in asked] == ["POST http://provider.example/v1/messages HTTP/1.1"]
    assert asked[0].headers["x-api-key"] == KEY
    monkeypatch.setenv("no_proxy", "provider.example")
    async with running(settings) as gateway, gateway.post(token) as answer:
        assert answer.status == 502
        assert "its name is not known" in await answer.text()
    assert len([one for one in upstream.asked if "provider.example" in one.line]) == 1


@pytest.mark.asyncio
async def test_the_providers_address_may_have_a_path(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    settings = to_settings(tmp_path, hub, upstream.url + "/anthropic/")
    async with (
        running(settings) as gateway,
        gateway.post(hub.token("alice"), path="/v1/messages?a=b") as answer,
    ):
        assert answer.status == 200
    assert upstream.asked[0].target == "/anthropic/v1/messages?a=b"


@pytest.mark.asyncio
async def test_a_redirect_is_passed_on_and_never_followed(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    async def redirect(wire: object, asked: object) -> None:
        assert hasattr(wire, "head")
        await wire.head("302 Found", "Location: http://127.0.0.1:1/", "Content-Length: 0")

    upstream.script = redirect
    async with (
        running(to_settings(tmp_path, hub, upstream.url)) as gateway,
        gateway.post(hub.token("alice"), allow_redirects=False) as answer,
    ):
        assert answer.status == 302
    assert len(upstream.asked) == 1


@pytest.mark.asyncio
async def test_a_hundred_requests_at_once_are_recorded_in_postgresql_too(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    upstream.script = answer_hello
    token = hub.token("alice")
    with postgres() as server:
        changes = {"database_url": server.new_database()}
        async with running(to_settings(tmp_path, hub, upstream.url, **changes)) as gateway:

            async def ask() -> int:
                async with gateway.post(token) as answer:
                    await answer.read()
                    return int(answer.status)

            assert set(await asyncio.gather(*(ask() for _ in range(100)))) == {200}
            records = await gateway.closed(100)
            assert sum(one.end.cost_usd for one in records if one.end) * 10_000 == 665
            server.stop()
            async with gateway.post(token) as answer:
                assert answer.status == 503
            server.start()
            async with gateway.post(token) as answer:
                assert answer.status == 200
    assert len(upstream.asked) == 101
