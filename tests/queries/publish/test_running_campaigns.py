"""A campaign that runs is told so far: by week for its whole zone, by month for its places; and whole at the end."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import publish
from queries.snapshot import Snapshot, open_current
from tests.town import Town, write_town

LAST = "2024-02-18"  # a Sunday: seven weeks of the campaign are closed, and one month


def _published(folders: Folders, town: Town, until: str) -> Snapshot:
    (town.path / "bundle.toml").write_text(f'source = "town"\ncovers_until = {until}\n')
    import_bundle(town.path, folders, progress=False)
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    return snapshot


def _cells(snapshot: Snapshot) -> pd.DataFrame:
    frame = snapshot.connection.execute("SELECT * FROM cells WHERE dimension LIKE 'campaign_%'").df()
    return frame.assign(period_on=pd.to_datetime(frame.period_on).dt.date)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, pd.DataFrame, pd.DataFrame]:
    """The cells of the campaign while it runs, and those published after it, of the same deployment."""
    folder = tmp_path_factory.mktemp("running")
    town, folders = write_town(folder / "bundle"), Folders(folder / "data")
    whole = {name: (town.path / name).read_text() for name in ("exchanges.csv", "responses.csv")}
    posts, replies = town.exchanges, town.responses
    posts[posts.posted_at < f"{LAST}T23"].to_csv(town.path / "exchanges.csv", index=False)
    known = replies[(replies.responded_at < f"{LAST}T23") & replies.exchange_id.isin(posts.exchange_id[
        posts.posted_at < f"{LAST}T23"])]  # fmt: skip
    known.assign(completed_at=known.completed_at.where(known.completed_at < f"{LAST}T23", "")).to_csv(
        town.path / "responses.csv", index=False
    )
    running = _cells(_published(folders, town, LAST))
    for name, text in whole.items():
        (town.path / name).write_text(text)
    return town, running, _cells(_published(folders, town, "2024-12-15"))


def test_a_week_tells_the_whole_zone_and_a_month_its_places(editions: tuple[Town, pd.DataFrame, pd.DataFrame]) -> None:
    _, running, _ = editions
    assert set(running.period_kind) == {"week", "month"}, "its end is not covered"
    assert set(running.level[running.period_kind == "week"]) == {"city"}
    weeks = set(running.period_on[running.period_kind == "week"])
    assert weeks == {date(2024, 1, 1) + pd.Timedelta(days=7) * n for n in range(7)}
    assert set(running.period_on[running.period_kind == "month"]) == {date(2024, 1, 1)}
    of_places = running[running.level == "neighbourhood"]
    assert set(of_places.area_code) == {"a1", "a2", "b1"}
    assert set(of_places.dimension) == {"campaign_item"}
    said = set(running.value.str.rsplit(":", n=1).str[1])
    steps = {"contacted", "opened", "answered", "offered", "matched", "completed"}
    assert said == {"yes", *steps}, "neither who cannot help nor when, while it runs"


def test_what_is_told_so_far_is_the_count_so_far(editions: tuple[Town, pd.DataFrame, pd.DataFrame]) -> None:
    town, running, _ = editions
    answers = pd.read_csv(town.path / "campaign_answers.csv")
    people = town.members.set_index("member_id")
    yes = {people.household_id[row.member_id] for row in answers.itertuples() if row.answer == "yes"}
    cell = running[(running.dimension == "campaign_item") & (running.value == "entraide:childcare:yes")]
    by_week = cell[cell.period_kind == "week"].set_index("period_on")
    assert pd.isna(by_week.households[date(2024, 1, 1)]), "nobody had answered by 7 January"
    after = by_week.households[date(2024, 1, 8)]
    assert abs(after - len(yes)) < 6 * by_week.s.iloc[0], "they did on the 10th"


def test_what_was_told_so_far_stays_and_the_end_is_added(editions: tuple[Town, pd.DataFrame, pd.DataFrame]) -> None:
    _, running, after = editions
    kept = after[after.period_kind != "campaign"].reset_index(drop=True)
    columns = ["level", "area_code", "period_kind", "period_on", "dimension", "value"]
    pd.testing.assert_frame_equal(
        kept.sort_values(columns, ignore_index=True), running.sort_values(columns, ignore_index=True)
    )
    over = after[after.period_kind == "campaign"]
    assert set(over.dimension) == {"campaign_step", "campaign_item", "campaign_offer_time", "campaign_standing"}
    assert set(over.level[over.dimension.isin(["campaign_offer_time", "campaign_standing"])]) == {"city"}
    assert set(over.level[over.value.str.endswith(":no")]) == {"city"}


def test_the_noise_of_a_week_is_its_own_and_half_of_it_is_that_of_every_other(
    editions: tuple[Town, pd.DataFrame, pd.DataFrame],
) -> None:
    """The same households from the 10th of January on: what differs between weeks is the part drawn for each."""
    _, running, _ = editions
    cell = running[(running.value == "entraide:childcare:yes") & (running.period_kind == "week")]
    shown = cell.households.dropna().astype(int).tolist()
    assert len(shown) == 6
    assert len(set(shown)) > 1
