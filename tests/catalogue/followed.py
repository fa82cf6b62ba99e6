"""
Changes of the published procedures from which several things follow, each at its own line.

A change never adds or takes a line: what is taken away is commented out.
"""

from dataclasses import dataclass

FIRST = "code: "
"""Stands on the first line of data, to which what the whole file lacks is told."""


@dataclass(frozen=True)
class Followed:
    """Changes that belong together, and all that follows: words on a line, and what is told there."""

    changes: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]


FOLLOWED = {
    "nobody decides": (
        "building-permit-small",
        Followed(
            (("decision:\n  by: president\n  within: {days: 15", "# decision:\n#  by: president\n#  within: {days: 15"),),
            (
                ("silence: {", "silence: speaks of a decision that nobody takes"),
                ("{code: urban-agency", "bodies[2].conform: urban-agency would bind a decision that nobody takes"),
                ("schedule: building-permit", "charges[0].due: is due at a decision that nobody takes"),
                ("template: order", "paper.template: orders what nobody decides"),
                ("after: [", "paper.after[1]: waits for decision, which never comes"),
            ),
        ),
    ),
    "the paper waits for money alone": (
        "building-permit-small",
        Followed(
            (("after: [opinions, decision, fees]", "after: [fees]"),),
            (
                ("after: [", "paper.after: the paper would be signed before the decision"),
                ("after: [", "paper.after: the paper would be signed while a mandatory opinion is open"),
            ),
        ),
    ),
    "no desk": (
        "building-permit-small",
        Followed(
            (("admissibility:\n  within", "# admissibility:\n#  within"),),
            (("within: {days: 15", "decision.within.suspended_by: no desk asks for a complement"),),
        ),
    ),
    "a name of what is declared is changed": (
        "building-permit-small",
        Followed(
            (("  covered_area: project", "  surface: project"),),
            (
                ("schedule: building-permit", "charges[0].schedule: the fee construction-tax needs covered_area"),
                ("schedule: building-permit", "charges[0].schedule: the fee urban-agency-service needs covered_area"),
            ),
        ),
    ),
    "a key is misspelt": (
        "building-permit-small",
        Followed(
            (("description:\n  fr", "descripton:\n  fr"),),
            (("description:\n  fr", "descripton: unknown key"), (FIRST, "missing: description")),
        ),
    ),
    "nothing is charged": (
        "repair-permit",
        Followed(
            (("charges:\n  - {schedule", "# charges:\n#  - {schedule"),),
            (("after: [", "paper.after[1]: waits for fees, which never comes"),),
        ),
    ),
    "it does not run out": (
        "repair-permit",
        Followed(
            (("validity: {", "# validity: {"),),
            (
                ('- fr: "Il est valable six mois', "paper.articles[2].fr: no fact is called valid_until"),
                ('ar: "صلاحيتها ستة أشهر', "paper.articles[2].ar: no fact is called valid_until"),
            ),
        ),
    ),
    "the form is no schema": (
        "repair-permit",
        Followed(
            (("minimum: 1\n", "properties: 3\n"), ("months: 6", "months: -6")),
            (
                ("minimum: 1\n", "form.properties.works.properties.duration_days.properties: 3 is not a mapping"),
                ("months: 6", "validity.months: holds for -6 months"),
            ),
        ),
    ),
    "two documents are lacking something": (
        "repair-permit",
        Followed(
            (
                (
                    "    media_types: [application/pdf, image/png, image/jpeg]\n    max_bytes: 26214400\n  - code: photographs",
                    "# \n# \n  - code: photographs",
                ),
            ),
            (("- code: ownership-certificate", "documents[0]: missing: media_types, max_bytes"),),
        ),
    ),
    "nobody says anything": (
        "planning-information-note",
        Followed(
            (("bodies:\n  - {", "# bodies:\n#  - {"),),
            (
                ("schedule: planning", "charges[0].holds: holds back a study, and nothing is studied"),
                ("paper:\n", "paper: says nothing: nobody decides, and no body has to be heard of every project"),
                ("after: [", "paper.after[0]: waits for opinions, which never comes"),
            ),
        ),
    ),
    "the body sits for some only": (
        "planning-information-note",
        Followed(
            (("gives: information}", "gives: information, when: plot_area > 100.0}"),),
            (("paper:\n", "paper: says nothing: nobody decides, and no body has to be heard of every project"),),
        ),
    ),
    "the money comes when all is over": (
        "planning-information-note",
        Followed(
            (("due: request", "due: decision"),),
            (
                ("due: request", "charges[0].due: is due at a decision that nobody takes"),
                ("due: request", "charges[0].holds: holds back a study that is over when it is due"),
            ),
        ),
    ),
    "nobody waits for what the body says": (
        "planning-information-note",
        Followed(
            (("after: [opinions, fees]", "after: [fees]"),),
            (
                ("bodies:\n", "bodies: are heard, and nothing rests on what they say"),
                ("after: [", "paper.after: the paper would be signed while a mandatory opinion is open"),
            ),
        ),
    ),
    "the receipt is no title any more": (
        "simple-activity-declaration",
        Followed(
            (("is_title: true", "is_title: false"),),
            (
                (FIRST, "ends nowhere: neither is a paper signed, nor is the receipt the title"),
                ("objection:\n", "objection: nobody objects to what is not yet a title: the receipt has to be one"),
            ),
        ),
    ),
    "nobody may object": (
        "simple-activity-declaration",
        Followed(
            (("objection:\n  by: president\n  within", "# objection:\n#  by: president\n#  within"),),
            (("is_title: true", "receipt.is_title: no time runs: nobody decides, and nobody may object"),),
        ),
    ),
    "a clock stands still for nobody": (
        "simple-activity-declaration",
        Followed(
            (("law: law-55-19}", "law: law-55-19, suspended_by: [complement]}"),),
            (("law: law-55-19}", "objection.within.suspended_by: no desk asks for a complement"),),
        ),
    ),
    "a document comes with a signature that nobody gives": (
        "simple-activity-declaration",
        Followed(
            (("en: Photograph of the premises}\n    required: true", "en: Photograph of the premises}\n    due: signature"),),
            (
                ("- code: premises-photograph", "documents[0]: missing: required"),
                ("    required: true", "documents[0].due: premises-photograph is due at a signature that never comes"),
            ),
        ),
    ),
    "somebody charges for a declaration": (
        "simple-activity-declaration",
        Followed(
            (("# Simple declaration of an activity", "charges: [{schedule: repair-permit, due: request, holds: delivery}] #"),),
            (("# Simple declaration of an activity", "charges[0].holds: holds back a delivery, and nothing is signed"),),
        ),
    ),
}
"""By what happened: the procedure, what was changed in it, and all that follows."""
