"""Somebody who sees each answer that people get, and remembers what nobody should have got."""

import json
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.documented import Description

AGAIN = httpx.codes.SERVICE_UNAVAILABLE


@dataclass
class Witness:
    """Sees the answers of a gateway; `described`: what each gateway whose answers are seen says of them."""

    described: list[Description] = field(default_factory=list)
    seen: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    strange: list[tuple[httpx.Response, str]] = field(default_factory=list)

    def look(self, answer: httpx.Response) -> None:
        """See an answer: a failure is wrong, but for one that says when to come again."""
        answer.read()
        self.seen[answer.status_code] += 1
        if answer.is_server_error and not (answer.status_code == AGAIN and "Retry-After" in answer.headers):
            self.wrong.append(f"{answer.request.method} {answer.request.url.path} was answered {answer.status_code} {code_of(answer)}")
        elif differences := [each for described in self.described[:1] for each in described.differences_of(answer)]:
            self.strange.append((answer, differences[0]))

    def findings(self) -> list[str]:
        """Tell what was wrong, and what no gateway describes."""
        undescribed = [why for answer, why in self.strange if all(each.differences_of(answer) for each in self.described)]
        return [*self.wrong, *undescribed]


def code_of(answer: httpx.Response) -> str:
    """Give the code of a refusal; nothing when it is no problem document (RFC 9457)."""
    try:
        return str(answer.json().get("code", ""))
    except json.JSONDecodeError:
        return ""


def description_of(base_url: str) -> Description:
    """Read what a gateway says of its answers."""
    return Description(httpx.get(f"{base_url}/openapi.json", timeout=30).raise_for_status().json())
