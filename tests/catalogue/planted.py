"""
Faults to plant in the published procedures: what stands there, what somebody wrote instead, what has to be said of it, at which line.

Each is told as it is, whatever others are planted beside it. A change never adds or takes a line.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """A change of one line; `nth` counts from 0 where the same words stand several times."""

    words: str
    instead: str
    told: str
    nth: int = 0
    at: str = ""  # words on the line at which it is told, where that is not the line of the change


NO_FIGURE = "is no figure, no choice and no yes or no of the form"
CHOICES = "x-enum-labels:\n            "

ALONE = {
    "building-permit-small": (
        Planted("version: 2026-03", "version: 2026-04", "version: calls itself 2026-04, in the file 2026-03.yaml"),
        Planted("family: urbanism", "family: rural", "family: 'rural' is not one of urbanism, economic"),
        Planted("  en: Building permit, small project", "  fr: Permis", "title.fr: written twice, first on line 7"),
        Planted("  - code: law-55-19", "  - code: law-12-90", "law[3].code: law-12-90 stands twice"),
        Planted("filed_by: [architect]", "filed_by: [architecte]", "filed_by[0]: architecte has no label"),
        Planted("author: architect\n", "author: land\n", "author: land is not a section of the form with full_name, order_number"),
        Planted("[land, project, architect]", "[land, projet, architect]", "form.required[1]: projet is no field"),
        Planted(
            "{fr: Nombre de logements, ar: عدد المساكن,",
            "{fr: Logements,",
            "form.properties.project.properties.dwellings.x-labels: missing: ar",
        ),
        Planted("    signed_by: [architect]", "    signed_by: [surveyer]", "documents[0].signed_by: surveyer has no label"),
        Planted("    required: true", "    required: 1", "documents[2].required: 1 is not true or false", nth=2),
        Planted("due: site-opening", "due: opening", "documents[7].due: 'opening' is not one of submission, signature, site-opening"),
        Planted("max_bytes: 104857600", "max_bytes: much", "documents[7].max_bytes: 'much' is not a whole number", nth=1),
        Planted("conform: false", "conform: non", "bodies[0].conform: 'non' is not true or false"),
        Planted("code: province", "code: meteo", "bodies[1].code: meteo has no label"),
        Planted("days: 10,", "days: 20,", "bodies[2].delay.days: takes 20 days, longer than the 15 days of the answer"),
        Planted(
            'category == "professional"',
            'category == "castle"',
            "bodies[3].when: condition 'category == \"castle\"': 'castle' is never"
            " 'collective-housing' or 'individual-housing' or 'professional' or 'rural-housing'",
        ),
        Planted("days, law: order-1839-23", "days, law: law-0", "decision.within.law: cites law-0, which is not in its law texts"),
        Planted("attested_by: governor", "attested_by: president", "silence.attested_by: the president would attest his own silence"),
        Planted("holds: signature", "holds: study", "charges[0].holds: holds back a study that is over when it is due"),
        Planted("est due au plus tard le {due_on}", "est due le {due}", "receipt.notices[0].fr: no fact is called due"),
        Planted("  number: PC", "  number: P-C", "paper.number: P-C is no series: capital letters"),
        Planted("    en: The President of the communal council", "    de: Der Vorsitzende", "paper.signatory.de: unknown key"),
        Planted(
            "after: [opinions, decision, fees]", "after: [opinions, fees]", "paper.after: the paper would be signed before the decision"
        ),
        Planted("titulaire de la CNIE n° {national_id}", "CNIE {nationalid}", "paper.articles[0].fr: no fact is called nationalid"),
        Planted('ar: "تصبح الرخصة لاغية إذا', 'ar: "{تصبح الرخصة لاغية إذا', "paper.articles[2].ar: a bracket stands alone"),
    ),
    "repair-permit": (
        Planted("code: repair-permit\n", "code: repairs\n", "code: calls itself repairs, in the folder repair-permit"),
        Planted("en: Law 12-90 on town planning (dahir 1-92-31 of 17 June 1992)", "en: 12", "law[0].title.en: 12 is not a text"),
        Planted(
            "other: {fr: Autres",
            "others: {fr: Autres",
            "form.properties.works.properties.nature.x-enum-labels.other: has no label",
            at=CHOICES + "painting",
        ),
        Planted(
            ": works.nature",
            ": works.description",
            "declares.nature: works.description " + NO_FIGURE,
        ),
        Planted(
            "    when: scaffolding_on_street", "    when: scaffolding", "documents[2].when: asks for scaffolding, which is not declared"
        ),
        Planted("days: 2,", "days: 12,", "admissibility.within.days: takes 12 working-days, longer than the 10 days of the answer"),
        Planted("schedule: repair-permit", "schedule: repairs", "charges[0].schedule: fees/repairs.yaml: No such file or directory"),
        Planted("months: 6", "months: 0", "validity.months: holds for 0 months"),
        Planted("renewable: false", "renewable: never", "validity.renewable: 'never' is not true or false"),
        Planted("signed_by: president", "signed_by: governor", "paper.signed_by: signs an order that the president decides"),
        Planted("after: [decision, fees]", "after: [decision, opinions, fees]", "paper.after[1]: waits for opinions, which never comes"),
    ),
    "planning-information-note": (
        Planted("en: Planning information note}", "en: 2026-13-45}", "title.en: '2026-13-45': month must be in 1..12"),
        Planted(
            "sale, other]",
            "sale, gift, other]",
            "form.properties.request.properties.purpose.x-enum-labels.gift: has no label",
            at=CHOICES + "construction",
        ),
        Planted(": land.plot_area", ": land.address", "declares.plot_area: land.address " + NO_FIGURE),
        Planted("code: boundary-plan", "code: ownership-certificate", "documents[1].code: ownership-certificate stands twice"),
        Planted(
            "[application/pdf, image/png", "[text/html, image/png", "documents[0].media_types: ownership-certificate accepts text/html"
        ),
        Planted("conform: false", "conform: true", "bodies[0].conform: urban-agency only informs: it binds nobody"),
        Planted("days: 10,", "days: 0,", "bodies[0].delay.days: a delay of 0 days"),
        Planted("template: note", "template: order", "paper.template: orders what nobody decides"),
        Planted("number: NRU", "number: NRU 1", "paper.number: NRU 1 is no series: capital letters"),
        Planted("signed_by: director", "signed_by: directeur", "paper.signed_by: 'directeur' is not one of president, director, governor"),
        Planted(
            "after: [opinions, fees]",
            "after: [opinions]",
            "paper.after: the paper would be signed while a fee that holds it back is unpaid",
        ),
        Planted('ne vaut pas autorisation."', "vaut jusqu'au {valid_until}.\"", "paper.articles[1].fr: no fact is called valid_until"),
    ),
    "simple-activity-declaration": (
        Planted("family: economic", "family: economy", "family: 'economy' is not one of urbanism, economic"),
        Planted(
            "  kind: activity.kind",
            "  kind: activity.sign",
            "declares.kind: activity.sign " + NO_FIGURE,
        ),
        Planted("labels: {fr: Photographie du local,", "labels: {de: Foto, fr: Photographie,", "documents[0].labels.de: unknown key"),
        Planted(
            'tenure == "tenant"',
            'tenure == "tenent"',
            "documents[1].when: condition 'tenure == \"tenent\"': 'tenent' is never 'owner' or 'tenant'",
        ),
        Planted('tenure == "owner"', "area", "documents[2].when: condition 'area' does not give yes or no"),
        Planted("by: president", "by: maire", "objection.by: 'maire' is not one of president, director, governor"),
        Planted("days: 60,", "days: -60,", "objection.within.days: a delay of -60 days"),
        Planted("law: law-55-19}", "law: law-55-20}", "objection.within.law: cites law-55-20, which is not in its law texts"),
        Planted("ar: وصل تصريح,", "ar: '',", "receipt.title.ar: is empty"),
        Planted("({days} jours", "({jours} jours", "receipt.notices[1].fr: no fact is called jours"),
    ),
}
"""By procedure: faults of which each is told alone, at its line."""
