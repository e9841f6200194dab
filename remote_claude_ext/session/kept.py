"""Files whose names change with their content: browsers keep them and do not ask for them again."""

from collections.abc import Iterable

from jupyter_server.utils import url_path_join


def below(base_url: str, addresses: Iterable[str]) -> list[str]:
    """The beginnings of addresses of such files, in a server whose own address is `base_url`.

    JupyterLab names those of extensions as if every server were at `/`; behind a hub none is, and
    browsers would ask again for each file at each start.
    """
    known = set(addresses)
    known |= {url_path_join(base_url, each) for each in known if not each.startswith(base_url)}
    return sorted(known)
