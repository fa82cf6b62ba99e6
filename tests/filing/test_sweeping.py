"""What was sent and is named by nothing is removed after its time; what a file, a register or a paper names is never touched."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from chassis.database import Transactions
from chassis.documents import NoSuchDocument
from contracts.calls.filing import DocumentView
from contracts.media import PDF
from services.filing import archive, store
from services.filing.domain.documents import Document
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Filers
from services.filing.domain.quota import Amount, Holding
from services.filing.domain.refusals import DocumentRefused, MoveNotAllowed, QuotaExceeded, UploadGone
from services.filing.store import uploads
from tests.filing.conftest import forget_settings
from tests.filing.makers import (
    AUTHOR,
    COMMUNE,
    NOW,
    OWNER,
    PLAN,
    PROCEDURE,
    RoomFor,
    a_complete_draft,
    a_draft,
    attach,
    needed,
    send,
    submitted,
)
from tests.filing.news import News, tell

KIND, OTHER = "architectural-plans", "boundary-plan"
LATER, MUCH_LATER = NOW + timedelta(hours=23), NOW + timedelta(hours=25)
TODAY = datetime.now(UTC)


def a_plan(number: int = 0) -> bytes:
    """Make a plan that differs from the others."""
    return PLAN.read_bytes() + b"%%%d" % number


def resting(folder: Path) -> set[str]:
    """Name the kinds and beginnings of hashes of all uploads that rest, wherever they are on their way."""
    return {path.name for way in ("incoming", "arrived", "uploads") for path in (folder / way).rglob("*") if path.is_file()}


def sweep(room: RoomFor, now: datetime) -> None:
    room(now=now).sweep_uploads()


def fetch(dossier: str, document: DocumentView) -> bytes:
    """Read a document as the gateway does."""
    own = archive.uploads().of(f"{dossier}.{document['kind']}")
    return own.read(document["sha256"], 0, own.size(document["sha256"]))


def test_what_is_attached_stays_and_what_it_replaced_goes_after_a_day(room: RoomFor, tmp_path: Path) -> None:
    dossier = a_draft(room)
    attach(room, dossier, KIND, a_plan(1))
    replacing = attach(room, dossier, KIND, a_plan(2))

    sweep(room, LATER)
    assert len(resting(tmp_path)) == 2
    sweep(room, MUCH_LATER)

    assert resting(tmp_path) == {f"{dossier}.{KIND}.{replacing['sha256']}"}
    assert fetch(dossier, replacing) == a_plan(2)


def test_what_the_receipt_names_stays_when_a_complement_replaces_it(room: RoomFor, tmp_path: Path) -> None:
    dossier = submitted(room)
    first = room().document(dossier, KIND)
    tell(room, News(dossier).complement_requested(KIND))
    attach(room, dossier, KIND, a_plan(1))

    sweep(room, MUCH_LATER)

    assert fetch(dossier, first) == PLAN.read_bytes()
    assert fetch(dossier, room().document(dossier, KIND)) == a_plan(1)
    assert archive.documents().get(room().receipt(dossier)["sha256"])


def test_a_paper_that_somebody_sends_back_as_a_document_is_not_swept_with_it(room: RoomFor) -> None:
    receipt = room().receipt(submitted(room))["sha256"]
    draft = a_draft(room)
    attach(room, draft, KIND, archive.documents().get(receipt))
    attach(room, draft, KIND, a_plan(1))

    sweep(room, MUCH_LATER)

    assert archive.documents().get(receipt).startswith(b"%PDF-")


def test_a_refused_document_does_not_rest_and_counts_for_nothing(room: RoomFor, tmp_path: Path, engine: sa.Engine) -> None:
    dossier = a_draft(room)
    with pytest.raises(DocumentRefused):
        attach(room, dossier, KIND, b"%PDF-1.7 and then nothing")

    assert resting(tmp_path) == set()
    assert held(engine, dossier).file == Amount()
    assert attach(room, dossier, KIND, a_plan(1))["pages"] == 1
    sweep(room, MUCH_LATER)
    assert rows(engine) == [(dossier, KIND, "attached")]


def test_a_draft_that_is_taken_back_keeps_its_documents_for_a_day_only(room: RoomFor, tmp_path: Path) -> None:
    dossier = a_complete_draft(room)

    assert room().withdraw_dossier(dossier)["documents"] == []

    sweep(room, LATER)
    assert len(resting(tmp_path)) == len(needed())
    sweep(room, MUCH_LATER)
    assert resting(tmp_path) == set()


def test_a_file_that_is_taken_back_after_it_was_handed_in_keeps_everything(room: RoomFor, tmp_path: Path) -> None:
    dossier = submitted(room)
    room().withdraw_dossier(dossier)

    sweep(room, MUCH_LATER)

    assert len(resting(tmp_path)) == len(needed())


def test_what_arrived_and_was_never_asked_for_goes_after_a_day(room: RoomFor, tmp_path: Path) -> None:
    """The gateway died between storing and attaching, or half-way through receiving."""
    dossier = a_draft(room)
    send(dossier, KIND, a_plan(1))
    (tmp_path / "incoming").mkdir(exist_ok=True)
    (tmp_path / "incoming" / "half-a-document#1").write_bytes(b"%PDF-")

    sweep(room, TODAY + timedelta(hours=23))
    assert len(resting(tmp_path)) == 2
    sweep(room, TODAY + timedelta(hours=25))

    assert resting(tmp_path) == set()


def test_what_was_entered_and_taken_in_by_a_room_that_died_goes_after_a_day(room: RoomFor, engine: sa.Engine, tmp_path: Path) -> None:
    dossier = a_draft(room)
    upload = entered(engine, dossier, a_plan(1))
    archive.uploads().take_in(f"{dossier}.{KIND}.{upload.sha256}")

    sweep(room, MUCH_LATER)

    assert (resting(tmp_path), rows(engine)) == (set(), [])


def test_a_sweep_that_died_half_way_is_ended_by_the_next_one(room: RoomFor, engine: sa.Engine, tmp_path: Path) -> None:
    dossier = a_draft(room)
    upload = entered(engine, dossier, a_plan(1))
    archive.uploads().take_in(f"{dossier}.{KIND}.{upload.sha256}")
    with engine.begin() as connection:
        uploads.doom(connection, MUCH_LATER)

    with pytest.raises(UploadGone):  # neither attached nor lost in silence
        attach(room, dossier, KIND, a_plan(1))
    sweep(room, NOW)

    assert rows(engine) == []
    assert fetch(dossier, attach(room, dossier, KIND, a_plan(1))) == a_plan(1)


def test_what_was_swept_before_it_could_be_attached_is_asked_for_again(room: RoomFor, engine: sa.Engine) -> None:
    dossier = a_draft(room)
    sha256 = send(dossier, KIND, a_plan(1))
    sweep(room, TODAY + timedelta(hours=25))

    with pytest.raises(UploadGone):
        room().attach_document(dossier, KIND, sha256, len(a_plan(1)), PDF)

    assert room().dossier(dossier)["documents"] == []


def test_the_same_bytes_of_two_files_are_kept_apart(room: RoomFor) -> None:
    kept, given_up = a_draft(room), a_draft(room)
    document = attach(room, kept, KIND, a_plan(1))
    attach(room, given_up, KIND, a_plan(1))
    room().withdraw_dossier(given_up)

    sweep(room, MUCH_LATER)

    assert fetch(kept, document) == a_plan(1)


def test_a_repeated_upload_changes_nothing(room: RoomFor, engine: sa.Engine) -> None:
    dossier = a_draft(room)
    for _ in range(2):
        document = attach(room, dossier, KIND, a_plan(1))
    send(dossier, KIND, a_plan(1))

    sweep(room, MUCH_LATER)

    assert fetch(dossier, document) == a_plan(1)
    assert rows(engine) == [(dossier, KIND, "attached")]


def test_a_file_is_refused_more_than_it_may_hold_before_a_byte_is_stored(room: RoomFor, tmp_path: Path) -> None:
    dossier, size = a_draft(room), len(a_plan(1))
    os.environ["FILE_BYTES"] = str(2 * size)
    forget_settings()
    try:
        attach(room, dossier, KIND, a_plan(1))
        room().attaching(dossier, size)
        with pytest.raises(QuotaExceeded) as refusal:
            room().attaching(dossier, size + 1)
        with pytest.raises(QuotaExceeded):
            attach(room, dossier, OTHER, a_plan(1) + b"%more")
    finally:
        del os.environ["FILE_BYTES"]
        forget_settings()

    assert [reason.code for reason in refusal.value.reasons] == ["file-holds-too-much"]
    assert len(resting(tmp_path)) == 1


def test_what_is_handed_in_no_longer_counts_for_its_account(room: RoomFor, engine: sa.Engine) -> None:
    draft = a_complete_draft(room)
    other = a_draft(room)
    assert held(engine, other).drafts.documents == len(needed())

    room().submit_dossier(draft)

    assert held(engine, other) == Holding(file=Amount(), drafts=Amount())


SENDERS = 4
ROUNDS = 8
A_MOMENT = timedelta(milliseconds=30)


def test_while_a_sweep_runs_each_document_is_attached_or_asked_for_again(engine: sa.Engine, tmp_path: Path) -> None:
    """Senders attach and replace while sweepers take whatever nothing has named for a moment, in place of a day."""
    os.environ["DOCUMENTS_URL"] = tmp_path.as_uri()
    forget_settings()
    dossiers = [a_stored_draft(engine) for _ in range(SENDERS)]
    start, ended = Barrier(SENDERS + 2), Event()

    def send_and_replace(dossier: str) -> None:
        start.wait()
        for number in range(ROUNDS):
            try_to_attach(engine, dossier, b"%%PDF-%d" % (number % 3), datetime.now(UTC))
            assert named(engine, dossier) <= resting(tmp_path)

    def sweep_all_the_time() -> None:
        start.wait()
        while not ended.is_set():
            sweep_before(engine, datetime.now(UTC) - A_MOMENT)

    with ThreadPoolExecutor(SENDERS + 2) as crowd:
        sweepers = [crowd.submit(sweep_all_the_time) for _ in range(2)]
        senders = [crowd.submit(send_and_replace, each) for each in dossiers]
        refusals = [each.exception(timeout=60) for each in senders]
        ended.set()
        refusals += [each.exception(timeout=60) for each in sweepers]

    assert refusals == [None] * (SENDERS + 2)
    sweep_before(engine, datetime.now(UTC) + A_MOMENT)
    assert resting(tmp_path) == named(engine)


Move = tuple[str, int]
MOVES = st.lists(
    st.tuples(st.sampled_from(["attach", "replace", "die", "withdraw", "sweep", "die sweeping"]), st.integers(0, 2)), max_size=12
)


@tried(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_whatever_happens_in_whatever_order_what_rests_in_the_end_is_what_is_named(
    engine: sa.Engine, tmp_path: Path, moves: list[Move]
) -> None:
    os.environ["DOCUMENTS_URL"] = tmp_path.as_uri()
    forget_settings()
    dossiers, now = [a_stored_draft(engine) for _ in range(2)], datetime.now(UTC)  # files are as old as the machine's clock says

    for move, number in moves:
        dossier, now = dossiers[number % 2], now + timedelta(hours=9)
        match move:
            case "attach" | "replace":
                try_to_attach(engine, dossier, b"%%PDF-%d" % number, now)
            case "die":
                with suppress(UploadGone):  # while it is being swept
                    upload = entered(engine, dossier, b"%%PDF-%d" % number, now)
                    archive.uploads().take_in(f"{dossier}.{KIND}.{upload.sha256}")
            case "withdraw":
                take_back(engine, dossier, now)
            case "sweep":
                sweep_before(engine, now - timedelta(days=1))
            case _:
                with engine.begin() as connection:
                    uploads.doom(connection, now - timedelta(days=1))
        assert named(engine) <= resting(tmp_path)

    sweep_before(engine, now + timedelta(days=1))
    assert resting(tmp_path) == named(engine)


def a_stored_draft(engine: sa.Engine) -> str:
    """Keep a draft."""
    draft = Dossier.draft(PROCEDURE, COMMUNE, Filers(applicant=OWNER, filed_by="architect", author=AUTHOR), NOW)
    with engine.begin() as connection:
        store.add(connection, draft)
    return draft.id


def entered(engine: sa.Engine, dossier: str, content: bytes, now: datetime = NOW) -> uploads.Upload:
    """Let a document arrive and be entered, and nothing more."""
    upload = uploads.Upload(dossier, KIND, send(dossier, KIND, content))
    with Transactions(engine).apart() as connection:
        uploads.enter(connection, store.load(connection, dossier), upload, (len(content), "architect", now))
    return upload


def try_to_attach(engine: sa.Engine, dossier: str, content: bytes, now: datetime) -> None:
    """Do with a document what the room does, but for looking into it; who is told to send it again does not."""
    try:
        upload = entered(engine, dossier, content, now)
        archive.uploads().take_in(f"{dossier}.{KIND}.{upload.sha256}")
        document = Document(kind=KIND, sha256=upload.sha256, size=len(content), media_type=PDF, attached_at=now)
        with engine.begin() as connection:
            file = store.load_bare(connection, dossier)
            file.attach(document, PROCEDURE)
            uploads.attach(connection, file, document)
    except (NoSuchDocument, UploadGone, MoveNotAllowed):
        return


def take_back(engine: sa.Engine, dossier: str, now: datetime) -> None:
    """Take a draft back, once."""
    with engine.begin() as connection:
        file = store.load_locked(connection, dossier)
        if not file.is_over:
            file.withdraw(now)
            store.save(connection, file)
            store.detach_all(connection, file)
            uploads.release(connection, file, now)


def sweep_before(engine: sa.Engine, before: datetime) -> None:
    """Do what the room does in a sweep."""
    archive.uploads().forget_unfinished(before)
    with engine.begin() as connection:
        uploads.doom(connection, before)
    with Transactions(engine).apart() as connection:
        for upload in uploads.doomed(connection):
            archive.uploads().forget(f"{upload.dossier}.{upload.kind}.{upload.sha256}")
            uploads.delete(connection, upload)


def named(engine: sa.Engine, dossier: str = "") -> set[str]:
    """Name what files name, or one of them."""
    query = sa.text("select dossier || '.' || kind || '.' || sha256 from documents where dossier like :dossier")
    with engine.connect() as connection:
        return set(connection.execute(query, {"dossier": dossier or "%"}).scalars())


def rows(engine: sa.Engine) -> list[tuple[str, str, str]]:
    """List what is entered, and its state."""
    with engine.connect() as connection:
        return [(row.dossier, row.kind, row.state) for row in connection.execute(sa.text("select dossier, kind, state from uploads"))]


def held(engine: sa.Engine, dossier: str) -> Holding:
    """Tell how much a file and its account hold."""
    with engine.connect() as connection:
        return uploads.held(connection, store.load(connection, dossier))
