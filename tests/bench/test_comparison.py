"""A comparison of engines as tables, bars and a plot: bench/lib/thresholds.py, report.py, accuracy_plot.py."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench.lib import report, thresholds
from bench.lib.accuracy_plot import plot
from bench.lib.competitors import Cache, joined_tessdata
from bench.lib.evaluation import Sample, samples
from bench.lib.tally import Tally

SAMPLE = Sample("receipts_sroie", Path("a.png"), "one two three four", "eng")


def tally(text, cpu):
    made = Tally()
    made.add({"text": text, "cpu": cpu, "words": [[text.split()[0], 0.9, 0, 0, 9, 9]]}, SAMPLE)
    return made


def results(ours="one two three four", cpu=1.0):
    return {"receipts_sroie": {"ours": tally(ours, cpu), "tesserocr": tally("one two", 1.0)}}


def verdicts(found):
    return {bar.what: bar.reached for bar in thresholds.judge(found)}


def test_a_bar_is_reached_or_not() -> None:
    assert verdicts(results()) | {"word F1": True, "CPU beside tesserocr": True} == verdicts(results())
    worse = verdicts(results("one two", 1.3))
    assert (worse["word F1"], worse["CPU beside tesserocr"]) == (False, False)


def test_a_bar_that_was_not_measured_is_not_reached() -> None:
    assert verdicts({"receipts_sroie": {"ours": tally("one", 1.0)}})["CPU beside tesserocr"] is None


def test_only_sets_that_were_read_have_bars() -> None:
    assert {bar.set for bar in thresholds.judge(results())} == {"receipts_sroie", "all"}


def test_the_table_has_a_row_for_each_engine() -> None:
    rows = report.table(results()).splitlines()[2:]
    assert rows[0] == "| receipts_sroie | 1 | ours | 1.000 | 1.000 | 1.000 | 0.000 | 1.00 | 1.0 | 0.100 |  |"
    assert rows[1].startswith("| receipts_sroie | 1 | tesserocr | 0.667 |")


def test_times_of_another_run_are_said_to_be() -> None:
    assert "earlier run" not in report.page(results(), [], [])
    assert "CPU times of tesserocr come" in report.page(results(), [], ["tesserocr"])


def test_the_plot_shows_every_engine_of_every_set() -> None:
    root = ET.fromstring(plot(results()))
    panels = root.findall("{*}g")
    assert [len(panel.findall("{*}circle")) for panel in panels] == [2]


def test_writing_replaces_what_stood_between_the_marks(tmp_path) -> None:
    (tmp_path / "design").mkdir()
    (tmp_path / "images").mkdir()
    page = tmp_path / "design" / "figures.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write(results(), "new\n", tmp_path)
    assert page.read_text() == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"
    assert (tmp_path / "images" / "accuracy-cost.svg").is_file()


def test_only_competitors_readings_are_remembered(tmp_path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("tesserocr", SAMPLE, {"text": "a"})
    cache.put("ours", SAMPLE, {"text": "b"})
    again = Cache(tmp_path / "cache")
    assert (again.get("tesserocr", SAMPLE), again.get("ours", SAMPLE)) == ({"text": "a"}, None)


def test_trained_data_of_several_folders_is_joined(tmp_path) -> None:
    for folder, name in (("a", "eng"), ("b", "eng"), ("b", "fra")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.traineddata").write_text(folder)
    with joined_tessdata(tmp_path / "a", tmp_path / "b") as joined:
        assert {file.name: file.read_text() for file in joined.iterdir()} == {
            "eng.traineddata": "a",
            "fra.traineddata": "b",
        }


@pytest.mark.parametrize(("limit", "names"), [(None, "abcd"), (2, "ac"), (9, "abcd")])
def test_a_limit_takes_pictures_from_all_over_a_set(tmp_path, limit, names) -> None:
    folder = tmp_path / "docs_scribe"
    folder.mkdir()
    for name in "abcd":
        (folder / f"{name}.png").write_bytes(b"")
        (folder / f"{name}.txt").write_text(name)
    (folder / "a.json").write_text('{"lang": "zh-Hans", "level": "word", "words": []}')
    found = samples(folder, limit)
    assert "".join(one.truth for one in found) == names
    assert [one.language for one in found][:2] == ["chi_sim", "eng"]


@pytest.mark.parametrize(
    ("text", "cpu", "kept"), [("one two three four", 1.03, (True, True)), ("one", 1.04, (False, False))]
)
def test_a_set_keeps_what_it_had_before(text, cpu, kept) -> None:
    found = {"receipts_sroie": {"before": tally("one two three four", 1.0), "ours": tally(text, cpu)}}
    said = verdicts(found)
    assert (said["word F1 kept"], said["CPU beside before"]) == kept
