"""A small room for the chassis's own tests, run as a process under the name in SERVICE: it counts, fails on request, and calls itself."""

import os
import sys

from contracts.people import Role
from tests.files import NUMBERED

if __name__ == "__main__":
    from chassis import run  # makes everything imported from here on green

import sqlalchemy as sa

from chassis.announce import announce
from chassis.calls.wire import LARGEST_ANSWER_BYTES
from chassis.reactions import on
from chassis.room import Room
from chassis.rpc import PUBLIC, answer, command, question
from chassis.rpc.service import Service
from chassis.scheduler import every
from chassis.tables import metadata_for
from contracts.filing import ComplementProvided, DossierWithdrawn, PermitPrepared
from contracts.refusals import Conflict

NAME = os.environ.get("SERVICE", "sample")
BEAT_SECONDS = 0.3

metadata = metadata_for("sample")
counts = sa.Table("counts", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Integer, nullable=False))
beats = sa.Table("beats", metadata, sa.Column("at", sa.DateTime(timezone=True), nullable=False))


class NotYet(Conflict):
    """Something must come first."""

    code = "sample-not-yet"


class Sample(Room):
    """Count what happens."""

    name = NAME
    again = Service(NAME, timeout=5)
    nobody = Service("nobody", timeout=1)

    @on(ComplementProvided)
    def count_complement(self, event: ComplementProvided) -> None:
        """Count a complement, in one transaction with its receipt."""
        with self.db.begin() as connection:
            add_one(connection, f"complement:{event.dossier}")

    @on(DossierWithdrawn)
    def count_withdrawal(self, event: DossierWithdrawn) -> None:
        """Fail until the file's complement has been counted."""
        with self.db.begin() as connection:
            if count_of(connection, f"complement:{event.dossier}") == 0:
                raise NotYet
            add_one(connection, f"withdrawal:{event.dossier}")

    @on(PermitPrepared)
    def count_permit(self, event: PermitPrepared) -> None:
        """Count a permit."""
        with self.db.begin() as connection:
            add_one(connection, f"permit:{event.dossier}")

    @every(seconds=BEAT_SECONDS)
    def beat(self) -> None:
        """Write down when."""
        with self.db.begin() as connection:
            connection.execute(sa.insert(beats).values(at=sa.func.now()))

    @command(Role.CLERK, about=("name",))
    def count(self, name: str) -> dict[str, int]:
        """Count a name, announce it, and answer how often it was counted."""
        with self.db.begin() as connection:
            add_one(connection, name)
            announce(
                connection, ComplementProvided(**NUMBERED, dossier=name, commune="09.541.01.13", declared={}, provided_at=self.clock.now())
            )
            return answer(connection, {"value": count_of(connection, name)})

    @question(PUBLIC)
    def value(self, name: str) -> int:
        """Tell how often a name was counted."""
        with self.db.read() as connection:
            return count_of(connection, name)

    @question(Role.CLERK, Role.AUDITOR)
    def who(self) -> str:
        """Tell who is asking."""
        account: str = self.caller.account
        return account

    @question(Role.CLERK)
    def who_through_another(self) -> str:
        """Ask another service (this one) on behalf of the caller."""
        return str(self.again.who())

    @question(Role.CLERK)
    def silence(self) -> str:
        """Ask a service that nobody has deployed."""
        return str(self.nobody.who())

    @question(Role.CLERK)
    def refuse(self, name: str) -> None:
        """Refuse, saying what."""
        raise NotYet(name=name)

    @question(Role.CLERK)
    def fail(self, dossier_id: str = "") -> None:
        """Fail in a way that nobody foresaw."""
        raise RuntimeError("secret of the house")

    @question(Role.CLERK)
    def unwritable(self) -> object:
        """Answer what JSON cannot say."""
        return object()

    @question(Role.CLERK)
    def half_a_letter(self) -> str:
        """Answer what UTF-8 cannot say."""
        return "\ud83d"

    @question(Role.CLERK)
    def enormous(self) -> str:
        """Answer more than brokers take."""
        return "x" * LARGEST_ANSWER_BYTES


def add_one(connection: sa.Connection, name: str) -> None:
    """Count `name` once more."""
    connection.execute(
        sa.text("insert into counts values (:name, 1) on conflict (name) do update set value = counts.value + 1"), {"name": name}
    )


def count_of(connection: sa.Connection, name: str) -> int:
    """Tell the count of `name`."""
    return connection.execute(sa.select(counts.c.value).where(counts.c.name == name)).scalar() or 0


if __name__ == "__main__":
    sys.modules[f"services.{NAME}.service"] = sys.modules["__main__"]
    run.main(NAME)
