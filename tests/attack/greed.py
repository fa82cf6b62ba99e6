"""One account that takes all it can: reads and commands as fast as they are answered, over sixteen connections."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from deploy.local.platform import Platform
from tests.attack.strangers import Stranger, admitted_stranger

CONNECTIONS = 16
MOST_EACH = 20_000


def take_everything(platform: Platform, end: float) -> Counter[str]:
    """Read and write without a pause until the end; count the answers by status."""
    stranger = admitted_stranger(platform, "greedy")
    with ThreadPoolExecutor(CONNECTIONS) as hands:
        return sum(hands.map(lambda _: _take(stranger, end), range(CONNECTIONS)), Counter())


def _take(stranger: Stranger, end: float) -> Counter[str]:
    answers: Counter[str] = Counter()
    with stranger.client() as http:
        while time.monotonic() < end and answers.total() < MOST_EACH:
            for path in ("/v1/dossiers?limit=200", "/v1/me", f"/v1/dossiers/{stranger.dossier}"):
                answers[str(http.get(path).status_code)] += 1
            answers[str(http.patch(f"/v1/dossiers/{stranger.dossier}", json={"form": {"note": "x" * 1000}}).status_code)] += 1
    return answers
