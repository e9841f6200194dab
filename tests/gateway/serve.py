"""The gateway as a process of its own, as `remote-claude serve gateway` starts it."""

import json
import sys

from remote_claude_ext.core.logs import set_up_logs
from remote_claude_ext.core.secret import SecretRef
from remote_claude_ext.gateway.app import serve
from remote_claude_ext.gateway.settings import GatewaySettings, UpstreamSettings

if __name__ == "__main__":
    set_up_logs("json", "debug")
    given = json.loads(sys.argv[1])
    upstreams = tuple(
        UpstreamSettings(
            **{
                **one,
                "models": tuple(one["models"]),
                "key": SecretRef(*one["key"]) if one["key"] else None,
            }
        )
        for one in given.pop("upstreams")
    )
    serve(GatewaySettings(**given, upstreams=upstreams))
