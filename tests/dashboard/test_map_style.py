"""A map style of another host is off by default, must be https, and opens the browser's rules for its hosts alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.access.headers import content_security_policy
from dashboard.pages.map import foreign_ground
from dashboard.settings import load_settings
from queries.model import Refusal
from tests.dashboard.pages_view import text_of, view_of

STYLE = "https://tiles.example.org/styles/light.json"


def test_without_the_setting_nothing_but_this_site_is_asked(tmp_path) -> None:
    settings = load_settings({"QUARTIER_DATA": str(tmp_path)})
    assert (settings.map_style, settings.map_hosts) == ("", ())
    assert "http" not in content_security_policy([], settings.map_hosts)


def test_the_setting_opens_data_and_pictures_of_that_host_and_no_script(tmp_path) -> None:
    settings = load_settings({"QUARTIER_DATA": str(tmp_path), "QUARTIER_MAP_STYLE": STYLE})
    rules = dict(rule.split(" ", 1) for rule in content_security_policy([], settings.map_hosts).split("; "))
    opened = {name for name, allowed in rules.items() if "tiles.example.org" in allowed}
    assert opened == {"img-src", "connect-src"}


def test_tiles_and_glyphs_of_further_hosts_are_opened_and_told(tmp_path) -> None:
    text = f"{STYLE}  glyphs.example.net tiles.example.org cdn.example.com:8443"
    settings = load_settings({"QUARTIER_DATA": str(tmp_path), "QUARTIER_MAP_STYLE": text})
    assert settings.map_style == STYLE
    assert settings.map_hosts == ("tiles.example.org", "glyphs.example.net", "cdn.example.com:8443")
    rules = dict(rule.split(" ", 1) for rule in content_security_policy([], settings.map_hosts).split("; "))
    for host in settings.map_hosts:
        assert {name for name, allowed in rules.items() if f"https://{host}" in allowed} == {"img-src", "connect-src"}
    view = replace(view_of(None), map_style=settings.map_style, map_hosts=settings.map_hosts)
    assert "tiles.example.org, glyphs.example.net and cdn.example.com:8443" in text_of(foreign_ground(view))


UNSAFE = ("http://tiles.example.org/s.json", "tiles.example.org", "https://", "javascript:1", "https://a b/s.json",
          "https://x;script-src *", "https://u@h/s.json", "https://*/s",
          f"{STYLE} *", f"{STYLE} https://a.example", f"{STYLE} x;script-src", f"{STYLE} 'unsafe-eval'")  # fmt: skip


@pytest.mark.parametrize("text", UNSAFE)
def test_any_other_address_is_refused_in_words(tmp_path, text: str) -> None:
    with pytest.raises(Refusal, match="QUARTIER_MAP_STYLE"):
        load_settings({"QUARTIER_DATA": str(tmp_path), "QUARTIER_MAP_STYLE": text})
