"""`make demo [p=repair-permit]`: one real file of Taroudannt, from the draft to the signed PDF, or the title, in the owner's space."""

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from demo import steps
from demo.people import Cast, NeverHappened, Refused, until
from demo.platform import cast as people_of_the_platform
from demo.plays import PLAYS, Story
from demo.progress import Progress
from deploy.local.folder import RunFolder
from deploy.local.refusals import CannotRun


def play(cast: Cast, progress: Progress, folder: Path, procedure: str) -> dict[str, Any]:
    """Take one file through all the steps of its procedure; give what is worth keeping."""
    story = Story(cast, progress, procedure)
    PLAYS[procedure](story)
    told_of = cast["owner"].get(f"/v1/dossiers/{story.dossier}")["registry_number"]
    letters = partial(letters_about, cast, told_of, story.letters)
    progress.step("Courriels reçus", "الرسائل الإلكترونية", letters, lambda found: f"{len(found)}")
    permit = story.kept.pop("permit", None)
    return told(cast, story.dossier) | story.kept | {"files": keep(cast, story.dossier, permit, folder)}


def told(cast: Cast, dossier: str) -> dict[str, Any]:
    """Tell where the platform is, who takes part, and what became of the file."""
    file = cast["owner"].get(f"/v1/dossiers/{dossier}")
    where = {"base_url": cast.base_url, "mailbox": cast.mailbox_url, "accounts": cast.seeded}
    return where | {"dossier": file, "permit": file["permit_number"]}


def letters_about(cast: Cast, registry_number: str, awaited: int) -> list[Any]:
    """Wait until the owner has been told of every step of this file."""

    def told() -> list[Any]:
        found = [letter for letter in steps.letters(cast, "owner") if registry_number in letter["text"]]
        return found if len(found) >= awaited else []

    return until("the owner's e-mails have arrived", told)


def keep(cast: Cast, dossier: str, permit: bytes | None, folder: Path) -> dict[str, str]:
    """Write the signed paper, if there is one, the receipt and the authority's certificate beside each other."""
    papers = {
        **({"permit": ("permit.pdf", permit)} if permit else {}),
        "receipt": ("receipt.pdf", cast["owner"].download(f"/v1/dossiers/{dossier}/receipt")),
        "authority": ("rokhas-ca.crt", cast["owner"].download("/pki/ca/rokhas.crt")),
    }
    folder.mkdir(exist_ok=True)
    for name, content in papers.values():
        (folder / name).write_bytes(content)
    return {paper: str(folder / name) for paper, (name, _) in papers.items()}


def signature_of(permit: str) -> str:
    """Let poppler's `pdfsig` look at the signature; refuse one that it does not find valid."""
    if shutil.which("pdfsig") is None:
        raise CannotRun("pdfsig is missing: `make install` installs poppler-utils")
    said = subprocess.run(["pdfsig", "-nocert", permit], capture_output=True, text=True, check=False).stdout
    if "Signature is Valid" not in said:
        raise CannotRun(f"the signature of {permit} is not valid:\n{said}")
    return said


def show(console: Console, kept: dict[str, Any]) -> None:
    """Say where everything is, and who may log in."""
    show_paper(console, kept)
    console.print(
        f"\n[bold]Plateforme · المنصة[/bold]  {kept['base_url']}   docs: {kept['base_url']}/docs   e-mails: {kept['mailbox']}",
        highlight=False,
    )
    for each in kept["accounts"]:
        console.print(f"   {each['role']:<14} {each['email']:<42} {each['password']}", highlight=False)
    console.print(f"\nThe same stands in {RunFolder.chosen().path / 'demo.json'}.")
    console.print("`make down` stops the platform, `make logs s=filing` follows a process.")


def show_paper(console: Console, kept: dict[str, Any]) -> None:
    """Say where the signed paper is, and what poppler says of its signature; where the receipt is the title, where that is."""
    signed = kept["files"].get("permit")
    if signed is None:
        console.print(
            f"\n[bold]Récépissé · الوصل[/bold]  {kept['dossier']['registry_number']}   {kept['files']['receipt']}", highlight=False
        )
        return
    console.print(f"\n[bold]Acte signé · الوثيقة الموقعة[/bold]  {kept['permit']}   {signed}", highlight=False)
    console.print(f"   pdfsig -nocert {signed}", highlight=False)
    for line in signature_of(signed).splitlines()[1:]:
        console.print(f"   [dim]{line.strip()}[/dim]", highlight=False)


def main(procedure: str = steps.PROCEDURE) -> int:
    """Play the demonstration of a procedure on the running platform."""
    if procedure not in PLAYS:
        print(f"rokhas: no demonstration of {procedure!r}; there are: {', '.join(PLAYS)}", file=sys.stderr)
        return 2
    console = Console(width=max(160, Console().width))
    try:
        folder = RunFolder.chosen()
        kept = play(people_of_the_platform(), Progress(console), folder.path / "demo", procedure)
        folder.write_json("demo.json", kept)
        show(console, kept)
    except (CannotRun, Refused, NeverHappened) as failure:
        print(f"rokhas: the demonstration stopped: {failure}\n`make logs s=gateway` may tell why.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
