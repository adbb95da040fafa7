"""Deliveries to a platform that is really there: a local server that fails, accepts, redirects, lingers or is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard.access import deliveries, organisations
from dashboard.access.accounts import Accounts, now, open_accounts
from dashboard.access.deliveries import BACKOFF, LEASE, deliver_due, send, signature
from dashboard.access.drafts import Draft
from dashboard.access.workshop import Workshop
from dashboard.settings import Webhook, load_webhook
from queries.model import Refusal
from tests.dashboard.access.test_workshop import KNOWN, form

SECRET = "f3b1c7d9e5a2084b6c1d7f9e3a5b8c0d"
ROOT = Path(__file__).resolve().parents[3]


class Platform(ThreadingHTTPServer):
    """Answers each request with the next of `statuses`, the last one for good, and keeps what it was sent."""

    def __init__(self, *statuses: int) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.statuses, self.got = list(statuses), list[tuple[dict[str, str], bytes]]()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def webhook(self) -> Webhook:
        return Webhook(f"http://127.0.0.1:{self.server_address[1]}/campaigns?from=quartier", SECRET)


class _Answer(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers) | {"path": self.path}, body))
        status = self.server.statuses.pop(0) if len(self.server.statuses) > 1 else self.server.statuses[0]
        if status == -1:  # an answer that never ends: a byte now and then
            for _ in range(100):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.05)
            return
        if status == 0:
            time.sleep(2)
            return
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.path + "&again")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def platform() -> Iterator[Callable[..., Platform]]:
    running = []

    def made(*statuses: int) -> Platform:
        running.append(Platform(*statuses))
        return running[-1]

    yield made
    for each in running:
        each.shutdown()
        each.server_close()


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    accounts = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    organisations.add_organisation(accounts, "town", "The town", "local_authority", ["city:x"])
    return Workshop(accounts, "town", "ann@town.example", True, delivers=True)


def proposed(shop: Workshop) -> Draft:
    made = shop.start(form())
    assert isinstance(made, Draft)
    moved = shop.move(made.code, "proposed", KNOWN)
    assert isinstance(moved, Draft)
    return moved


def is_signed(headers: dict[str, str], body: bytes) -> bool:
    """As a platform checks it, from the documentation alone."""
    import hashlib
    import hmac

    parts = dict(part.split("=", 1) for part in headers["Quartier-Signature"].split(","))
    wanted = hmac.new(SECRET.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, parts["v1"]) and abs(int(parts["t"]) - time.time()) < 300


def test_a_platform_that_fails_twice_gets_it_the_third_time_signed(
    shop: Workshop, platform: Callable[..., Platform]
) -> None:
    draft, there, moment = proposed(shop), platform(500, 503, 204), now()
    counts = []
    for wait in (timedelta(0), *BACKOFF[:2]):
        assert deliver_due(shop.accounts, there.webhook, moment + wait - timedelta(seconds=1)) == (0, 0) or not wait
        moment += wait
        counts.append(deliver_due(shop.accounts, there.webhook, moment))
    assert counts == [(0, 1), (0, 1), (1, 0)]
    assert deliver_due(shop.accounts, there.webhook, moment + timedelta(days=9)) == (0, 0), "accepted once for all"
    assert len(there.got) == 3
    assert all(is_signed(*each) for each in there.got)
    assert len({body for _, body in there.got}) == 1
    headers, body = there.got[-1]
    assert (headers["path"], headers["Content-Type"]) == ("/campaigns?from=quartier", "application/json")
    assert json.loads(body)["campaign_code"] == draft.code
    assert not is_signed(headers, body + b" ")
    (told,) = shop.deliveries(draft.code)
    assert (told.outcome, told.next_at, told.state) == ("accepted", None, "proposed")
    assert [(each.number, each.status, each.fault) for each in told.attempts] == [
        (1, 500, "status"), (2, 503, "status"), (3, 204, "")
    ]  # fmt: skip


def test_after_the_last_attempt_it_is_given_up_until_an_editor_asks_again(
    shop: Workshop, platform: Callable[..., Platform]
) -> None:
    draft, there, moment = proposed(shop), platform(500), now()
    for wait in (timedelta(0), *BACKOFF):
        moment += wait
        assert deliver_due(shop.accounts, there.webhook, moment) == (0, 1)
    assert deliver_due(shop.accounts, there.webhook, moment + timedelta(days=30)) == (0, 0)
    (told,) = shop.deliveries(draft.code)
    assert (told.outcome, len(told.attempts)) == ("given_up", len(BACKOFF) + 1)
    assert not replace(shop, is_editor=False).deliver_again(draft.code)
    assert shop.deliver_again(draft.code)
    assert not shop.deliver_again(draft.code), "it waits already"
    there.statuses = [200]
    assert deliver_due(shop.accounts, there.webhook) == (1, 0)
    assert [each.outcome for each in shop.deliveries(draft.code)] == ["accepted", "given_up"]


def test_a_later_state_takes_the_place_of_one_that_waits(shop: Workshop, platform: Callable[..., Platform]) -> None:
    draft, there = proposed(shop), platform(200)
    shop.move(draft.code, "running", KNOWN)
    assert deliver_due(shop.accounts, there.webhook) == (1, 0)
    assert [json.loads(body)["state"] for _, body in there.got] == ["running"]
    assert [each.outcome for each in shop.deliveries(draft.code)] == ["accepted", "replaced"]


def test_a_redirect_is_not_followed(shop: Workshop, platform: Callable[..., Platform]) -> None:
    draft, there = proposed(shop), platform(307, 200)
    assert deliver_due(shop.accounts, there.webhook) == (0, 1)
    assert len(there.got) == 1
    assert shop.deliveries(draft.code)[0].attempts[0].fault == "redirect"


def test_a_platform_that_lingers_is_left(platform: Callable[..., Platform]) -> None:
    began = time.monotonic()
    assert send(platform(0).webhook, 1, b"{}", timeout=0.3) == (0, "timeout")
    assert send(platform(-1).webhook, 1, b"{}", timeout=5, deadline=0.5) == (0, "timeout")
    assert time.monotonic() - began < 3


def test_a_platform_that_is_gone_or_speaks_no_tls_is_said(platform: Callable[..., Platform]) -> None:
    there = platform(200)
    https = Webhook(there.webhook.url.replace("http:", "https:"), SECRET)
    assert send(https, 1, b"{}", timeout=2) == (0, "connection")
    there.shutdown()
    there.server_close()
    assert send(there.webhook, 1, b"{}", timeout=2) == (0, "connection")


def test_two_senders_at_once_send_it_once(shop: Workshop, platform: Callable[..., Platform]) -> None:
    proposed(shop)
    there = platform(200)
    workers = [threading.Thread(target=deliver_due, args=(shop.accounts, there.webhook)) for _ in range(6)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(there.got) == 1


def test_what_a_killed_sender_had_in_hand_is_sent_by_the_next(
    shop: Workshop, platform: Callable[..., Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(shop)
    there, moment = platform(200), now()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(shop.accounts, there.webhook, moment)
    assert deliver_due(shop.accounts, there.webhook, moment + LEASE / 2) == (0, 0)
    assert deliver_due(shop.accounts, there.webhook, moment + LEASE) == (1, 0)


def test_without_an_address_nothing_is_queued(shop: Workshop) -> None:
    draft = proposed(replace(shop, delivers=False))
    assert shop.deliveries(draft.code) == ()
    assert not shop.deliver_again(draft.code)


def test_the_signature_is_what_the_documentation_says() -> None:
    """A value made apart, by `printf '1700000000.{}' | openssl dgst -sha256 -hmac SECRET`."""
    body = b"{}"
    made = subprocess.run(["openssl", "dgst", "-sha256", "-hmac", SECRET], input=b"1700000000." + body, check=True,
                          capture_output=True)  # fmt: skip
    assert made.stdout.decode().split()[-1] == signature(SECRET, 1_700_000_000, body)


def test_the_command_delivers(shop: Workshop, platform: Callable[..., Platform], tmp_path: Path) -> None:
    draft, there = proposed(shop), platform(202)
    environment = {**os.environ, "QUARTIER_DATA": str(tmp_path), "QUARTIER_WEBHOOK_URL": there.webhook.url,
                   "QUARTIER_WEBHOOK_SECRET": SECRET}  # fmt: skip
    done = subprocess.run([sys.executable, "app.py", "deliver"], cwd=ROOT, env=environment, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert done.stdout == "1 accepted, 0 not accepted.\n"
    assert shop.deliveries(draft.code)[0].outcome == "accepted"
    assert SECRET not in done.stdout + done.stderr


def test_a_database_that_fails_does_not_end_the_one_that_keeps_going(
    shop: Workshop, platform: Callable[..., Platform], tmp_path: Path
) -> None:
    with shop.accounts.session() as session:
        session.execute(text("ALTER TABLE delivery RENAME TO away"))
    environment = {**os.environ, "QUARTIER_DATA": str(tmp_path), "QUARTIER_WEBHOOK_URL": platform(202).webhook.url,
                   "QUARTIER_WEBHOOK_SECRET": SECRET}  # fmt: skip
    once = subprocess.run([sys.executable, "app.py", "deliver"], cwd=ROOT, env=environment, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert once.returncode != 0
    running = subprocess.Popen([sys.executable, "app.py", "deliver", "--keep-going"], cwd=ROOT, env=environment,
                               stderr=subprocess.PIPE, text=True)  # fmt: skip
    try:
        assert running.stderr is not None
        assert running.stderr.readline() == "The accounts database does not answer; the next look follows.\n"
        assert running.poll() is None
    finally:
        running.terminate()
        running.wait(10)


def test_an_address_without_a_path_keeps_what_follows_it(platform: Callable[..., Platform]) -> None:
    there = platform(202)
    bare = f"http://127.0.0.1:{there.server_address[1]}"
    assert send(Webhook(f"{bare}?x=1", SECRET), 7, b"{}") == (202, "")
    assert [headers["path"] for headers, _ in there.got] == ["/?x=1"]


def settings(url: str, secret: str = SECRET) -> dict[str, str]:
    return {"QUARTIER_WEBHOOK_URL": url, "QUARTIER_WEBHOOK_SECRET": secret}


@pytest.mark.parametrize(
    "url",
    ["http://platform.example/x", "ftp://127.0.0.1/", "https://", "https:///x", "file:///etc/passwd",
     "platform.example", "https://a:b@platform.example/", "http://127.0.0.1@evil.example/", "http://127.0.0.1.evil.example/",
     "https://platform.example/a b", "https://platform.example/\r\nX: y", "https://platform.example:99999/",
     "https://platform.example/#x", "http://localhost/", "https://plätform.example/", "", "https://[::1"],
)  # fmt: skip
def test_an_unsafe_address_is_refused_at_start(url: str) -> None:
    with pytest.raises(Refusal, match="QUARTIER_WEBHOOK_URL"):
        load_webhook(settings(url))


@pytest.mark.parametrize("secret", ["", "short", "a" * 64, "changeme" * 8])
def test_a_weak_secret_is_refused_at_start(secret: str) -> None:
    with pytest.raises(Refusal, match="QUARTIER_WEBHOOK_SECRET"):
        load_webhook(settings("https://platform.example/campaigns", secret))


def test_a_safe_address_is_kept_and_its_secret_is_never_shown() -> None:
    found = load_webhook(settings("https://platform.example:8443/campaigns?x=1"))
    assert found == Webhook("https://platform.example:8443/campaigns?x=1", SECRET)
    assert SECRET not in repr(found)
    assert load_webhook(settings("http://127.0.0.1:9000/x")) is not None
    assert load_webhook({}) is None


def test_what_is_delivered_goes_with_its_organisation(shop: Workshop) -> None:
    from sqlalchemy import text

    proposed(shop)
    accounts: Accounts = shop.accounts
    with accounts.session() as session:
        session.execute(text("DELETE FROM organisation WHERE code = 'town'"))
        for table in ("campaign_draft", "campaign_step", "delivery", "delivery_attempt"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
