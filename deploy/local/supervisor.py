"""
The supervisor: starts what dies again, as Kubernetes does; one `supervisord` per run folder, spoken to on a loopback port.

Nothing starts by itself: `up` starts the servers first, then what needs them.
"""

import os
import pwd
import subprocess
import sys
import xmlrpc.client
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import Faults

from deploy.local.folder import CHECKOUT, RunFolder, write_private
from deploy.local.refusals import CannotRun
from deploy.local.waiting import wait_until

RUNNING = "RUNNING"
OVER = ("STOPPED", "EXITED", "FATAL", "UNKNOWN")
ALREADY = (Faults.ALREADY_STARTED, Faults.NOT_RUNNING)  # it started or ended by itself meanwhile
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PRIVATE = 0o077  # umask: letters, documents and logs are for the user alone who started the platform


@dataclass(frozen=True, kw_only=True)
class Program:
    """One supervised process: its command, its environment (nothing is inherited from the caller), who runs it."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    account: str | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 10
    priority: int = 100

    def section(self, folder: RunFolder) -> str:
        """Write the program's part of supervisor's configuration."""
        lines = {
            "command": " ".join(_quoted(word) for word in self.command),
            "directory": str(CHECKOUT) if self.account is None else "/",
            "environment": ",".join(f"{name}={_quoted(value)}" for name, value in self.environment.items()),
            "priority": self.priority,
            "autostart": "false",
            "autorestart": "true",
            "startsecs": 1,
            "startretries": 1_000_000,
            "stopsignal": self.stop_signal,
            "stopwaitsecs": self.stop_seconds,
            "stopasgroup": "true",
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": folder.logs / f"{self.name}.log",
            "stdout_logfile_maxbytes": "20MB",
            "stdout_logfile_backups": 1,
        }
        if self.account:
            lines["user"] = self.account
        return f"[program:{self.name}]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())


@dataclass(frozen=True)
class Supervisor:
    """One run folder's supervisor."""

    folder: RunFolder
    port: int
    password: str

    def is_running(self) -> bool:
        """Tell whether it answers."""
        try:
            self._ask("getState")
        except (OSError, xmlrpc.client.ProtocolError):
            return False
        return True

    def start(self, programs: Iterable[Program]) -> None:
        """Run the supervisor with these programs; a running one learns what changed and stops what is gone."""
        configuration = self._write(programs)
        if self.is_running():
            self._update()
            return
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)]
        environment = {"PATH": PATH, "LANG": "C.UTF-8", "HOME": str(self.folder.path)}
        done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, umask=PRIVATE)
        if done.returncode != 0:
            raise CannotRun(f"the supervisor does not start: {done.stdout}{done.stderr}")
        wait_until(self.is_running, lambda: f"the supervisor does not answer: see {self.folder.logs / 'supervisord.log'}")

    def learn(self, programs: Iterable[Program]) -> list[str]:
        """Read which programs there are now, without touching what runs; name those that run and are among them no longer."""
        self._write(programs)
        ((_, _, gone),) = self._ask("reloadConfig")
        return list(gone)

    def renew(self, name: str) -> None:
        """Stop a program, if it runs, and take it as it was learned last; `launch` starts it."""
        if name in self.states():
            self.forget(name)
        self._ask("addProcessGroup", name)

    def forget(self, name: str) -> None:
        """Stop a program, and know it no longer."""
        self._ask("stopProcessGroup", name)
        self._ask("removeProcessGroup", name)

    def launch(self, names: Iterable[str]) -> None:
        """Start the programs that are not running yet, without waiting for them."""
        states = self.states()
        for name in names:
            if states[name] not in (RUNNING, "STARTING", "BACKOFF"):
                self._ask("startProcess", name, False)

    def stop(self, names: Iterable[str]) -> None:
        """Stop programs, all at once, and wait until they have ended."""
        wanted = [name for name, state in self.states().items() if name in set(names) and state not in OVER]
        for name in wanted:
            self._ask("stopProcess", name, False)
        wait_until(lambda: all(self.states()[name] in OVER for name in wanted), lambda: f"these do not stop: {', '.join(wanted)}")

    def shut_down(self) -> None:
        """Stop everything: what uses the servers first, then the servers, then the supervisor."""
        states = self.states()
        servers = {"postgres", "rabbitmq"}
        self.stop(states.keys() - servers)
        self.stop(servers)
        self._ask("shutdown")
        wait_until(lambda: not self.is_running(), lambda: "the supervisor does not stop")

    def states(self) -> dict[str, str]:
        """Give each program's state, in supervisor's words (RUNNING, STARTING, BACKOFF, FATAL ...)."""
        return {process["name"]: process["statename"] for process in self._processes()}

    def pids(self) -> dict[str, int]:
        """Give the process number of each program that runs."""
        return {process["name"]: process["pid"] for process in self._processes() if process["pid"]}

    def _processes(self) -> list[dict[str, Any]]:
        return list(self._ask("getAllProcessInfo"))

    def _ask(self, method: str, *arguments: Any) -> Any:
        """Ask the supervisor; what was done already is no refusal."""
        with xmlrpc.client.ServerProxy(f"http://rokhas:{self.password}@127.0.0.1:{self.port}/RPC2") as proxy:
            try:
                return getattr(proxy.supervisor, method)(*arguments)
            except xmlrpc.client.Fault as fault:
                if fault.faultCode in ALREADY:
                    return None
                raise CannotRun(f"the supervisor refuses {method}{arguments}: {fault.faultString}") from fault

    def _update(self) -> None:
        ((added, changed, removed),) = self._ask("reloadConfig")
        for name in [*removed, *changed]:
            self.forget(name)
        for name in [*added, *changed]:
            self._ask("addProcessGroup", name)

    def _write(self, programs: Iterable[Program]) -> Path:
        file = self.folder.path / "supervisord.conf"
        write_private(file, self._configuration(programs))
        return file

    def _configuration(self, programs: Iterable[Program]) -> str:
        log = self.folder.logs / "supervisord.log"
        head = (
            f"[supervisord]\numask = {PRIVATE:03o}\nlogfile = {log}\n"
            f"pidfile = {self.folder.path / 'supervisord.pid'}\nchildlogdir = {self.folder.logs}\n"
            f"nocleanup = true\nuser = {_me()}\n"
            f"[inet_http_server]\nport = 127.0.0.1:{self.port}\nusername = rokhas\npassword = {self.password}\n"
            f"[supervisorctl]\nserverurl = http://127.0.0.1:{self.port}\nusername = rokhas\npassword = {self.password}\n"
            "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n"
        )
        return head + "".join(program.section(self.folder) for program in programs)


def _me() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _quoted(word: str) -> str:
    """Write a word so that supervisor reads it back: in double quotes, with its `%` expansion escaped."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
