"""Accounts, refresh tokens and allowances on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chassis.clock import SystemClock
from chassis.receipts import KEYS_ARE_REMEMBERED
from chassis.tables import chassis_metadata, outbox, receipts
from contracts.people import Grant, Role
from contracts.refusals import ChangedMeanwhile, IdempotencyKeyReused
from gateway.api.views import errand_for
from gateway.auth import family_store, store
from gateway.auth.accounts import Accounts, keep
from gateway.auth.allowances import Allowance, forget_idle, take
from gateway.auth.domain import AccountStatus
from gateway.auth.families import hash_of, new_token
from gateway.auth.places import level_of
from gateway.auth.refusals import AccountNotFound, EmailTaken, RefreshTokenRefused
from gateway.auth.tables import allowances, families, metadata, refresh_tokens
from tests.gateway.makers import NOON, QUICK, TANGER, TAROUDANNT, a_registration, an_account

REVIEWER = Grant(role=Role.REVIEWER, territory="09.541", body="province", until=NOON.date())


@pytest.fixture
def accounts(database: sa.Engine) -> Accounts:
    """The accounts of a new database."""
    return Accounts(engine=database, passwords=QUICK, clock=SystemClock(), level_of=level_of)


def test_an_account_comes_back_as_it_was_kept(database: sa.Engine) -> None:
    account = an_account(REVIEWER, Grant(role=Role.CLERK, territory="09.541"))

    with database.begin() as connection:
        store.add(connection, account)

    with database.connect() as connection:
        assert store.load(connection, account.id) == account
        assert store.find_by_email(connection, " FATIMA@exemple.ma") == account


def test_nobody_else_opens_an_account_with_the_same_e_mail(database: sa.Engine) -> None:
    with database.begin() as connection:
        store.add(connection, an_account())

        with pytest.raises(EmailTaken):
            store.add(connection, an_account(id="account-2"))


def test_an_unknown_account_is_refused(database: sa.Engine) -> None:
    with database.connect() as connection, pytest.raises(AccountNotFound):
        store.load(connection, "nobody")


def test_two_administrators_do_not_overwrite_each_other(database: sa.Engine) -> None:
    account = an_account()
    with database.begin() as connection:
        store.add(connection, account)
        store.save(connection, replace(account, full_name="First"))

        with pytest.raises(ChangedMeanwhile):
            store.save(connection, replace(account, full_name="Second"))


def test_a_list_goes_on_where_the_page_before_ended(database: sa.Engine) -> None:
    kept = [
        an_account(id=f"account-{n}", email=f"{n}@exemple.ma", national_id=f"JB10000{n}", created_at=NOON + timedelta(minutes=n // 2))
        for n in range(5)
    ]
    with database.begin() as connection:
        for account in kept:
            store.add(connection, account)

    with database.connect() as connection:
        first = store.find_page(connection, 2, None)
        rest = store.find_page(connection, 10, (first[-1].created_at, first[-1].id))

    assert first + rest == kept


def test_accounts_are_found_by_role_and_standing(database: sa.Engine) -> None:
    with database.begin() as connection:
        store.add(connection, an_account())
        store.add(connection, an_account(REVIEWER, id="account-2", email="b@exemple.ma"))
        store.add(connection, an_account(id="account-3", email="c@exemple.ma", national_id="JB3", standing=AccountStatus.CLOSED))

    with database.connect() as connection:
        reviewers = store.find_page(connection, 10, None, role="reviewer")
        closed = store.find_page(connection, 10, None, standing="closed")

    assert ([each.id for each in reviewers], [each.id for each in closed]) == (["account-2"], ["account-3"])


def test_opening_an_account_announces_how_to_reach_the_person(accounts: Accounts, database: sa.Engine) -> None:
    account = accounts.register(a_registration(), Role.APPLICANT)

    with database.connect() as connection:
        announced = connection.execute(sa.select(outbox.c.exchange, outbox.c.subject, outbox.c.body)).one()
    assert (announced.exchange, announced.subject) == ("rokhas.private", account.id)
    assert b'"phone":"+212661234567"' in bytes(announced.body)


def test_the_same_idempotency_key_opens_one_account(accounts: Accounts) -> None:
    errand = errand_for("register", "key-1", {"email": "fatima@exemple.ma"})

    first = accounts.register(a_registration(), Role.APPLICANT, errand)
    second = accounts.register(a_registration(), Role.APPLICANT, errand)

    assert replace(first, password_hash="") == replace(second, password_hash="")
    assert len(accounts.page(10, None)) == 1


def test_old_idempotency_keys_are_forgotten_when_the_next_account_is_opened(accounts: Accounts, database: sa.Engine) -> None:
    accounts.register(a_registration(), Role.APPLICANT, errand_for("register", "old", {"email": "fatima@exemple.ma"}))
    with database.begin() as connection:
        connection.execute(sa.update(receipts).values(done_at=sa.func.now() - KEYS_ARE_REMEMBERED - timedelta(minutes=1)))

    other = a_registration(email="b@exemple.ma", national_id="JB654321")
    accounts.register(other, Role.APPLICANT, errand_for("register", "new", {"email": "b@exemple.ma"}))

    with database.connect() as connection:
        assert connection.execute(sa.select(receipts.c.message_id)).scalars().all() == ["register:new"]


def test_an_idempotency_key_serves_one_request(accounts: Accounts) -> None:
    accounts.register(a_registration(), Role.APPLICANT, errand_for("register", "key-1", {"email": "fatima@exemple.ma"}))

    with pytest.raises(IdempotencyKeyReused):
        accounts.register(a_registration(email="b@exemple.ma"), Role.APPLICANT, errand_for("register", "key-1", {"email": "b@exemple.ma"}))


def test_an_applicant_is_found_by_e_mail_and_national_identifier_together(accounts: Accounts) -> None:
    applicant = accounts.register(a_registration(), Role.APPLICANT)
    accounts.register(a_registration(email="pro@exemple.ma", national_id="JB654321", order_number="CNOA-12"), Role.PROFESSIONAL)

    assert accounts.find_citizen("Fatima@exemple.ma", "jb 123456") == applicant.id
    assert accounts.find_citizen("fatima@exemple.ma", "JB999999") == ""
    assert accounts.find_citizen("pro@exemple.ma", "JB654321") == ""  # not approved yet


def test_new_roles_end_the_sessions_that_had_the_old_ones(accounts: Accounts, database: sa.Engine) -> None:
    official = accounts.open_for_official(a_registration(), [Grant(role=Role.CLERK, territory=TAROUDANNT)])
    token = new_token()
    with database.begin() as connection:
        family_store.begin(connection, official.id, token, NOON)

        changed = keep(connection, official.granted([Grant(role=Role.CLERK, territory=TANGER)], level_of), NOON, "accounts.grant")

    assert changed == accounts.load(official.id)
    with database.begin() as connection:
        assert family_store.load(connection, token).family.revoked_at is not None


def test_no_token_is_kept_in_clear(accounts: Accounts, database: sa.Engine) -> None:
    account, token = accounts.register(a_registration(), Role.APPLICANT), new_token()

    with database.begin() as connection:
        family_store.begin(connection, account.id, token, NOON)

    with database.connect() as connection:
        kept = str(connection.execute(sa.select(refresh_tokens)).all())
    assert token not in kept
    assert hash_of(token) in kept


def test_a_spent_token_knows_whether_its_successor_was_used(accounts: Accounts, database: sa.Engine) -> None:
    account = accounts.register(a_registration(), Role.APPLICANT)
    with database.begin() as connection:
        family_store.begin(connection, account.id, "first", NOON)
        family_store.exchange(connection, family_store.load(connection, "first"), "second", NOON)
        before = family_store.load(connection, "first")
        family_store.exchange(connection, family_store.load(connection, "second"), "third", NOON)
        after = family_store.load(connection, "first")

    assert (before.spent_at, before.successor_spent, after.successor_spent) == (NOON, False, True)


def test_a_token_that_we_never_gave_is_refused(database: sa.Engine) -> None:
    with database.begin() as connection, pytest.raises(RefreshTokenRefused):
        family_store.load(connection, "never given")


def test_a_new_login_sweeps_away_the_families_that_have_ended(accounts: Accounts, database: sa.Engine) -> None:
    account = accounts.register(a_registration(), Role.APPLICANT)
    with database.begin() as connection:
        family_store.begin(connection, account.id, "old", NOON)

        family_store.begin(connection, account.id, "new", NOON + timedelta(days=31))

        assert connection.execute(sa.select(sa.func.count()).select_from(families)).scalar_one() == 1


def test_an_allowance_is_used_up_and_fills_again(database: sa.Engine) -> None:
    allowance = Allowance(burst=2, per_minute=2)
    with database.begin() as connection:
        waits = [take(connection, "somebody", allowance, NOON) for _ in range(3)]
        after_a_while = take(connection, "somebody", allowance, NOON + timedelta(seconds=61))
        somebody_else = take(connection, "somebody else", allowance, NOON)

    assert waits[:2] == [0, 0]
    assert 0 < waits[2] <= 60
    assert (after_a_while, somebody_else) == (0, 0)


def test_insisting_does_not_make_the_wait_longer_than_a_minute(database: sa.Engine) -> None:
    with database.begin() as connection:
        waits = [take(connection, "somebody", Allowance(burst=1, per_minute=1), NOON) for _ in range(50)]

    assert waits[-1] == 60


def test_those_who_insist_do_not_keep_each_other_out(database: sa.Engine) -> None:
    every_two_seconds = Allowance(burst=1, per_minute=30)
    with database.begin() as connection:
        waits = [
            take(connection, "one address", every_two_seconds, NOON + timedelta(seconds=second)) for second in range(20) for _ in range(5)
        ]

    assert waits.count(0) == 10


def test_idle_allowances_are_forgotten(database: sa.Engine) -> None:
    with database.begin() as connection:
        take(connection, "somebody", Allowance(burst=1, per_minute=1), NOON)

        forget_idle(connection, NOON + timedelta(hours=3))

        assert connection.execute(sa.select(sa.func.count()).select_from(allowances)).scalar_one() == 0


def test_the_migrations_make_the_tables_of_the_store(database: sa.Engine) -> None:
    found = sa.inspect(database)

    own = [table for table in metadata.sorted_tables if table.name not in chassis_metadata.tables]
    for table in own:
        assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())
        assert {index["name"] for index in found.get_indexes(table.name)} >= {index.name for index in table.indexes}
