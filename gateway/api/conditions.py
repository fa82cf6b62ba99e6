"""Conditional requests (RFC 9110, 13): what the caller has seen already, and what he will not change unless it is still that."""

import re

from flask import Response, request

from contracts.refusals import Reason
from gateway.api.refusals import HeaderRefused, PreconditionFailed

TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
EACH = re.compile(TAG)
TAGS = re.compile(rf"\*|{TAG}(?:[ \t]*,[ \t]*{TAG})*")
ANY = "*"
VERSION = re.compile(r'"[0-9]{1,9}"')  # our own tag of what people edit: the number of a version


def unless_had(answer: Response, etag: str) -> Response:
    """
    Give the answer its tag, or in its place 304 when the caller has this very one; raise `PreconditionFailed` when he wants another.

    `If-Match` compares strongly, `If-None-Match` weakly (13.1.1, 13.1.2); the first is looked at before the second (13.2.2).
    """
    refuse_unless_matched(etag)
    answer.set_etag(etag)
    if is_had(etag):
        answer.status_code, answer.response = 304, []
        answer.headers.remove("Content-Length")
    return answer


def refuse_unless_matched(etag: str) -> None:
    """Raise `PreconditionFailed` when `If-Match` names tags, and this one is not among them."""
    named = tags_in("If-Match")
    if named and not {ANY, f'"{etag}"'} & named:
        raise PreconditionFailed


def is_had(etag: str) -> bool:
    """Tell whether `If-None-Match` says that the caller has what bears this tag."""
    return bool({ANY, f'"{etag}"', f'W/"{etag}"'} & tags_in("If-None-Match"))


def versions_expected() -> tuple[int, ...] | None:
    """Read which versions the caller will change (`If-Match`); None when any. Weak tags and those of others name none of ours."""
    named = tags_in("If-Match")
    if not named or ANY in named:
        return None
    versions = tuple(sorted(int(tag.strip('"')) for tag in named if VERSION.fullmatch(tag)))
    if not versions:
        raise PreconditionFailed
    return versions


def tags_in(header: str) -> set[str]:
    """Give the tags that a header names, as they are written; refuse one that is no list of tags."""
    sent = request.headers.get(header, "").strip()
    if sent and not TAGS.fullmatch(sent):
        raise HeaderRefused([Reason("etag-not-acceptable", header)])
    return {ANY} if sent == ANY else set(EACH.findall(sent))
