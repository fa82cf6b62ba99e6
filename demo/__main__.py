"""`make demo`: one real building permit of Taroudannt, from the architect's draft to the signed PDF in the owner's space."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from demo import steps
from demo.people import Cast, NeverHappened, Refused, until
from demo.platform import cast as people_of_the_platform
from deploy.local.folder import RunFolder
from deploy.local.refusals import CannotRun

LETTERS = 5  # to the owner: submission, decision, fees, payment, permit


class Progress:
    """A line for each step, in the words of the law, with the time it took."""

    def __init__(self, console: Console) -> None:
        """Write to `console`."""
        self._console, self._number = console, 0

    def step(self, french: str, arabic: str, work: Callable[[], Any], tell: Callable[[Any], str] = lambda _: "") -> Any:
        """Do one step and say so."""
        started = time.monotonic()
        result = work()
        self._number += 1
        took = time.monotonic() - started
        self._console.print(
            f"[bold]{self._number:>2}[/bold]  {french} · {arabic}  [dim]{took:5.2f} s[/dim]  {tell(result)}", highlight=False
        )
        return result


def play(cast: Cast, progress: Progress, folder: Path) -> dict[str, Any]:
    """Take one file through all its steps; give what is worth keeping."""
    step = progress.step
    step(
        "Deux responsables remettent la clé de signature au président", "مسؤولان يسلمان مفتاح التوقيع للرئيس", lambda: steps.take_key(cast)
    )
    dossier = step("L'architecte prépare la demande", "المهندس المعماري يعد الطلب", lambda: steps.begin(cast))
    step("Le propriétaire confirme le mandat", "صاحب المشروع يؤكد التوكيل", lambda: steps.confirm(cast, dossier))
    step("Versement des pièces (plans PDF)", "إرفاق الوثائق (تصاميم PDF)", lambda: steps.attach(cast, dossier))
    submitted = step(
        "Dépôt, enregistrement et récépissé",
        "الإيداع والتسجيل والوصل",
        lambda: steps.submit(cast, dossier),
        lambda answer: answer["registry_number"],
    )
    step("Le guichet unique déclare le dossier recevable", "الشباك الوحيد يقبل الملف", lambda: steps.admit(cast, dossier))
    step(
        "Trois avis : commune, province, agence urbaine",
        "ثلاثة آراء: الجماعة والإقليم والوكالة الحضرية",
        lambda: steps.advise(cast, dossier),
    )
    step("Décision favorable du président", "قرار الرئيس بالموافقة", lambda: steps.decide(cast, dossier))
    fees = step(
        "Liquidation des taxes",
        "تصفية الرسوم",
        lambda: steps.fees(cast, dossier),
        lambda due: f"{due['total']['amount']} {due['total']['currency']}",
    )
    step("Paiement par carte bancaire", "الأداء بالبطاقة البنكية", lambda: steps.pay_by_card(cast, dossier))
    request = step("Le permis attend la signature", "الرخصة في انتظار التوقيع", lambda: steps.to_sign(cast, dossier))
    step("Signature électronique du président", "التوقيع الإلكتروني للرئيس", lambda: steps.sign(cast, dossier, request))
    permit = step("Le propriétaire reçoit son permis", "صاحب المشروع يتسلم رخصته", lambda: steps.collect(cast, dossier))
    step("Courriels reçus", "الرسائل الإلكترونية", lambda: letters_about(cast, submitted["registry_number"]), lambda found: f"{len(found)}")
    return told(cast, dossier) | {"fees": fees["total"], "files": keep(cast, dossier, permit, folder)}


def told(cast: Cast, dossier: str) -> dict[str, Any]:
    """Tell where the platform is, who takes part, and what became of the file."""
    file = cast["owner"].get(f"/v1/dossiers/{dossier}")
    where = {"base_url": cast.base_url, "mailbox": cast.mailbox_url, "accounts": cast.seeded}
    return where | {"dossier": file, "permit": file["permit_number"]}


def letters_about(cast: Cast, registry_number: str) -> list[Any]:
    """Wait until the owner has been told of every step of this file."""

    def told() -> list[Any]:
        found = [letter for letter in steps.letters(cast, "owner") if registry_number in letter["text"]]
        return found if len(found) >= LETTERS else []

    return until("the owner's e-mails have arrived", told)


def keep(cast: Cast, dossier: str, permit: bytes, folder: Path) -> dict[str, str]:
    """Write the permit, the receipt and the authority's certificate beside each other."""
    papers = {
        "permit": ("permit.pdf", permit),
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
    console.print(f"\n[bold]Permis · الرخصة[/bold]  {kept['permit']}   {kept['files']['permit']}", highlight=False)
    console.print(f"   pdfsig -nocert {kept['files']['permit']}", highlight=False)
    for line in signature_of(kept["files"]["permit"]).splitlines()[1:]:
        console.print(f"   [dim]{line.strip()}[/dim]", highlight=False)
    console.print(
        f"\n[bold]Plateforme · المنصة[/bold]  {kept['base_url']}   docs: {kept['base_url']}/docs   e-mails: {kept['mailbox']}",
        highlight=False,
    )
    for each in kept["accounts"]:
        console.print(f"   {each['role']:<14} {each['email']:<42} {each['password']}", highlight=False)
    console.print(f"\nThe same stands in {RunFolder.chosen().path / 'demo.json'}.")
    console.print("`make down` stops the platform, `make logs s=filing` follows a process.")


def main() -> int:
    """Play the demonstration on the running platform."""
    console = Console(width=max(160, Console().width))
    try:
        folder = RunFolder.chosen()
        kept = play(people_of_the_platform(), Progress(console), folder.path / "demo")
        folder.write_json("demo.json", kept)
        show(console, kept)
    except (CannotRun, Refused, NeverHappened) as failure:
        print(f"rokhas: the demonstration stopped: {failure}\n`make logs s=gateway` may tell why.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
