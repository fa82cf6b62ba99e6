"""An image holds what its service imports, and nothing that its duty forbids. Images themselves are built by `make image`."""

import subprocess

import pytest

from tests.deploy.program import OURS, ROOT, SERVICES, entry_modules, file_of, locked, modules_behind, packages_behind

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
ENTRY = ROOT / "deploy" / "image" / "rokhas"
COPIED = {"contracts", "chassis", "catalogue", "press", "texts"}
VERBS = dict.fromkeys(SERVICES, ("serve", "relay", "migrate", "declare")) | {
    "signature": ("serve", "relay", "migrate", "declare", "signer"),
    "gateway": ("serve", "relay", "migrate"),
}
WEB = {"flask", "flask-smorest", "granian"}


def entries(room: str) -> list[str]:
    return [module for verb in VERBS[room] for module in entry_modules(room, verb)]


@pytest.mark.parametrize("room", sorted(VERBS))
def test_an_image_installs_every_package_that_its_code_imports(room: str) -> None:
    missing = {package for package, names in packages_behind(*entries(room)).items() if not names & locked(room)}

    assert missing == set()


@pytest.mark.parametrize("room", sorted(VERBS))
def test_an_image_holds_every_module_that_its_code_imports(room: str) -> None:
    own = "gateway" if room == "gateway" else f"services.{room}"

    strangers = {name for name in modules_behind(*entries(room)) if name.partition(".")[0] not in COPIED and not name.startswith(own)}

    assert strangers - {"services"} == set()


def test_the_simulators_install_every_package_that_they_import() -> None:
    programs = [name for name in ("simulators.card_provider.__main__", "simulators.mailbox.__main__") if file_of(name)]

    missing = {package for package, names in packages_behind(*programs).items() if not names & locked("simulators")}

    assert len(programs) == 2
    assert missing == set()


@pytest.mark.parametrize("room", SERVICES)
def test_no_service_installs_a_web_framework(room: str) -> None:
    assert locked(room) & WEB == set()


def test_every_package_of_an_image_is_locked_by_its_hash() -> None:
    assert "--require-hashes" in DOCKERFILE
    for room in VERBS:
        text = (ROOT / "requirements" / f"{room}.txt").read_text("utf-8")
        assert text.count("--hash=sha256:") >= len(locked(room)) > 20


def test_an_image_runs_as_an_ordinary_user() -> None:
    assert "\nUSER 10001:10001\n" in DOCKERFILE


def test_an_image_copies_what_the_checks_count_on() -> None:
    copied = {line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("COPY") and "--from" not in line}

    assert copied == {*COPIED, "${ROOM}", "requirements/${SERVICE}.txt", "deploy/image/rokhas"}
    assert set(OURS) >= COPIED


@pytest.mark.parametrize("script", ["deploy/image/rokhas", "deploy/image/build.sh", "deploy/image/base.sh", "deploy/compose/databases.sh"])
def test_a_shell_can_read_every_script(script: str) -> None:
    subprocess.run(["sh", "-n", str(ROOT / script)], check=True)


def test_the_builder_refuses_a_service_that_does_not_exist() -> None:
    refused = subprocess.run(["sh", str(ROOT / "deploy/image/build.sh"), "tax-office"], capture_output=True, text=True, check=False)

    assert refused.returncode == 64
    assert "no service is called 'tax-office'" in refused.stderr


def test_the_entry_runs_an_unknown_word_as_a_command() -> None:
    environment = {"SERVICE": "filing", "PATH": "/usr/bin:/bin"}

    done = subprocess.run(["sh", str(ENTRY), "echo", "here"], capture_output=True, text=True, check=True, env=environment)

    assert done.stdout == "here\n"
