"""The environment, read once into one frozen Settings. Nothing else in the product reads the environment.

It must not open a database, a snapshot or anything private; the only file it may write is the development secret.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from queries.folders import Folders
from queries.model import Refusal

SHORTEST_SECRET = 32  # bytes

#: Secrets that stand in examples, so everybody knows them; compared without case, spaces, dashes and underscores.
_KNOWN_SECRETS = ("changeme", "secret", "secretkey", "dev", "development", "quartier", "password", "default", "example")

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Webhook:
    """Where the platform takes campaigns, and the secret that both sides sign with."""

    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """How this process runs. `trusted_hosts` are the only host names answered; `proxy_hops` the proxies in front.

    `map_style` is the address of a MapLibre style to draw under the maps, empty for the offline ground; `map_hosts` are
    the hosts that it needs, its own first. `webhook`: None where campaigns are handed over as files alone.
    """

    folders: Folders
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    production: bool = False
    trusted_hosts: tuple[str, ...] = _LOCAL_HOSTS
    proxy_hops: int = 0
    map_style: str = ""
    map_hosts: tuple[str, ...] = ()
    webhook: Webhook | None = None


def load_folders(environ: Mapping[str, str] = os.environ) -> Folders:
    """Where the data is: `QUARTIER_DATA`, or `data` in the working directory."""
    return Folders(Path(environ.get("QUARTIER_DATA") or "data"))


def load_database_url(folders: Folders, environ: Mapping[str, str] = os.environ) -> str:
    """The accounts database: `QUARTIER_DATABASE_URL`, or SQLite in the data folder."""
    return environ.get("QUARTIER_DATABASE_URL") or f"sqlite:///{folders.accounts.absolute()}"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """How to serve; Refusal when a value is missing, unreadable or unsafe in production.

    In production it is also refused that the process can read the private folder.
    """
    folders = load_folders(environ)
    production = _is_production(environ.get("QUARTIER_ENV", ""))
    if production and can_read_private(folders):
        raise Refusal(
            f"This process can read the private folder {folders.private.absolute()}, which the site never needs: "
            "let the publisher have its own user, give it the folder with `chmod 700`, and serve as another user."
        )
    map_style, map_hosts = _map_style(environ.get("QUARTIER_MAP_STYLE", ""))
    return Settings(
        folders=folders,
        database_url=load_database_url(folders, environ),
        secret_key=_secret(environ.get("QUARTIER_SECRET_KEY", ""), folders, production),
        production=production,
        trusted_hosts=_hosts(environ.get("QUARTIER_TRUSTED_HOSTS", ""), production),
        proxy_hops=_hops(environ.get("QUARTIER_PROXY_HOPS", "")),
        map_style=map_style,
        map_hosts=map_hosts,
        webhook=load_webhook(environ),
    )


def load_webhook(environ: Mapping[str, str] = os.environ) -> Webhook | None:
    """`QUARTIER_WEBHOOK_URL` and `QUARTIER_WEBHOOK_SECRET`; None where neither is set, Refusal when one is unsafe.

    The address is https: a campaign and its signature cross networks. This machine itself may be asked in plain http.
    """
    url, secret = environ.get("QUARTIER_WEBHOOK_URL", "").strip(), environ.get("QUARTIER_WEBHOOK_SECRET", "")
    if not url and not secret:
        return None
    try:
        found = urlsplit(url)
        is_safe = found.scheme == "https" or (found.scheme == "http" and found.hostname == "127.0.0.1")
        is_plain = url.isascii() and url.isprintable() and " " not in url and not found.fragment
        is_whole = bool(found.hostname) and "@" not in found.netloc and found.port != 0
    except ValueError:
        is_safe = is_plain = is_whole = False
    if not (is_safe and is_plain and is_whole):
        raise Refusal(
            "QUARTIER_WEBHOOK_URL is not an https address without a name and password in it: give the one where the "
            "platform takes campaigns, or leave it out."
        )
    if len(secret.encode()) < SHORTEST_SECRET or _is_known(secret):
        raise Refusal(
            f"QUARTIER_WEBHOOK_SECRET must be a random text of at least {SHORTEST_SECRET} bytes, "
            'for instance from `python -c "import secrets; print(secrets.token_hex(32))"`.'
        )
    return Webhook(url, secret)


def can_read_private(folders: Folders) -> bool:
    """Whether this process could list the private folder or open anything in it, as its real or its effective user.

    A folder that can be neither listed nor entered hides whatever is in it, so that looking further shows nothing.
    """
    return any(
        os.access(folders.private, mode, effective_ids=effective)
        for mode in (os.R_OK, os.X_OK)
        for effective in {False, os.access in os.supports_effective_ids}
    )


def _is_production(text: str) -> bool:
    """Declared, never guessed; not set is development."""
    if text not in ("", "development", "production"):
        raise Refusal(f"QUARTIER_ENV is “{text}”: write production or development, or leave it out for development.")
    return text == "production"


def _hosts(text: str, production: bool) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    if production and not hosts:
        raise Refusal("QUARTIER_TRUSTED_HOSTS is missing: give the host names of the site, separated by commas.")
    return hosts or _LOCAL_HOSTS


def _hops(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) <= 10):
        raise Refusal(f"QUARTIER_PROXY_HOPS is “{text}”: it must be the number of proxies in front, from 0 to 10.")
    return int(text)


def _map_style(text: str) -> tuple[str, tuple[str, ...]]:
    """An https address, and after it the further hosts of its tiles, glyphs and signs; with all the hosts.

    These are the only ones besides the site's own that a reader's browser then asks.
    """
    if not text.strip():
        return "", ()
    address, *further = text.split()
    found = urlsplit(address)
    hosts = tuple(dict.fromkeys((found.netloc, *further)))
    # Hosts are written into a security header: nothing that could end it may pass.
    if found.scheme != "https" or not all(re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?", host) for host in hosts):
        raise Refusal(
            f"QUARTIER_MAP_STYLE is “{text}”: give the https address of a MapLibre style, and after it, apart by "
            "spaces, the names of the other hosts that it needs; or leave it out."
        )
    return address, hosts


def _secret(given: str, folders: Folders, production: bool) -> str:
    if not production:
        return given or _development_secret(folders.data / "secret.key")
    if not given:
        raise Refusal(
            "QUARTIER_SECRET_KEY is missing: production needs one secret for all workers, "
            'for instance from `python -c "import secrets; print(secrets.token_hex(32))"`.'
        )
    if len(given.encode()) < SHORTEST_SECRET:
        raise Refusal(f"QUARTIER_SECRET_KEY is too short: it must have at least {SHORTEST_SECRET} bytes.")
    if _is_known(given):
        raise Refusal("QUARTIER_SECRET_KEY is one that everybody knows: make a random one.")
    return given


def _is_known(secret: str) -> bool:
    """Whether a secret is an example's, that example repeated, or hardly varied."""
    plain = "".join(letter for letter in secret.casefold() if letter not in " -_.!")
    repeated = any(plain == (known * (len(plain) // len(known) + 1))[: len(plain)] for known in _KNOWN_SECRETS)
    return repeated or any(known in plain for known in ("changeme", "secretkey", "development")) or len(set(plain)) < 8


def _development_secret(path: Path) -> str:
    """The secret in a file that only its owner reads, made once even when two workers start together."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)  # fails when another worker was first: its secret is then ours
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secret = path.read_text(encoding="utf-8").strip()
    if len(secret.encode()) < SHORTEST_SECRET:
        raise Refusal(f"{path} is damaged: remove it and start again; everybody will have to sign in anew.")
    return secret
