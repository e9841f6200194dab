"""Who may do what: roles of users, of sessions' tokens and of the two services."""

from typing import Any

HUB_SERVICE = "remote-claude"
GATEWAY = "claude-gateway"
SUPERVISOR = "supervisor"
"""`up` itself: it tells the hub when it started the proxy again."""
CULLER = "culler"
"""Stops sessions that nobody uses."""
_SERVICES = [f"access:services!service={HUB_SERVICE}", f"access:services!service={GATEWAY}"]


def apply_roles(c: Any) -> None:
    """Users reach both services; a session's token can do nothing but that and be itself."""
    c.JupyterHub.load_roles = [
        {"name": "user", "description": "Own sessions and tokens", "scopes": ["self", *_SERVICES]},
        {
            "name": "server",
            "description": "One session: report activity, reach the services",
            "scopes": ["users:activity!user", "access:servers!server", *_SERVICES],
        },
        {
            "name": SUPERVISOR,
            "description": "Fill a proxy that was started again",
            "scopes": ["proxy"],
            "services": [SUPERVISOR],
        },
        {
            "name": CULLER,
            "description": "See how long sessions are idle, and stop them",
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
            "services": [CULLER],
        },
    ]
    c.Spawner.server_token_scopes = [
        "users:activity!user",
        "access:servers!server",
        *_SERVICES,
    ]


SERVICE_LOGIN_SCOPES = [
    "read:users!user",
    "servers!user",
    "access:servers!user",
    # Of these a login gets what its user has: an administrator's page can tell mistyped names.
    "list:users",
    "list:groups",
    "read:servers",
]
"""What the hub service may do on behalf of a user who came with a login cookie."""
