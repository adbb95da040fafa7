"""The site served for real, as anyone and not as root, with everything that its processes open written down."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from queries.folders import Folders
from tests.site import OWN_PAGE, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
EMAIL = "city@town.example"
PRODUCTION = {
    "QUARTIER_ENV": "production",
    "QUARTIER_SECRET_KEY": "f3b1c7d9e5a2084b6c1d7f9e3a5b8c0d2e4f6a8b",
    "QUARTIER_TRUSTED_HOSTS": "127.0.0.1",
}
IS_ROOT = os.geteuid() == 0
#: Root reads everything by these two; without them it is held to modes and owners like anyone.
CAPABILITIES = "-dac_override,-dac_read_search"

#: The server as `quartier serve` starts it, with every file that Python opens in any of its processes written down.
#: With a second argument, its health check also opens the mart and keeps it in memory.
WATCHED = """
import mmap, os, sys
record = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

def note(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "sqlite3.connect"):
        path = arguments[0]
        if isinstance(path, (str, bytes, os.PathLike)):
            os.write(record, os.path.abspath(os.fsdecode(path)).encode() + b"\\n")

sys.addaudithook(note)
import app

if sys.argv[3:] == ["leak"]:
    import dashboard.server

    healthy, kept = dashboard.server._health, []

    def leaking(settings):
        file = settings.folders.mart.open("rb")
        kept.append((file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)))
        return healthy(settings)

    dashboard.server._health = leaking

sys.exit(app.main(["serve", "--workers", "1", "--port", sys.argv[2]]))
"""


def as_anyone(command: list[str]) -> list[str]:
    """A command that is held to the modes and owners of files, whoever runs the tests."""
    if not IS_ROOT:
        return command
    if shutil.which("setpriv") is None:
        pytest.skip("root reads every file, and there is no setpriv to take that right from the server")
    return ["setpriv", f"--bounding-set={CAPABILITIES}", f"--inh-caps={CAPABILITIES}", *command]


@contextmanager
def closed(private: Path) -> Iterator[None]:
    """The private folder as the publisher keeps it: of another user where there is one, else closed to all."""
    owner = private.stat()
    if IS_ROOT:
        os.chown(private, 65534, 65534)
    private.chmod(0o700 if IS_ROOT else 0)
    try:
        yield
    finally:
        if IS_ROOT:
            os.chown(private, owner.st_uid, owner.st_gid)
        private.chmod(0o700)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    """What the server said, as Flask's own test client says it."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status_code, self.text = response.status, response.read().decode("utf-8", "replace")
        self.cookie = (response.getheader("Set-Cookie") or "").split(";")[0]

    def get_json(self) -> Any:
        return json.loads(self.text)


class Visitor:
    """A person's browser that speaks to a server over its socket. It keeps a cookie although there is no TLS."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""

    def open(self, method: str, path: str, body: str | None = None, kind: str = "application/json") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = OWN_PAGE | {"Content-Type": kind} | ({"Cookie": self.cookie} if self.cookie else {})
        connection.request(method, path, body, headers)
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def get(self, path: str) -> Answer:
        return self.open("GET", path)

    def call(self, body: dict[str, Any]) -> Answer:
        return self.open("POST", "/_dash-update-component", json.dumps(body))

    def sign_in(self) -> None:
        form = urlencode({"email": EMAIL, "password": PASSWORD})
        answer = self.open("POST", "/sign-in", form, "application/x-www-form-urlencoded")
        assert answer.status_code == 303
        self.cookie = answer.cookie


class Server:
    """A served deployment, and everything that its processes open."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
        self.process, self.port = process, port
        self.record, self.stderr = folder / "opened.txt", folder / "stderr.txt"
        self.held: set[str] = set()
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            for pid in [self.process.pid, *children(self.process.pid)]:
                self.held |= open_files(pid)

    def wait(self) -> str:
        """What /health says, once it says something."""
        for _ in range(1200):
            assert self.process.poll() is None, self.stderr.read_text()
            try:
                return Visitor(self.port).get("/health").text.strip()
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        self._ended.set()
        self._watch.join()
        self.process.terminate()
        self.process.wait(30)

    def opened(self) -> set[str]:
        """Every path that Python opened, the system saw open, or was mapped into memory."""
        return self.held | set(self.record.read_text().splitlines())

    def below(self, folder: Path) -> set[str]:
        """What was opened of a folder, itself included."""
        return {path for path in self.opened() if Path(path).is_relative_to(folder.absolute())}


def children(parent: int) -> list[int]:
    try:
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []  # it ended meanwhile


def open_files(pid: int) -> set[str]:
    """Paths of the open descriptors and of the files mapped into memory."""
    found = set()
    try:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                found.add(str(link.readlink()))
            except OSError:
                continue  # closed meanwhile
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found.add(line.split(maxsplit=5)[-1])
    except OSError:
        pass  # the process ended meanwhile
    return found


@contextmanager
def served(folders: Folders, tmp_path: Path, *more: str, **environment: str) -> Iterator[Server]:
    """The deployment served by the product's own command, held to modes and owners."""
    port = free_port()
    command = as_anyone([sys.executable, "-c", WATCHED, str(tmp_path / "opened.txt"), str(port), *more])
    with (tmp_path / "stderr.txt").open("wb") as stderr:
        process = subprocess.Popen(command, cwd=ROOT, env=clean(folders, environment), stderr=stderr,
                                   stdout=subprocess.DEVNULL)  # fmt: skip
    server = Server(process, port, tmp_path)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def clean(folders: Folders, environment: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUARTIER_")}
    return kept | {"QUARTIER_DATA": str(folders.data)} | environment
