"""The launcher of a session's server leaves out what it does not need, and puts the rest off."""

import subprocess
import sys

LIGHT = """
import sys
from remote_claude_ext.cli.singleuser import load
load()
"""


def run(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT + program], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_no_table_of_the_hub_is_in_a_session() -> None:
    run("""
import remote_claude_ext.session.app
heavy = [name for name in sys.modules if name.partition(".")[0] in ("sqlalchemy", "alembic")]
assert heavy == [], heavy
""")


def test_the_http_client_comes_when_the_first_request_does() -> None:
    run("""
import asyncio
import remote_claude_ext.session.app
late = ("aiohttp", "httpx", "requests", "urllib3")
assert [name for name in sys.modules if name.partition(".")[0] in late] == ["aiohttp", "requests"]
from jupyterhub.services import auth
try:
    asyncio.run(auth.fetch("http://127.0.0.1:1/"))
except OSError as error:
    import aiohttp
    assert isinstance(error, aiohttp.ClientConnectionError), error
assert "aiohttp.client" in sys.modules
""")


def test_tokens_are_judged_as_they_always_are() -> None:
    run("""
from jupyterhub.services.auth import HubOAuth
auth = HubOAuth(access_scopes={"access:servers!server=ada/one"}, api_token="x", base_url="/")
mine = {"scopes": ["access:servers!server=ada/one"]}
assert auth.check_scopes(auth.access_scopes, mine)
assert auth.check_scopes(auth.access_scopes, {"scopes": ["access:servers!user=ada"]})
assert not auth.check_scopes(auth.access_scopes, {"scopes": ["access:servers!server=ada/two"]})
assert not auth.check_scopes(auth.access_scopes, {"scopes": ["access:servers!user=bob"]})
assert not auth.check_scopes(auth.access_scopes, {"scopes": []})
""")


def test_whoever_wants_the_tables_afterwards_gets_the_real_ones() -> None:
    run("""
import sqlalchemy
import jupyterhub.orm
assert issubclass(jupyterhub.orm.User, jupyterhub.orm.Base)
assert sqlalchemy.select(jupyterhub.orm.User.name) is not None
assert "absent" not in str(sys.meta_path)
""")
