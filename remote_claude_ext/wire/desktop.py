"""What the hub service has of the files that JupyterLab's page is made of."""

import msgspec


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """The digest of each part."""

    items: list[str]
