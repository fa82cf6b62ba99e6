"""The rules of messages, without any machine."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.calls.notification import MessageState
from contracts.parties import Parties
from services.notification.domain.dossier import Dossier
from services.notification.domain.message import LEASE, LONGEST_DELAY, MOVES, PATIENCE, Message, delay_after
from services.notification.domain.refusals import MessageMoveNotAllowed
from tests.files import parties
from tests.notification.makers import NOW, a_message, a_submission


def test_a_message_is_claimed_for_a_lease_then_confirmed() -> None:
    claimed = a_message().claim(NOW)

    sent = claimed.confirm(NOW)

    assert (claimed.state, claimed.attempts, claimed.due_at) == (MessageState.SENDING, 1, NOW + LEASE)
    assert (sent.state, sent.sent_at) == (MessageState.SENT, NOW)


def test_a_message_left_in_sending_can_be_claimed_again() -> None:
    claimed_again = a_message().claim(NOW).claim(NOW + LEASE)

    assert claimed_again.attempts == 2
    assert set(MOVES.before("claim")) == {MessageState.QUEUED, MessageState.SENDING}


def test_a_postponed_message_waits_longer_each_time_but_never_more_than_an_hour() -> None:
    delays = [delay_after(attempts) for attempts in range(1, 40)]

    assert [delay.total_seconds() for delay in delays[:4]] == [2, 4, 8, 16]
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY


def test_a_message_that_nobody_takes_for_five_days_fails_with_the_last_reason() -> None:
    claimed = a_message().claim(NOW + PATIENCE)

    failed = claimed.postpone("server lost", NOW + PATIENCE)

    assert (failed.state, failed.failure) == (MessageState.FAILED, "server lost")


@given(some.lists(some.sampled_from(["claim", "confirm", "postpone", "give-up"]), max_size=12))
def test_a_message_that_was_sent_is_never_sent_again(moves: list[str]) -> None:
    message, confirmed = a_message(), 0

    for move in moves:
        try:
            message = play(message, move)
        except MessageMoveNotAllowed:
            continue
        confirmed += move == "confirm"

    assert confirmed <= 1
    assert (message.state is MessageState.SENT) == bool(confirmed)


def play(message: Message, move: str) -> Message:
    """Try one move."""
    match move:
        case "claim":
            return message.claim(NOW)
        case "confirm":
            return message.confirm(NOW)
        case "postpone":
            return message.postpone("away", NOW + timedelta(seconds=1))
    return message.give_up("no such person")


@pytest.mark.parametrize(
    ("those", "told"),
    [(parties(), ("owner", "architect")), (parties(filed_by="owner"), ("owner",)), (parties(left_at=NOW), ("owner",))],
)
def test_who_takes_part_is_told_each_once_and_who_has_left_no_longer(those: Parties, told: tuple[str, ...]) -> None:
    dossier = Dossier.announced_by(a_submission(parties=those))

    assert dossier.readers() == told
