"""Who is told of a file: whoever takes part in it now."""

from datetime import timedelta

import pytest

from contracts.events import reference_of
from contracts.filing import DossierSubmitted, DossierWithdrawn, PartiesChanged
from tests.files import parties
from tests.notification.makers import NOW, a_submission
from tests.notification.office import Office

LATER = NOW + timedelta(days=1)


def told_of_the_end(room: Office, submission: DossierSubmitted, *, change_comes_first: bool) -> set[str]:
    """Let the architect leave a file, and the owner take it back; give who is told of that by e-mail."""
    change = PartiesChanged(**reference_of(submission), parties=parties(left_at=LATER), changed_at=LATER)
    for event in (change, submission) if change_comes_first else (submission, change):
        room.told(event)
    room.told(DossierWithdrawn(**reference_of(submission), withdrawn_at=LATER))
    return {account for template, account, _ in room.waiting(submission.dossier) if template == "dossier-withdrawn"}


@pytest.mark.parametrize("change_comes_first", [False, True])
def test_who_has_left_a_file_is_told_no_more_of_it(office: Office, change_comes_first: bool) -> None:
    assert told_of_the_end(office, a_submission(), change_comes_first=change_comes_first) == {"owner"}
