"""What the check tells of a failure, so that its reason is found."""

import json
from pathlib import Path

from tests.upgrade.report import SHOWN, alike, failed, shortened

TRACE = """Traceback (most recent call last):
  File "x.py", line 1, in y
psycopg2.errors.NotNullViolation: null value in column "desk"
DETAIL:  Failing row contains (1).

The above exception was the direct cause of the following exception:

sqlalchemy.exc.IntegrityError: (psycopg2.errors.NotNullViolation) null value in column "desk"
DETAIL:  Failing row contains (1).

[SQL: INSERT INTO cases]
(Background on this error at: https://sqlalche.me/e/21/gkpj)"""


def a_log(folder: Path, *lines: dict[str, str]) -> Path:
    """Make the log of a room's new process."""
    log = folder / "review-next.log"
    log.write_text("".join(json.dumps(line) + "\n" for line in lines) + "a server's own line\n")
    return log


def test_what_differs_in_identifiers_alone_is_told_once() -> None:
    paths = [f"GET /v1/dossiers/{first}23e4567-e89b-12d3-a456-426614174000 was answered 500" for first in "ab"]

    assert alike([*paths, "review failed"]) == ["GET /v1/dossiers/… was answered 500 (2 times)", "review failed"]


def test_a_room_says_in_its_log_what_was_raised(tmp_path: Path) -> None:
    log = a_log(
        tmp_path,
        {"event": "service-started"},
        {"event": "error handling worker", "exception": TRACE},
        {"event": "reaction-failed", "error": "KeyError: 'window'"},
        {"event": "request-failed", "exception": "chassis.calls.wire.CallFailed: 8f2b7667"},
    )

    assert list(failed(log)) == [
        'review failed: sqlalchemy.exc.IntegrityError: (psycopg2.errors.NotNullViolation) null value in column "desk"',
        "review failed: KeyError: 'window'",
    ]


def test_of_many_findings_the_first_are_shown_and_all_are_kept(tmp_path: Path) -> None:
    findings = [f"finding {number}" for number in range(SHOWN + 3)]

    *shown, more = shortened(findings, tmp_path / "findings.txt")

    assert shown == [f"WRONG  {finding}" for finding in findings[:SHOWN]]
    assert more == f"WRONG  and 3 more: {tmp_path / 'findings.txt'}"
    assert (tmp_path / "findings.txt").read_text().splitlines() == findings
