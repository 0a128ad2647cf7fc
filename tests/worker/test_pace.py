"""How long a page takes lately."""

from onlineocr.worker.pace import Pace


def test_it_knows_nothing_before_the_first_page():
    assert Pace().ms is None


def test_it_takes_the_first_page_as_it_is():
    pace = Pace()
    pace.add(500)
    assert pace.ms == 500


def test_it_follows_the_latest_pages():
    pace = Pace(1000.0)
    for _ in range(50):
        pace.add(100)
    assert 100 < pace.ms < 110
