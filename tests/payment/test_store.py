"""Payment's database: what is written comes back exactly, and the database itself refuses a second settlement."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from chassis import parties
from chassis.database import Connection
from contracts.calls.payment import PaymentMethod
from contracts.payment import Moment
from contracts.refusals import ChangedMeanwhile, NotFound
from services.payment.domain.refusals import DeskReceiptAlreadyUsed
from services.payment.domain.settlement import Reception, receive
from services.payment.store import bases, orders, payments
from services.payment.store.payments import Heard
from services.payment.store.tables import incoming, metadata
from tests.payment.makers import (
    FILE,
    LATER,
    NOW,
    TAROUDANNT,
    a_base,
    a_complement,
    a_decision,
    a_line,
    a_payment,
    a_submission,
    a_withdrawal,
    a_word,
    an_order,
)


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[Connection]:
    """One transaction, rolled back."""
    with database.connect() as connection:
        yield connection


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_the_migrations_make_the_tables_that_the_code_knows(connection: Connection) -> None:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": lambda name, *_: name != "alembic_payment"}
    )

    assert compare_metadata(context, metadata) == []


def test_a_base_comes_back_with_all_that_was_learnt(connection: Connection) -> None:
    base = a_base()
    base.learn_complement(a_complement())
    base.learn_decision(a_decision(complemented_at=NOW, decided_at=LATER))
    base.learn_withdrawal(a_withdrawal())

    parties.keep(connection, base.dossier, base.parties, NOW)
    bases.obtain(connection, FILE)
    bases.save(connection, base)

    assert bases.load(connection, "dossier-1") == bases.obtain(connection, FILE) == base


def test_the_first_fact_of_a_file_makes_its_base_and_a_later_one_finds_it(connection: Connection) -> None:
    base = bases.obtain(connection, a_decision())
    base.learn_decision(a_decision())
    bases.save(connection, base)

    assert bases.obtain(connection, a_submission()) == base


def test_a_file_that_was_not_handed_in_yet_has_nothing_to_show(connection: Connection) -> None:
    bases.obtain(connection, a_decision())

    for dossier in ("dossier-1", "dossier-2"):
        with pytest.raises(NotFound):
            bases.load(connection, dossier)


def test_an_order_comes_back_line_by_line(connection: Connection) -> None:
    order = an_order(a_line("4575.00"), a_line("657.01", "urban-agency"))
    orders.add_order(connection, order)

    assert orders.find_orders_of(connection, "dossier-1") == orders.lock_orders_of(connection, "dossier-1") == [order]
    assert orders.load_order(connection, order.id) == orders.lock_order(connection, order.id) == order


def test_a_file_has_one_order_for_each_moment(connection: Connection) -> None:
    for due in (Moment.DECISION, Moment.REQUEST):
        orders.add_order(connection, an_order(due=due))

    assert orders.find_moments_of(connection, "dossier-1") == {Moment.REQUEST, Moment.DECISION}
    assert [order.due for order in orders.find_orders_of(connection, "dossier-1")] == [Moment.REQUEST, Moment.DECISION]
    with pytest.raises(sa.exc.IntegrityError, match="uq_orders_dossier_due"):
        orders.add_order(connection, an_order(due=Moment.REQUEST))


def test_an_order_changed_meanwhile_is_not_overwritten(connection: Connection) -> None:
    order = an_order()
    orders.add_order(connection, order)
    mine, yours = orders.load_order(connection, order.id), orders.load_order(connection, order.id)
    mine.cancel(NOW)
    orders.save_order(connection, mine)

    yours.settle(PaymentMethod.CARD, NOW)

    with pytest.raises(ChangedMeanwhile):
        orders.save_order(connection, yours)


def test_an_unknown_order_or_payment_is_refused(connection: Connection) -> None:
    for question in (orders.load_order, orders.lock_order, payments.load_payment, payments.lock_payment):
        with pytest.raises(NotFound):
            question(connection, "nothing")


def test_a_payment_comes_back_as_it_ended(connection: Connection) -> None:
    order = an_order()
    payment = a_payment(order)
    orders.add_order(connection, order)
    payments.add_payment(connection, payment)

    receive(order, payment, a_word(payment), NOW)
    payments.save_payment(connection, payment)

    assert payments.load_payment(connection, payment.id) == payment
    assert payments.find_payments_of(connection, order.id) == [payment]
    assert payments.find_order_paid_by(connection, payment.reference) == order.id


def test_the_database_itself_refuses_a_second_accepted_payment(connection: Connection) -> None:
    order = an_order()
    orders.add_order(connection, order)
    first, second = a_payment(order), a_payment(order)
    for payment in (first, second):
        payments.add_payment(connection, payment)
        payment.accept("bank-1", NOW)
    payments.save_payment(connection, first)

    with pytest.raises(sa.exc.IntegrityError, match="uq_payments_accepted_once"):
        payments.save_payment(connection, second)


def test_a_desk_receipt_serves_once_in_its_commune(connection: Connection) -> None:
    order = an_order()
    orders.add_order(connection, order)
    first, second, elsewhere = (a_payment(order, PaymentMethod.COUNTER) for _ in range(3))
    for payment in (first, second, elsewhere):
        payments.add_payment(connection, payment)
        payment.accept("R-17", NOW)
    payments.keep_desk_receipt(connection, TAROUDANNT, first, "treasurer")

    payments.keep_desk_receipt(connection, "06.141.01.01", elsewhere, "treasurer")

    with pytest.raises(DeskReceiptAlreadyUsed):
        payments.keep_desk_receipt(connection, TAROUDANNT, second, "treasurer")


def test_only_old_attempts_of_the_method_are_unfinished(connection: Connection) -> None:
    order = an_order()
    orders.add_order(connection, order)
    card, desk, ended = a_payment(order), a_payment(order, PaymentMethod.COUNTER), a_payment(order)
    ended.abandon(NOW)
    for payment in (card, desk, ended):
        payments.add_payment(connection, payment)

    later = NOW + timedelta(minutes=90)

    assert payments.find_unfinished(connection, PaymentMethod.CARD, later) == [card]
    assert payments.find_unfinished(connection, PaymentMethod.CARD, NOW) == []


def test_a_notification_is_kept_word_for_word_whatever_it_holds(connection: Connection) -> None:
    fields = {"oid": "nothing", "ErrMsg": "a\x00b \ud800 é\n"}

    heard = Heard(provider="cmi", fields=fields, payment=None, reception=Reception.UNKNOWN_PAYMENT, answer="FAILURE")
    payments.keep_incoming(connection, heard, NOW)

    kept = connection.execute(sa.select(sa.cast(incoming.c.fields, sa.Text), incoming.c.reception)).one()
    assert kept == ('{"oid": "nothing", "ErrMsg": "a\\u0000b \\ud800 \\u00e9\\n"}', "unknown-payment")
