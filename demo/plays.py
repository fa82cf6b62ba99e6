"""The plays of the demonstration, one for each procedure: its steps in their order, in the words of the law."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from demo import steps
from demo.people import Cast
from demo.progress import Progress

Json = dict[str, Any]


@dataclass
class Story:
    """One file of one procedure, on its way through the hands of its people; what is worth keeping of it in `kept`."""

    cast: Cast
    progress: Progress
    procedure: str
    dossier: str = ""
    letters: int = 0  # that the owner has to receive about it
    kept: Json = field(default_factory=dict)

    def step(self, french: str, arabic: str, work: Callable[[], Any], tell: Callable[[Any], str] = lambda _: "") -> Any:
        """Do one step, and say so."""
        return self.progress.step(french, arabic, work, tell)

    def draft(self) -> None:
        """Let whoever files prepare the file."""
        words = {
            "architect": ("L'architecte prépare la demande", "المهندس المعماري يعد الطلب"),
            "owner": ("Le demandeur prépare la demande", "صاحب الطلب يعد الطلب"),
        }
        filer = steps.filer(self.procedure)
        self.dossier = self.step(*words[filer], partial(steps.begin, self.cast, procedure=self.procedure))
        if filer == "architect":
            self.step("Le propriétaire confirme le mandat", "صاحب المشروع يؤكد التوكيل", partial(steps.confirm, self.cast, self.dossier))
        self.step("Versement des pièces", "إرفاق الوثائق", partial(steps.attach, self.cast, self.dossier, self.procedure))

    def submit(self) -> None:
        """Hand the file in."""
        self.step(
            "Dépôt, enregistrement et récépissé",
            "الإيداع والتسجيل والوصل",
            partial(steps.submit, self.cast, self.dossier, self.procedure),
            lambda answer: str(answer["registry_number"]),
        )

    def pay(self) -> None:
        """Pay by card what is due now."""
        fees = self.step("Liquidation des taxes", "تصفية الرسوم", partial(steps.fees, self.cast, self.dossier), total_of)
        self.kept["fees"] = fees["total"]
        self.step("Paiement par carte bancaire", "الأداء بالبطاقة البنكية", partial(steps.pay_by_card, self.cast, self.dossier))

    def deliver(self, signatory: str, french: str, arabic: str) -> None:
        """Have the paper signed, and collect it."""
        person = self.cast[signatory]
        waits = partial(steps.to_sign, self.cast, self.dossier, person)
        request = self.step("L'acte attend la signature", "الوثيقة في انتظار التوقيع", waits)
        self.step(french, arabic, partial(steps.sign, self.cast, self.dossier, request, person))
        collect = partial(steps.collect, self.cast, self.dossier)
        self.kept["permit"] = self.step("Le demandeur reçoit son acte signé", "صاحب الطلب يتسلم وثيقته موقعة", collect)

    def presidents_key(self) -> None:
        """Put the president's key in his hand, if he has none."""
        take = partial(steps.take_key, self.cast)
        self.step("Deux responsables remettent la clé de signature au président", "مسؤولان يسلمان مفتاح التوقيع للرئيس", take)


def building_permit(story: Story) -> None:
    """A house: the architect files, three bodies are heard, the president decides and signs."""
    cast, step = story.cast, story.step
    story.presidents_key()
    story.draft()
    story.submit()
    step("Le guichet unique déclare le dossier recevable", "الشباك الوحيد يقبل الملف", partial(steps.admit, cast, story.dossier))
    opinions = ("Trois avis : commune, province, agence urbaine", "ثلاثة آراء: الجماعة والإقليم والوكالة الحضرية")
    step(*opinions, partial(steps.advise, cast, story.dossier))
    step("Décision favorable du président", "قرار الرئيس بالموافقة", partial(steps.decide, cast, story.dossier))
    story.pay()
    story.deliver("president", "Signature électronique du président", "التوقيع الإلكتروني للرئيس")
    story.letters = 5  # submission, decision, fees, payment, permit


def repair_permit(story: Story) -> None:
    """A terrace is repaired: a citizen files himself, nobody is heard, the president decides and signs; it is valid for six months."""
    cast, step = story.cast, story.step
    story.presidents_key()
    story.draft()
    story.submit()
    step("Le guichet unique déclare le dossier recevable", "الشباك الوحيد يقبل الملف", partial(steps.admit, cast, story.dossier))
    step("Décision favorable du président, sans avis", "قرار الرئيس بالموافقة دون آراء", partial(steps.decide, cast, story.dossier))
    story.pay()
    story.deliver("president", "Signature électronique du président", "التوقيع الإلكتروني للرئيس")
    story.letters = 5


def information_note(story: Story) -> None:
    """What may be built on a plot: paid at the request, said by the urban agency alone, signed by its director."""
    cast, step = story.cast, story.step
    key = partial(steps.take_key, cast, "director", steps.AGENCY)
    step("Deux responsables remettent sa clé au directeur de l'agence urbaine", "مسؤولان يسلمان مفتاح التوقيع لمدير الوكالة الحضرية", key)
    story.draft()
    story.submit()
    story.pay()
    step("L'agence urbaine donne ses renseignements", "الوكالة الحضرية تقدم معلوماتها", partial(steps.inform, cast, story.dossier))
    story.deliver("director", "Signature électronique du directeur", "التوقيع الإلكتروني للمدير")
    story.letters = 4  # submission, fees, payment, note


def declaration(story: Story) -> None:
    """A grocery opens: the receipt is the title, which anybody can verify."""
    cast, step = story.cast, story.step
    story.draft()
    story.submit()
    step("La déclaration est en vigueur", "التصريح ساري المفعول", partial(steps.in_force, cast, story.dossier))
    step(
        "Chacun vérifie le récépissé, qui vaut titre",
        "لكل أحد أن يتحقق من الوصل الذي يقوم مقام السند",
        partial(steps.verify_receipt, cast, story.dossier),
        lambda said: str(said["status"]),
    )
    story.letters = 1


def total_of(due: Json) -> str:
    """Write an amount."""
    return f"{due['total']['amount']} {due['total']['currency']}"


PLAYS: Mapping[str, Callable[[Story], None]] = {
    "building-permit-small": building_permit,
    "repair-permit": repair_permit,
    "planning-information-note": information_note,
    "simple-activity-declaration": declaration,
}
