"""The page that teaches how to add a procedure does what it says."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from catalogue import procedures
from contracts.filing import PermitIssued
from contracts.review import OpinionRequested
from tests.lives.people import File, newest
from tests.lives.platform import Platform
from tests.lives.test_any_order import Life

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial-procedure.md"
BLOCK = re.compile(r"```(yaml|console)\n(.*?)```", re.DOTALL)


def run(command: str, folder: Path) -> str:
    """Run a command of the page in a folder, with our Python and our code, and give what it says."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def follow(page: str, folder: Path) -> list[tuple[str, str, str]]:
    """Do what a page says; give each command with what the page promises and what came."""
    said = []
    for kind, content in BLOCK.findall(page):
        if kind == "yaml":
            head, _, rest = content.partition("\n")
            path = folder / head.removeprefix("# file: ")
            path.parent.mkdir(parents=True)
            path.write_text(rest, encoding="utf-8")
            continue
        for command, promised in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", content, re.MULTILINE):
            said.append((command, promised, run(command, folder)))
    return said


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[tuple[str, str, str]]]]:
    """The folder that the page makes, and what its commands promised and said."""
    folder = tmp_path_factory.mktemp("tutorial")
    said = follow(PAGE.read_text("utf-8"), folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROCEDURES_FOLDER", str(folder / "shelf"))
        procedures._pins.cache_clear()
        yield folder, said
    procedures._pins.cache_clear()


def test_every_command_of_the_page_says_what_the_page_promises(shelf: tuple[Path, list[tuple[str, str, str]]]) -> None:
    _, said = shelf

    assert len(said) >= 5
    for command, promised, came in said:
        assert came == promised, command


def test_the_procedure_of_the_page_goes_to_its_end(platform: Platform, shelf: tuple[Path, list[tuple[str, str, str]]]) -> None:
    life = Life(platform, File(platform, newest("site-hoarding-permit")), Random(0))  # noqa: S311 - an order, no secret

    life.live()

    (issued,) = life.events(PermitIssued)
    assert life.file.status == "issued"
    assert issued.permit_number.startswith("PP-")
    assert [asked.body for asked in life.events(OpinionRequested)] == ["commune-urbanism"]
