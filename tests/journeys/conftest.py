"""The demonstration, built and served by the product's own commands, and Debian's Chromium to walk through it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.once import built_once

ARTEFACTS = Path(__file__).resolve().parents[2] / "test-artefacts"
CHROMIUM = shutil.which("chromium")
#: Vector maps need WebGL, which a machine without a graphics card draws in software; the rest of a page need not be.
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
         "--disable-gpu-compositing"]  # fmt: skip
#: Whether a page or a figure of it is still being made.
DRAWING = """!!document.querySelector('#page[data-dash-is-loading="true"], .dash-graph--pending')"""


@dataclass(frozen=True)
class Site:
    """A running site: where it is, and the environment of its commands."""

    address: str
    environment: dict[str, str]
    sessions: dict[str, list] = field(default_factory=dict)  # the cookie of each person who signed in once

    def quartier(self, *arguments: str) -> str:
        """Run a command of the product; its standard output."""
        done = subprocess.run([sys.executable, "app.py", *arguments], env=self.environment, check=True,
                              capture_output=True, text=True, cwd=ARTEFACTS.parent)  # fmt: skip
        return done.stdout


def environment_of(data: Path) -> dict[str, str]:
    return {**os.environ, "QUARTIER_DATA": str(data)}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration on a free port, as `quartier demo` builds it and `quartier serve` serves it.

    The report of attacks is left out (`--salts 0`): no page has it, and it takes as long as all the rest.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"

    def build(folder: Path) -> None:
        Site(address, environment_of(folder)).quartier("demo", "--build-only", "--salts", "0")

    environment = environment_of(built_once(tmp_path_factory, "demonstration", build))
    made = Site(address, environment)
    command = [sys.executable, "app.py", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ARTEFACTS.parent)
    try:
        _wait(made.address)
        yield made
    finally:
        server.terminate()
        server.wait(30)


def _wait(address: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
                if answer.read().strip() == b"ok":
                    return
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("the site did not come up within two minutes")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("chromium is missing: `make browser` installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


class Visitor:
    """A person at a browser who keeps pictures when asked to, and notes whatever the browser complains about."""

    def __init__(self, context: BrowserContext, site: Site, name: str, keeps_pictures: bool = False) -> None:
        self.page: Page = context.new_page()
        self.site, self.name, self.complaints = site, name, list[str]()
        self.keeps_pictures = keeps_pictures
        self.under_way: set[Request] = set()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("request", self._only_from_here)
        self.page.on("requestfinished", lambda request: self.under_way.discard(request))
        self.page.on("requestfailed", lambda request: self.under_way.discard(request))

    def _note(self, message) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location['url']}")

    def _only_from_here(self, request: Request) -> None:
        if request.url.startswith(self.site.address):
            self.under_way.add(request)
        elif not request.url.startswith(("data:", "blob:")):
            self.complaints.append(f"asked another host: {request.url}")

    def sign_in(self, email: str, path: str = "/") -> None:
        """Open a page as somebody: through the form the first time, later with the session that it gave."""
        self.page.context.add_cookies(self.site.sessions.get(email, []))
        self.page.goto(self.site.address + path)
        if "/sign-in" in self.page.url:
            self.page.locator("#email").fill(email)
            self.page.locator("#password").fill("demonstration")
            self.page.locator("form button[type=submit]").click()
        self.page.wait_for_selector("#content h1")
        self.site.sessions[email] = [each for each in self.page.context.cookies() if each["name"] == "quartier"]

    def go(self, path: str) -> None:
        """Load a page from its address."""
        self.page.goto(self.site.address + path)
        self.settle()

    def turn_to(self, path: str) -> None:
        """Another page within the open one, as a link leads to it: nothing is loaded twice."""
        pathname, _, search = path.partition("?")
        with self.page.expect_response(lambda answer: '"page.children"' in (answer.request.post_data or "")):
            self.page.evaluate("""([pathname, search]) =>
                window.dash_clientside.set_props("url", { pathname: pathname, search: search })""",
                [pathname, search and f"?{search}"])  # fmt: skip
        self.settle()

    def settle(self) -> None:
        """Until the page has its title, its figures are drawn and nothing has been fetched for a moment."""
        self.page.wait_for_selector("main h1")
        quiet, end = 0, time.monotonic() + 30
        while quiet < 3:
            self.page.wait_for_timeout(100)
            quiet = 0 if self.under_way or self.page.evaluate(DRAWING) else quiet + 1
            assert time.monotonic() < end, f"never came to rest: {[each.url for each in self.under_way]}"

    def until(self, expression: str, seconds: float = 30) -> None:
        """Until an expression is true in the page (asked from outside: the page forbids eval)."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"never became true: {expression}"
            self.page.wait_for_timeout(100)

    def picture(self, what: str) -> None:
        if not self.keeps_pictures:
            return
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{self.name}-{what}.png", full_page=True)


@pytest.fixture
def visitor(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody whose browser speaks English at 1440 pixels and likes it light, unless the test says otherwise.

    A parameter is language, width and, where it matters, the theme. They ask for less motion: nobody waits for it.
    """
    language, width, *theme = getattr(request, "param", ("en-GB", 1440))
    (theme,) = theme or ["light"]
    viewport = {"width": width, "height": 900}
    context = browser.new_context(viewport=viewport, locale=language, color_scheme=theme, reduced_motion="reduce")
    name = f"{request.node.originalname}-{language[:2]}-{theme}-{width}"
    yield Visitor(context, site, name, request.config.getoption("--pictures"))
    context.close()
