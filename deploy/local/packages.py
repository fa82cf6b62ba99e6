"""
Packages of the distribution that the platform needs: installed through apt when missing, as root or through sudo.

Standard library alone: the Makefile runs this before the virtual environment exists.
The distribution's own services are neither started nor enabled: the platform starts its private servers.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROOF = {
    "rabbitmq-server": Path("/usr/lib/rabbitmq/bin/rabbitmq-server"),
    "poppler-utils": Path("/usr/bin/pdfsig"),
    "openssl": Path("/usr/bin/openssl"),
}
"""Package -> the file that shows that it is installed."""

# Debian's convention: while /usr/sbin/policy-rc.d answers 101, installing a package starts no service.
INSTALL = """
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends "$@"
case " $* " in
    *" rabbitmq-server "*)
        if command -v systemctl > /dev/null; then
            systemctl disable rabbitmq-server.service epmd.service epmd.socket > /dev/null 2>&1 || true
        fi ;;
esac
"""


def missing(packages: tuple[str, ...]) -> list[str]:
    """Tell which of these packages are not installed."""
    return [package for package in packages if not _is_installed(package)]


def install(packages: list[str]) -> None:
    """Install packages through apt; exit with a clear message when that cannot be done."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        sys.exit(f"rokhas: this machine lacks {names} and has no apt-get: install them by its own means, then start again")
    if os.geteuid() != 0 and not shutil.which("sudo"):
        sys.exit(f"rokhas: this machine lacks {names}, you are not root and there is no sudo: ask for `apt-get install {names}`")
    sys.stdout.write(f"rokhas: installing from the distribution: {names}\n")
    sys.stdout.flush()
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    if subprocess.run([*prefix, "sh", "-c", INSTALL, "sh", *packages]).returncode != 0:
        sys.exit(f"rokhas: apt-get could not install {names}: see its messages above")


def _is_installed(package: str) -> bool:
    proof = PROOF.get(package)
    if proof:
        return proof.exists()
    return subprocess.run(["dpkg", "-s", package], capture_output=True).returncode == 0


if __name__ == "__main__":
    wanted = missing(tuple(sys.argv[1:]))
    if wanted:
        install(wanted)
