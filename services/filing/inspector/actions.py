"""
What a PDF does by itself, or carries along: a plan is read, it runs nothing, sends nothing and holds no other file (ISO 32000-1, 12.6).

Links that a reader may follow (`GoTo`, `URI`) are left alone, unless they are followed without him: on opening, or on turning a page.
"""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

from contracts.refusals import Reason
from services.filing.domain.refusals import DocumentRefused

HARMLESS = frozenset({"/GoTo", "/GoTo3DView", "/Hide", "/Named", "/SetOCGState", "/Thread", "/Trans"})
"""Actions that only show another part of the same document."""
FOLLOWED_BY_HAND = HARMLESS | {"/ResetForm", "/URI"}
CARRIERS = frozenset({"/3D", "/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound"})
"""Annotations that carry or play something else."""

Known = set[tuple[int, int]]


def refuse_what_acts(document: pikepdf.Pdf) -> None:
    """Raise `DocumentRefused` that names everything of the kind."""
    found = sorted(set(what_acts(document)))
    if found:
        raise DocumentRefused([Reason("pdf-acts-by-itself", facts={"what": what}) for what in found])


def what_acts(document: pikepdf.Pdf) -> Iterator[str]:
    """Name what the document does or holds: as PDF names it, without the slash."""
    root, known = document.Root, Known()
    names, form = inside(root.get("/Names")), inside(root.get("/AcroForm"))
    yield from of_chain(root.get("/OpenAction"), HARMLESS)
    yield from of_events(root)
    yield from (name for name in ("JavaScript", "EmbeddedFiles") if holds_something(names.get(f"/{name}")))
    yield from (name for name in ("AF", "Collection") if f"/{name}" in root)
    yield from (name for name in ("XFA",) if f"/{name}" in form)
    for field in tree(form.get("/Fields"), "/Kids", known):
        yield from of_annotation(field)
    for page in document.pages:
        yield from of_events(page.obj)
        for annotation in every(page.obj.get("/Annots")):
            yield from of_annotation(annotation)
    for entry in tree(inside(root.get("/Outlines")).get("/First"), "/First", known):
        yield from of_chain(entry.get("/A"), FOLLOWED_BY_HAND)


def of_annotation(annotation: Object) -> Iterator[str]:
    """Name what an annotation, or a field of a form, does or carries."""
    if not isinstance(annotation, Dictionary):
        return
    subtype = str(annotation.get("/Subtype", ""))
    if subtype in CARRIERS:
        yield subtype[1:]
    yield from of_chain(annotation.get("/A"), FOLLOWED_BY_HAND)
    yield from of_events(annotation)


def of_events(holder: Object) -> Iterator[str]:
    """Name what happens without the reader's doing: when the holder is opened, shown, left, printed (12.6.3)."""
    for action in inside(holder.get("/AA")).values():
        yield from of_chain(action, HARMLESS)


def of_chain(action: Object | None, allowed: frozenset[str]) -> Iterator[str]:
    """Name the actions of a chain that are not allowed."""
    waiting, known = [action], Known()
    while waiting:
        each = waiting.pop()
        if not isinstance(each, Dictionary | Stream) or is_known(each, known):
            continue
        kind = str(each.get("/S", "/GoTo"))
        if kind not in allowed:
            yield kind[1:]
        waiting += every(each.get("/Next"))


def tree(first: Object | None, below: str, known: Known) -> Iterator[Object]:
    """Walk through a tree of fields, or of an outline, whose entries hold others `below` them or follow each other (`Next`)."""
    waiting = every(first)
    while waiting:
        each = waiting.pop()
        if isinstance(each, Dictionary) and not is_known(each, known):
            yield each
            waiting += [*every(each.get(below)), *every(each.get("/Next"))]


def is_known(each: Object, known: Known) -> bool:
    """Tell whether an object was met before, and note it; one that has no number stands in one place only."""
    number = each.objgen
    if number != (0, 0) and number in known:
        return True
    known.add(number)
    return False


def every(found: Object | None) -> list[Object]:
    """Give what an entry holds: each part of a list, or itself."""
    return list(found) if isinstance(found, Array) else [] if found is None else [found]


def inside(found: Object | None) -> Object:
    """Give the dictionary that an entry holds, an empty one when it is none."""
    return found if isinstance(found, Dictionary) else Dictionary()


def holds_something(names: Object | None) -> bool:
    """Tell whether a tree of names has an entry (7.9.6)."""
    return any(len(every(inside(names).get(branch))) > 0 for branch in ("/Names", "/Kids"))
