"""Smaller answers: program files compressed once, when installing, and data as it leaves.

Pages of HTML stay as they are: they hold a form's token beside words of the reader, and the size of such a page,
compressed, tells of the token (BREACH). Whatever has not been prepared is compressed by the way, a little less.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import brotli
from flask import Flask, Response, request

#: Where prepared files are, named by the sha256 of what they hold: beside the installation, which may be read-only.
PREPARED = Path(sys.prefix) / "share" / "quartier" / "compressed"

#: Best, and hardly slower than sending: plotly takes ten seconds at the one and a tenth of a second at the other.
BEST, QUICK = 11, 5
_GZIP = 5

#: Under this a header costs more than what is saved.
SMALLEST = 1_000

_PROGRAM = ("text/javascript", "application/javascript", "text/css", "image/svg+xml")
_DATA = ("application/json", "application/geo+json")

_PACKAGES = ("dash", "dash_mantine_components", "plotly")


def install(app: Flask, prepared: Path = PREPARED) -> None:
    """Compress answers of scripts, styles, pictures and data for browsers that ask for it."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.status_code != 200 or response.mimetype not in (*_PROGRAM, *_DATA) or response.content_encoding:
            return response
        response.vary.add("Accept-Encoding")
        encoding = next((name for name in ("br", "gzip") if request.accept_encodings.quality(name) > 0), None)
        response.direct_passthrough = False
        body = response.get_data()
        if encoding is None or len(body) < SMALLEST:
            return response
        is_program = response.mimetype in _PROGRAM
        response.set_data(_program(body, encoding, prepared) if is_program else _data(body, encoding))
        response.content_encoding = encoding
        if tag := response.get_etag()[0]:
            response.set_etag(tag, weak=True)  # the same file in other bytes
            response.make_conditional(request)
        return response


def prepare(prepared: Path = PREPARED) -> int:
    """Compress every program file that is not prepared yet, as well as can be; returns how many are prepared."""
    prepared.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor() as pool:
        return len(set(pool.map(lambda path: _prepare(path.read_bytes(), prepared), program_files())))


def program_files() -> Iterator[Path]:
    """Scripts and styles of the site and of the packages whose components it draws."""
    yield from _worth_it(Path(__file__).parent.parent / "assets")
    for package in _PACKAGES:
        spec = find_spec(package)
        if spec is not None and spec.origin:
            yield from _worth_it(Path(spec.origin).parent)


def _worth_it(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".js", ".css", ".svg") and ".dev." not in path.name and path.stat().st_size >= SMALLEST:
            yield path


def _prepare(body: bytes, prepared: Path) -> Path:
    target = _place(body, prepared)
    if not target.exists():
        beside = target.with_suffix(f".{os.getpid()}")
        beside.write_bytes(brotli.compress(body, quality=BEST))
        beside.replace(target)  # several may prepare at once
    return target


def _place(body: bytes, prepared: Path) -> Path:
    return prepared / f"{hashlib.sha256(body).hexdigest()}.br"


@lru_cache(maxsize=128)
def _program(body: bytes, encoding: str, prepared: Path) -> bytes:
    """Program files are the same for everybody and few."""
    found = _place(body, prepared)
    return found.read_bytes() if encoding == "br" and found.exists() else _quick(body, encoding)


@lru_cache(maxsize=32)
def _data(body: bytes, encoding: str) -> bytes:
    """Data is kept by its content: readers who may see the same bytes share them, and nothing else."""
    return _quick(body, encoding)


def _quick(body: bytes, encoding: str) -> bytes:
    return brotli.compress(body, quality=QUICK) if encoding == "br" else gzip.compress(body, _GZIP, mtime=0)


if __name__ == "__main__":
    prepare()
