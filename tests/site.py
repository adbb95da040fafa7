"""The whole site on the small town, with three organisations that see different parts of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.accounts import Accounts, open_accounts
from dashboard.access.organisations import add_organisation, add_person
from dashboard.server import create_server
from dashboard.settings import Settings
from queries.folders import Folders
from tests.town import SIZES

PASSWORD = "correct horse battery staple"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}

#: Who signs in -> organisation, kind, territory, and the neighbourhoods of the town that this covers.
PEOPLE = {
    "city@town.example": ("city_hall", "local_authority", ("city:ville",), tuple(SIZES)),
    "landlord@town.example": ("landlord", "social_landlord", ("neighbourhood:a1", "neighbourhood:a2"), ("a1", "a2")),
    "shop@town.example": ("shop", "local_business", ("neighbourhood:b1", "neighbourhood:nowhere"), ("b1",)),
}


@dataclass(frozen=True)
class Site:
    """A server made as in production, with its accounts database beside it."""

    settings: Settings
    app: Flask
    accounts: Accounts

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def signed_in(self, email: str = "city@town.example") -> FlaskClient:
        browser = self.browser()
        response = sign_in(browser, email)
        assert response.status_code == 303, response.text
        return browser


def make_site(folders: Folders, database: Path, **settings: Any) -> Site:
    """Build the site over a published town and a new accounts database."""
    url = f"sqlite:///{database}"
    accounts = open_accounts(url)
    for email, (code, kind, territory, _) in PEOPLE.items():
        add_organisation(accounts, code, f"The {code}", kind, territory)
        add_person(accounts, email, code, PASSWORD)
    made = Settings(folders=folders, database_url=url, secret_key="k" * 40, **settings)
    return Site(made, create_server(made), accounts)


def sign_in(browser: FlaskClient, email: str, password: str = PASSWORD, address: str = "127.0.0.1", **form: str) -> Any:
    data = {"email": email, "password": password, **form}
    return browser.post("/sign-in", data=data, headers=OWN_PAGE, environ_overrides={"REMOTE_ADDR": address})


def call(browser: FlaskClient, body: Any, **headers: str) -> Any:
    """Post a callback's body as Dash's own script does."""
    return browser.post(
        "/_dash-update-component",
        data=body if isinstance(body, (str, bytes)) else json.dumps(body),
        content_type="application/json",
        headers=OWN_PAGE | headers,
    )


def page_body(path: Any, search: Any) -> dict[str, Any]:
    """The body that asks for the page of an address."""
    return {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "url", "property": "search", "value": search},
        ],
        "changedPropIds": ["url.pathname"],
        "state": [],
    }


def page(browser: FlaskClient, path: str, search: str = "") -> str:
    """The page of an address as its signed-in reader gets it."""
    response = call(browser, page_body(path, search))
    assert response.status_code == 200, response.text
    return json.dumps(response.get_json(), ensure_ascii=False)


def used(browser: FlaskClient, control: str, **known: Any) -> Any:
    """The answer when a control is used: the callback that listens to it, called with the values that are `known`.

    Names of components are given with underscores for their dashes; what is not known is None.
    """
    wanted = next(each for each in browser.get("/_dash-dependencies").get_json()
                  if each["inputs"][0]["id"] == control and not each.get("clientside_function"))  # fmt: skip
    names = wanted["output"].strip(".").split("...")
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    given = {kind: [{**each, "value": known.get(each["id"].replace("-", "_"))} for each in wanted[kind]]
             for kind in ("inputs", "state")}  # fmt: skip
    answer = call(browser, {"output": wanted["output"], "outputs": outputs if len(outputs) > 1 else outputs[0],
                            "changedPropIds": [f"{control}.value"], **given})  # fmt: skip
    assert answer.status_code in (200, 204), answer.text
    return answer
