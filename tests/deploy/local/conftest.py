"""The servers of the tests, as the local platform sees them."""

import pytest

from deploy.local.folder import RunFolder
from deploy.local.platform import start_postgres_only


@pytest.fixture(scope="session")
def run_folder(servers: RunFolder) -> RunFolder:
    """Give the run folder whose servers these tests use."""
    return servers


@pytest.fixture(scope="session")
def admin_url(run_folder: RunFolder) -> str:
    """Give the administrator's address of a running PostgreSQL."""
    return start_postgres_only(run_folder)
