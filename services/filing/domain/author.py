"""The professional who draws up a file and hands it in: who he may be, and how the form names him."""

from dataclasses import dataclass
from typing import Any

from catalogue.procedures import Procedure
from contracts.refusals import Reason
from services.filing.domain.refusals import AuthorDiffers, FilingReserved

Form = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Author:
    """A professional as an administrator approved him: his name, his profession, his number on the roll of his order."""

    full_name: str
    profession: str
    order_number: str

    def section(self) -> Form:
        """Give the section of a form that names him."""
        return {"full_name": self.full_name, "order_number": self.order_number}


def refuse_other_professions(author: Author | None, procedure: Procedure) -> None:
    """Raise `FilingReserved` when the procedure reserves filing for professions of which this is none (law 12-90, art. 50)."""
    if procedure.filed_by and (author is None or author.profession not in procedure.filed_by):
        raise FilingReserved(professions=list(procedure.filed_by))


def form_named_by(author: Author | None, procedure: Procedure) -> Form:
    """Give the form with which a draft begins: it names who files, if the procedure wants that."""
    return {procedure.author: author.section()} if procedure.author and author else {}


def refuse_another_author(form: Form, author: Author | None, procedure: Procedure) -> None:
    """Raise `AuthorDiffers`, with the fields, when a form names somebody else than the professional who files."""
    if not procedure.author or author is None:
        return
    named, own = form.get(procedure.author), author.section()
    if not isinstance(named, dict):
        raise AuthorDiffers([Reason("not-the-filer", f"form.{procedure.author}")])
    different = [name for name in own.keys() | named.keys() if named.get(name) != own.get(name)]
    if different:
        raise AuthorDiffers([Reason("not-the-filer", f"form.{procedure.author}.{name}") for name in sorted(different)])
