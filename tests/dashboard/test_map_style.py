"""A map style of another host is off by default, must be https, and opens the browser's rules for that host alone."""

from __future__ import annotations

import pytest

from dashboard.access.headers import content_security_policy
from dashboard.settings import load_settings
from queries.model import Refusal

STYLE = "https://tiles.example.org/styles/light.json"


def test_without_the_setting_nothing_but_this_site_is_asked(tmp_path) -> None:
    settings = load_settings({"QUARTIER_DATA": str(tmp_path)})
    assert settings.map_style == ""
    assert "http" not in content_security_policy([], settings.map_style)


def test_the_setting_opens_data_and_pictures_of_that_host_and_no_script(tmp_path) -> None:
    settings = load_settings({"QUARTIER_DATA": str(tmp_path), "QUARTIER_MAP_STYLE": STYLE})
    rules = dict(rule.split(" ", 1) for rule in content_security_policy([], settings.map_style).split("; "))
    opened = {name for name, allowed in rules.items() if "tiles.example.org" in allowed}
    assert opened == {"img-src", "connect-src"}


UNSAFE = ("http://tiles.example.org/s.json", "tiles.example.org", "https://", "javascript:1", "https://a b/s.json",
          "https://x;script-src *", "https://u@h/s.json", "https://*/s")  # fmt: skip


@pytest.mark.parametrize("text", UNSAFE)
def test_any_other_address_is_refused_in_words(tmp_path, text: str) -> None:
    with pytest.raises(Refusal, match="QUARTIER_MAP_STYLE"):
        load_settings({"QUARTIER_DATA": str(tmp_path), "QUARTIER_MAP_STYLE": text})
