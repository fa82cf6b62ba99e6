"""What the house says: every refusal and reason in three languages, every rule tested, documents that name what exists."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from catalogue import labels, procedures
from chassis.room import reactions_of
from contracts.calls.filing import DossierStatus
from contracts.people import Role
from contracts.refusals import KINDS, Refusal
from contracts.registry import events
from gateway.auth.domain import Level
from services.filing.domain import mandate
from services.payment.domain import orders, payments
from services.review.domain import opinion, standing
from tests.house.source import PACKAGES, ROOT, SERVICES, called, camel_words, files, import_everything, is_migration, rooms, tree, where
from texts import problems

LANGUAGES = ("fr", "ar", "en")
GLOSSARY_COLUMNS = 5  # code word, English, French, Arabic, one sentence
STUDYING = {(verb, status): status for verb, statuses in standing.VERBS.items() for status in statuses}
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def refusals() -> list[type[Refusal]]:
    """Give every refusal of the repository."""
    import_everything()
    found: list[type[Refusal]] = []
    waiting = list(Refusal.__subclasses__())
    while waiting:
        refusal = waiting.pop()
        waiting += refusal.__subclasses__()
        found.append(refusal)
    return [refusal for refusal in found if refusal.__module__.partition(".")[0] in PACKAGES]


def reason_codes(node: ast.AST) -> Iterator[str]:
    """Find the codes that are written where a `Reason` is made."""
    for call in called(node, "Reason"):
        if call.args:
            yield from (part.value for part in choices(call.args[0]) if isinstance(part, ast.Constant) and isinstance(part.value, str))


def choices(node: ast.expr) -> list[ast.expr]:
    """Give both sides of `a if b else c`, or the expression itself."""
    return [*choices(node.body), *choices(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def rules_of(node: ast.Module) -> Iterator[str]:
    """Find the functions that stand in a list of rules: `..._RULES = (one, another)`."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "").endswith("_RULES"):
            assert isinstance(statement.value, ast.Tuple)
            yield from (each.id for each in statement.value.elts if isinstance(each, ast.Name))


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = Counter(refusal.code for refusal in refusals() if "code" in vars(refusal))

    assert [code for code, uses in codes.items() if uses > 1] == []
    assert [code for code in codes if not KEBAB.fullmatch(code)] == []


def test_every_refusal_that_is_raised_says_its_own_code() -> None:
    silent = [refusal for refusal in refusals() if "code" not in vars(refusal)]

    assert [refusal.__qualname__ for refusal in silent if not refusal.__subclasses__()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_text(language: str) -> None:
    codes = {refusal.code for refusal in refusals()}

    assert codes - problems.codes(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_text(language: str) -> None:
    codes = {code for file in files("contracts", "chassis", "services", "gateway") for code in reason_codes(tree(file))}

    assert len(codes) > len(KINDS)
    assert codes - problems.codes(language) == set()


def test_a_reason_without_a_text_is_noticed() -> None:
    written = ast.parse("reasons = [Reason('never-heard-of' if late else 'seen', 'form'), refusals.Reason('another')]")

    assert set(reason_codes(written)) == {"never-heard-of", "seen", "another"}
    assert "never-heard-of" not in problems.codes("fr")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_asks_for_the_same_facts_in_every_language(language: str) -> None:
    different = [code for code in problems.codes("ar") if problems.placeholders(code, language) != problems.placeholders(code, "ar")]

    assert different == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_rule_is_tested_by_its_name(service: str) -> None:
    rules = {rule for file in files(f"services/{service}") for rule in rules_of(tree(file))}
    tested = " ".join(file.read_text("utf-8") for file in files(f"tests/{service}"))

    assert [rule for rule in sorted(rules) if not re.search(rf"(\b|_){rule}(\b|_)", tested)] == []


def test_rules_are_found_where_they_are_listed() -> None:
    written = ast.parse("def form_is_valid(): ...\nSUBMISSION_RULES = (form_is_valid, documents_are_complete)\nOTHER = (x,)")

    assert list(rules_of(written)) == ["form_is_valid", "documents_are_complete"]
    assert sum(len(list(rules_of(tree(file)))) for file in files("services")) > len(SERVICES)


@pytest.mark.parametrize("table", [STUDYING, opinion.MOVES, orders.MOVES, payments.MOVES, mandate.MOVES])
def test_every_move_and_status_that_people_are_told_has_a_name(table: Mapping[tuple[str, StrEnum], StrEnum]) -> None:
    moves, statuses = {move for move, _ in table}, {status for _, before in table for status in type(before)}

    assert moves <= labels.codes("moves")
    assert statuses <= labels.codes("steps")


def test_every_status_and_level_has_a_name() -> None:
    assert set(DossierStatus) == labels.codes("statuses")
    assert set(Level) == labels.codes("levels")


def test_every_procedure_of_the_catalogue_can_be_read() -> None:
    written = {file.parent.name if file.stem[0].isdigit() else file.stem.partition("@")[0] for file in procedure_files()}

    assert written
    assert {procedure.code for procedure in procedures.catalogue_of()} == written


def procedure_files() -> list[Path]:
    """List the files in which procedures are written."""
    return files("catalogue/procedures", pattern="*.yaml")


def table(document: str, heading: str) -> list[list[str]]:
    """Read the rows of the table under a heading: the text of each cell."""
    part = document.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def test_the_map_tells_who_hears_each_event() -> None:
    rows = table((ROOT / "docs" / "map.md").read_text("utf-8"), "Who tells whom")
    told = {name: set(re.findall(r"[a-z]+", re.sub(r"\(.*?\)", "", heard))) for event, _, heard in rows for name in camel_words(event)}

    heard = {
        event.__name__: {service for service, room in rooms().items() if event in [reaction.event for _, reaction in reactions_of(room)]}
        for event in events()
    }
    assert told == heard


def test_the_map_names_only_what_exists() -> None:
    named = re.findall(r"`([\w./-]+/[\w./-]*|[\w./-]+\.(?:py|md|yaml|toml))`", (ROOT / "docs" / "map.md").read_text("utf-8"))
    paths = [name for name in named if name.partition("/")[0] in {*PACKAGES, "docs", "tests", "requirements"}]

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_map_names_every_module() -> None:
    rows = "".join(line for line in (ROOT / "docs" / "map.md").read_text("utf-8").splitlines() if line.startswith("|"))
    named = set(re.findall(r"`([\w./-]+)`", rows))
    modules = [file for file in files(*PACKAGES) if not file.stem.startswith("__") and not is_migration(file)]

    assert [where(file) for file in modules if not is_named(where(file), named)] == []


def is_named(module: str, named: set[str]) -> bool:
    """Tell whether a module is among those named, itself or by a folder that it lies in."""
    return module in named or any(f"{folder}/" in named for folder in Path(module).parents)


def test_a_module_that_the_map_forgets_is_noticed() -> None:
    assert is_named("chassis/calls/wire.py", {"chassis/calls/"})
    assert not is_named("chassis/clock.py", {"chassis/calls/", "clock.py"})


def test_the_operators_know_every_metric() -> None:
    listed = re.findall(r"^\| `(rokhas_\w+)`", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.MULTILINE)
    measured = {name for file in files(*PACKAGES) for name in metrics_in(tree(file))}

    assert sorted(listed) == sorted(measured)


def metrics_in(node: ast.Module) -> Iterator[str]:
    """Find the names of metrics in a file."""
    texts = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))
    yield from (text for text in texts if re.fullmatch(r"rokhas_\w+", text))


@pytest.mark.parametrize("document", sorted(where(file) for file in [*ROOT.glob("*.md"), *files("docs", pattern="*.md")]))
def test_a_document_leads_to_documents_and_verbs_that_exist(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")

    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []
    assert unknown_verbs(text) == set()


def unknown_verbs(text: str) -> set[str]:
    """Name the verbs that a text tells people to `make` and that the Makefile does not know."""
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    return set(re.findall(r"(?:`|^\s*|\$ )make ([a-z][a-z-]*)", text, re.MULTILINE)) - known


def test_a_verb_that_does_not_exist_is_noticed() -> None:
    assert unknown_verbs("Run `make demo`, then `make coffee`.\n\n    make tea s=green") == {"coffee", "tea"}


def test_the_readme_names_every_procedure() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [each.code for each in procedures.catalogue_of() if f"| `{each.code}` |" not in readme] == []


def test_the_glossary_gives_each_word_in_three_languages_and_one_sentence() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = [line.strip("|").split("|") for line in glossary.splitlines() if line.startswith("| ")]

    assert rows
    assert [row for row in rows if len(row) != GLOSSARY_COLUMNS or not all(cell.strip() for cell in row)] == []


def test_the_glossary_knows_every_role() -> None:
    words = set(re.findall(r"`([\w-]+)`", (ROOT / "docs" / "glossary.md").read_text("utf-8")))

    assert {role.value for role in Role} - words == set()
