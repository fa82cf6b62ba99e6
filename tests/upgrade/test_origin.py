"""From which commits one may upgrade."""

import sys
from pathlib import Path

import pytest

from deploy.local.refusals import CannotRun
from tests.upgrade.origin import commit_of, obstacles, python_for


def a_tree(place: Path, *histories: tuple[str, str]) -> Path:
    """Make a tree with these steps of databases' histories: (path, text)."""
    for name, text in histories:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    return place


FIRST, SECOND = "services/filing/migrations/0001_filing.py", "services/filing/migrations/0002_lists.py"
KEYS = "services/signature/signer_migrations/0001_keys.py"


def test_a_tree_that_goes_on_with_the_histories_may_be_upgraded_to(tmp_path: Path) -> None:
    old = a_tree(tmp_path / "old", (FIRST, "tables"), (KEYS, "keys"))
    new = a_tree(tmp_path / "new", (FIRST, "tables"), (KEYS, "keys"), (SECOND, "columns"))

    assert list(obstacles(old, new)) == []


def test_a_step_that_is_gone_or_was_rewritten_is_noticed(tmp_path: Path) -> None:
    old = a_tree(tmp_path / "old", (FIRST, "tables"), (KEYS, "keys"))
    new = a_tree(tmp_path / "new", (FIRST, "other tables"))

    assert list(obstacles(old, new)) == [f"{FIRST} was rewritten since", f"{KEYS} is there no longer"]


def test_a_tree_of_before_there_were_histories_is_noticed(tmp_path: Path) -> None:
    assert list(obstacles(a_tree(tmp_path / "old"), tmp_path)) == ["it keeps no histories of databases"]


@pytest.mark.parametrize("wish", ["", "no-such-commit", "--all"])
def test_what_is_no_commit_is_refused_by_its_name(wish: str) -> None:
    with pytest.raises(CannotRun, match=f"git knows no commit '{wish}'"):
        commit_of(wish)


def test_the_same_lock_file_needs_no_other_environment(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("sqlalchemy==2.1")
    (tmp_path / "new.txt").write_text("sqlalchemy==2.1")

    assert python_for(tmp_path / "old.txt", tmp_path / "new.txt") == Path(sys.executable)
