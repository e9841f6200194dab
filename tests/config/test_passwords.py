"""Users and password hashes of the `local` sign-in."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from remote_claude_ext.config.passwords import PasswordStore, is_right, to_hash
from remote_claude_ext.core.errors import ConflictError, MalformedError, NotFoundError


@pytest.fixture
def store(tmp_path: Path) -> PasswordStore:
    return PasswordStore(tmp_path / "passwords.sqlite")


def test_the_right_password_names_its_user(store: PasswordStore) -> None:
    store.add("ada", "correct horse", admin=True)
    found = store.verify("ada", "correct horse")
    assert found is not None
    assert (found.name, found.admin) == ("ada", True)


@pytest.mark.parametrize("given", ["", "Correct horse", "correct horse ", "x" * 100_000, "\ud800"])
def test_any_other_password_names_nobody(store: PasswordStore, given: str) -> None:
    store.add("ada", "correct horse")
    assert store.verify("ada", given) is None


def test_an_unknown_name_has_no_password(store: PasswordStore) -> None:
    assert store.verify("nobody", "\0" * 32) is None


def test_only_its_owner_can_read_the_file(store: PasswordStore, tmp_path: Path) -> None:
    store.add("ada", "correct horse")
    path = tmp_path / "passwords.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"correct horse" not in path.read_bytes()


def test_a_hash_is_checked_with_the_parameters_it_was_made_with() -> None:
    kind, n, r, p, salt, digest = to_hash("correct horse").split("$")
    assert (kind, int(n) >= 2**14) == ("scrypt", True)
    assert is_right("correct horse", f"{kind}${n}${r}${p}${salt}${digest}")
    assert not is_right("correct horse", f"{kind}${int(n) // 2}${r}${p}${salt}${digest}")


def test_the_same_password_is_never_stored_twice_alike() -> None:
    assert to_hash("correct horse") != to_hash("correct horse")


def test_a_name_is_taken_once(store: PasswordStore) -> None:
    store.add("ada", "correct horse")
    with pytest.raises(ConflictError, match="'ada' already"):
        store.add("ada", "another one")


@pytest.mark.parametrize("name", ["", "Ada", "../x", "a" * 33, "1a", "a b", "a/b"])
def test_a_name_that_cannot_be_a_folder_is_refused(store: PasswordStore, name: str) -> None:
    with pytest.raises(MalformedError):
        store.add(name, "correct horse")


def test_a_short_password_is_refused_with_the_limit(store: PasswordStore) -> None:
    with pytest.raises(MalformedError, match="8 to 1024"):
        store.add("ada", "seven77")


def test_a_new_password_replaces_the_old_one(store: PasswordStore) -> None:
    store.add("ada", "correct horse")
    store.acknowledge("ada")
    store.set_password("ada", "battery staple")
    assert store.verify("ada", "correct horse") is None
    found = store.verify("ada", "battery staple")
    assert found is not None
    assert found.fresh, "the hub has yet to end the logins with the old one"


def test_somebody_is_an_administrator_later_and_no_longer(store: PasswordStore) -> None:
    store.add("ann", "correct horse", admin=True)
    store.add("ada", "correct horse")
    assert store.set_admin("ada", admin=True)
    assert not store.set_admin("ada", admin=True), "that is nothing new"
    assert store.set_admin("ann", admin=False)
    assert [(user.name, user.admin) for user in store.list()] == [("ada", True), ("ann", False)]
    with pytest.raises(ConflictError, match="ada is the last administrator"):
        store.set_admin("ada", admin=False)
    with pytest.raises(NotFoundError):
        store.set_admin("nobody", admin=True)


@pytest.mark.parametrize("by", ["taking it", "removing"])
def test_two_who_end_each_other_leave_one_administrator(store: PasswordStore, by: str) -> None:
    names = ("ada", "ann")
    for name in names:
        store.add(name, "correct horse", admin=True)

    def take(name: str) -> bool:
        try:
            if by == "taking it":
                return store.set_admin(name, admin=False)
            store.remove(name)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor() as threads:
        assert sorted(threads.map(take, names)) == [False, True]
    assert sum(user.admin for user in store.list()) == 1


def test_the_last_administrator_is_not_removed(store: PasswordStore) -> None:
    store.add("ann", "correct horse", admin=True)
    store.add("ada", "correct horse")
    with pytest.raises(ConflictError, match="ann is the last administrator") as refused:
        store.remove("ann")
    assert refused.value.remedy == "Make somebody else one first."
    assert store.verify("ann", "correct horse")
    store.set_admin("ada", admin=True)
    store.remove("ann")
    assert [user.name for user in store.list()] == ["ada"]


def test_a_removed_user_is_gone(store: PasswordStore) -> None:
    store.add("ada", "correct horse")
    store.remove("ada")
    assert store.list() == []
    assert store.verify("ada", "correct horse") is None
    with pytest.raises(NotFoundError):
        store.remove("ada")
    with pytest.raises(NotFoundError):
        store.set_password("ada", "battery staple")
