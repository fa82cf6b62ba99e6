"""A procedure that nobody has published yet, with what none of the published ones has: fees at the request and at the decision."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from catalogue import procedures

PUBLISHED = procedures.SHELF / "building-permit-small" / "2026-02.yaml"

STUDIED = """
code: studied-permit
version: 2026-01
charges:
  - {schedule: planning-information-note, due: request, holds: study}
  - {schedule: building-permit, due: decision, holds: signature}
"""
"""A small building permit of which the study is paid, too."""


@contextmanager
def drafted(folder: Path, parts: str = STUDIED) -> Iterator[str]:
    """
    Give the reference of a procedure that differs from the small building permit by `parts` (YAML), as if it were published.

    The catalogue has one shelf, and rightly no door for others: so its one way in is replaced.
    """
    known, changes = procedures.by_ref, yaml.safe_load(parts)
    path = folder / changes["code"] / f"{changes['version']}.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(yaml.safe_load(PUBLISHED.read_text()) | changes, allow_unicode=True))
    draft = procedures.draft(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(procedures, "by_ref", lambda ref: draft if ref == draft.ref else known(ref))
        yield draft.ref
