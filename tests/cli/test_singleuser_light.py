"""The launcher of a session's server leaves out what only the hub needs of JupyterHub."""

import subprocess
import sys

LIGHT = """
import sys
from remote_claude_ext.core.absent import absent
sys.modules["rfc3987_syntax"] = None
with absent("sqlalchemy", "alembic", "jupyterhub.orm"):
    from jupyterhub.singleuser import main
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
