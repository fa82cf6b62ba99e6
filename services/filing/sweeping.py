"""
What is done by the way: what was sent and is named by nothing is removed after its time (refused, replaced, abandoned: ADR 0020), and files
that another release has written are made to be found by words (ADR 0036).
"""

from chassis.log import log
from chassis.room import Room
from chassis.scheduler import every
from services.filing import archive, store
from services.filing.settings import settings
from services.filing.store import uploads

FILES_AT_ONCE = 500
"""Files that are made to be found in one transaction."""


class Sweeping(Room):
    """Sweep the uploads, and the files that no words find."""

    @every(seconds=300)
    def sweep_uploads(self) -> None:
        """
        Remove what nothing has named for a day: choose it, delete its bytes, then forget it.

        What is on its way goes first: whoever is later than that finds nothing to attach, and asks for it again.
        """
        before = self.clock.now() - settings().uploads_kept
        unfinished = archive.forget_unfinished(before)
        with self.db.begin() as connection:
            uploads.doom(connection, before)
        with self.db.apart() as connection:
            doomed = uploads.doomed(connection)
            for upload in doomed:
                archive.forget(upload)
                uploads.delete(connection, upload)
        if unfinished or doomed:
            log.info("uploads-swept", unfinished=unfinished, swept=len(doomed))

    @every(seconds=30)
    def let_files_be_found(self) -> None:
        """Write down by which words files are found that who wrote them knew nothing of: those of the release before."""
        written = FILES_AT_ONCE
        while written == FILES_AT_ONCE:
            with self.db.begin() as connection:
                written = store.make_searchable(connection, FILES_AT_ONCE)
