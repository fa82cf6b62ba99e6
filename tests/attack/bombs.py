"""Documents made to stop whoever opens them, sent again and again into one's own draft, several at once."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from deploy.local.platform import Platform
from tests.attack.strangers import Stranger, admitted_stranger
from tests.hostile_documents import (
    crowded_pdf,
    cyclic_pdf,
    deep_pdf,
    endless_pdf,
    inflating_list_pdf,
    inflating_pdf,
    repeated_pdf,
)

HANDS = 8
MOST_EACH = 3_000
KIND = "architectural-plans"
BOMBS = (
    inflating_pdf(20),
    inflating_pdf(100),
    inflating_list_pdf(50),
    deep_pdf(20_000),
    cyclic_pdf(),
    repeated_pdf(200_000),
    crowded_pdf(300_000),
    endless_pdf(50),
)


def drop_bombs(platform: Platform, end: float) -> Counter[str]:
    """Upload one bomb after another until the end; count the answers by status."""
    stranger = admitted_stranger(platform, "bomber")
    with ThreadPoolExecutor(HANDS) as hands:
        return sum(hands.map(lambda _: _drop(stranger, end), range(HANDS)), Counter())


def _drop(stranger: Stranger, end: float) -> Counter[str]:
    answers: Counter[str] = Counter()
    with stranger.client(**{"Content-Type": "application/pdf"}) as http:
        for bomb in cycle(BOMBS):
            if time.monotonic() > end or answers.total() >= MOST_EACH:
                return answers
            answer = http.put(f"/v1/dossiers/{stranger.dossier}/documents/{KIND}", content=bomb)
            answers[str(answer.status_code)] += 1
    return answers
