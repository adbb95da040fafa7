"""The map at scale: bytes and time of another indicator over a thousand and five thousand neighbourhoods.

Each has 60 vertices. The floor is the site's shortest answer, `/health`, in the same run.
"""

from __future__ import annotations

import gzip
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.layers.grid import write_grid

ROOT = Path(__file__).resolve().parents[2]
PAINTED = "document.querySelector('.map-figure').dataset.painted"
#: Notes, from the site's answer on: the script done, the first frame with the new colours, everything at rest (labels
#: faded in, tiles redrawn).
WATCH = """() => {
  window.times = [];
  performance.setResourceTimingBufferSize(10_000);
  const map = window.quartierMap.map(), figure = document.querySelector(".map-figure");
  new MutationObserver(() => {
    const answer = performance.getEntriesByType("resource").findLast((each) => each.name.includes("_dash-update"));
    const since = () => performance.now() - answer.responseEnd, times = { script: since() };
    map.once("render", () => { times.frame = since(); });
    map.once("idle", () => { times.rest = since(); window.times.push(times); });
  }).observe(figure, { attributes: true, attributeFilter: ["data-painted"] });
}"""
#: What one frame of the same map costs on this machine when nothing has changed.
FRAME = """() => new Promise((resolve) => {
  const map = window.quartierMap.map(), began = performance.now();
  map.once("render", () => resolve(performance.now() - began));
  map.triggerRepaint();
})"""
INDICATORS = 3 * ("Homes reached", "Requests without an answer", "Active households, share of enrolled")


@contextmanager
def site(count: int, households: int) -> Iterator[str]:
    """The demonstration over a made-up city, served on a free port."""
    with tempfile.TemporaryDirectory() as temporary:
        drawn = write_grid(Path(temporary) / "grid.geojson", count)
        environment = {**os.environ, "QUARTIER_DATA": str(Path(temporary) / "data")}
        command = [sys.executable, "app.py"]
        subprocess.run([*command, "demo", "--build-only", "--salts", "0", "--boundaries", str(drawn), "--code-column",
                        "code", "--city", "Grid", "--households", str(households)],
                       env=environment, cwd=ROOT, check=True, capture_output=True)  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, cwd=ROOT)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"{address}/health", timeout=2).read()
                    break
                except OSError:
                    time.sleep(0.5)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def measure(page: Page, address: str, count: int) -> None:
    page.goto(address + "/map")
    page.locator("#email").fill("mairie@quartier.example")
    page.locator("#password").fill("demonstration")
    began = time.perf_counter()
    page.locator("form button[type=submit]").click()
    page.wait_for_function(f"document.querySelector('.map-figure') && {PAINTED}", timeout=120_000)
    first = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    sizes, waits = [], []
    for name in INDICATORS:
        page.locator("#map-indicator").click()
        with page.expect_response(re.compile("_dash-update-component")) as answer:
            page.get_by_role("option", name=name, exact=True).click()
        sizes.append(len(gzip.compress(answer.value.body())))
        waits.append(answer.value.request.timing["responseEnd"])
        page.wait_for_timeout(1_500)
    floors = []
    for _ in range(20):
        asked = time.perf_counter()
        urllib.request.urlopen(f"{address}/health", timeout=5).read()
        floors.append(time.perf_counter() - asked)
    floor = statistics.median(floors) * 1000
    bare = statistics.median(page.evaluate(FRAME) for _ in range(10))
    times = page.evaluate("window.times")
    assert len(times) == len(INDICATORS)
    script, frame, rest = (statistics.median(each[part] for each in times) for part in ("script", "frame", "rest"))
    print(f"map of {count} neighbourhoods: first view {first:.1f} s; another indicator {max(sizes)} bytes of 8000, "
          f"answered in {statistics.median(waits):.0f} ms ({statistics.median(waits) / floor:.0f} times /health); "
          f"after that its script is done in {script:.0f} ms, the new colours seen in {frame:.0f} ms of 150 "
          f"(a bare frame takes {bare:.0f} ms here), all at rest in {rest:.0f} ms")  # fmt: skip


def main(counts: tuple[tuple[int, int], ...] = ((1_000, 70_000), (5_000, 350_000))) -> None:
    if CHROMIUM is None:
        print("no chromium here: the map is not measured")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for count, households in counts:
            with site(count, households) as address:
                context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", bypass_csp=True)
                measure(context.new_page(), address, count)
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
