"""GET /api/v1/search: pages, the places on them, and whose they are."""

from datetime import timedelta
from itertools import chain

import pytest
from django.utils import timezone

from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from onlineocr.documents.search import matches, page_index
from onlineocr.ocr.errors import DocumentTimeout

URL = "/api/v1/search"


def ask(client, query, **more):
    response = client.get(URL, {"q": query, **more})
    assert response.status_code == 200, response.content
    return response.json()


def found(client, query, **more):
    """The hits as file name and page."""
    return [(hit["document"]["file_name"], hit["page"]) for hit in ask(client, query, **more)["results"]]


def refused(client, **query):
    response = client.get(URL, query)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_option"), response.content
    return {error["field"]: error["detail"] for error in response.json()["errors"]}


def test_it_asks_for_a_sign_in(api):
    assert (api.get(URL, {"q": "x"}).status_code, api.get(URL, {"q": "x"}).json()["code"]) == (401, "not_signed_in")


def test_it_finds_nothing_at_first(as_user, alice):
    assert ask(as_user(alice), "tea") == {"next": None, "previous": None, "results": []}


def test_it_shows_page_snippet_and_boxes(as_user, alice, typed):
    document = typed(alice, "nothing here", "a cup of\ntea for two", file_name="tea.png")
    [first, hit] = ask(as_user(alice), "tea")["results"]
    here = f"http://testserver/api/v1/documents/{document.uid}/"
    assert (first["page"], first["file_name_marks"], first["matches"]) == (1, [[0, 3]], [])
    assert hit | {"document": None} == {
        "document": None, "page": 2, "width": 400, "height": 600, "exact": True,
        "snippet": {"text": "a cup of tea for two", "marks": [[9, 12]]}, "file_name_marks": [], "count": 1,
        "matches": [{"text": "tea", "span": [9, 12], "exact": True, "boxes": [[0, 20, 30, 40]]}],
        "result": f"{here}pages/2/", "image": f"{here}pages/2/image",
    }  # fmt: skip
    assert hit["document"]["document"] == here


def test_a_word_that_a_line_broke_has_two_boxes(as_user, alice, typed):
    typed(alice, "one more exam-\nple of it")
    [match] = ask(as_user(alice), "example")["results"][0]["matches"]
    assert (match["text"], match["boxes"]) == ("example", [[90, 0, 140, 20], [0, 20, 30, 40]])


def test_a_phrase_may_run_over_lines(as_user, alice, typed):
    typed(alice, "total of\nthe year")
    [match] = ask(as_user(alice), '"of the"')["results"][0]["matches"]
    assert (match["text"], match["boxes"]) == ("of\nthe", [[60, 0, 80, 20], [0, 20, 30, 40]])


def test_a_character_of_a_script_without_spaces_has_its_part_of_the_box(as_user, alice, typed):
    typed(alice, "我在中国学习")
    [match] = ask(as_user(alice), "中国")["results"][0]["matches"]
    assert match["boxes"] == [[20, 0, 40, 20]]


@pytest.mark.parametrize(
    ("query", "exact"),
    [
        ("invoice", [True, False]), ("lnvoice", [True, False]), ("10O", [False]), ("modem", [False]), ("cafe", [True]),
        ("strasse", [True]), ('"invoice modern"', [True]), ("inv*", [True, False]), ("invoice -cafe", [False]),
    ],
)  # fmt: skip
def test_pages_with_the_very_words_come_before_those_with_look_alikes(as_user, alice, typed, query, exact):
    typed(alice, "Invoice modern Straße 100 café")
    typed(alice, "lnvoice")
    assert [hit["exact"] for hit in ask(as_user(alice), query)["results"]] == exact


def test_it_marks_look_alikes_beside_the_words_themselves(as_user, alice, typed):
    typed(alice, "Miller and Mi11er")
    [hit] = ask(as_user(alice), "miller")["results"]
    assert [(match["text"], match["exact"]) for match in hit["matches"]] == [("Miller", True), ("Mi11er", False)]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("tea", [1]), ("te*", [1, 2]), ('"green tea"', [1]), ('"tea green"', []), ("green -tea", [2]), ("茶", [3]),
        ("喝茶", [3]), ("茶喝", []), ("สวัสดี", [3]), ("हिन्दी", [3]), ("שלום", [3]), ("محمد", [3]), ("tea 茶", []),
        ("scan", [1]), ("nothing", []), ("- tea", [1]),
    ],
)  # fmt: skip
def test_it_takes_words_phrases_beginnings_and_minus_in_any_script(as_user, alice, typed, query, hits):
    typed(alice, "green tea", "green teapots", "我喝茶 สวัสดีครับ हिन्दी שָׁלוֹם مُحَمَّد")
    assert [page for _, page in found(as_user(alice), query)] == hits


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("학교", "학교"), ("서울", "서울"), ("대학교", "대학교"), ("교학", None),
        ("בית", "הבית"), ("ספר", "והספר"), ("كتاب", "والكتاب"), ("مدرسة", "المدرسة"), ("น้ำ", "น้ำ"),
    ],
)  # fmt: skip
def test_it_finds_a_word_with_what_its_language_writes_together_with_it(as_user, alice, typed, query, matched):
    typed(alice, "서울대학교에서 공부한다. הבית והספר. والكتاب في المدرسة. ดื่มน้ำ")
    hits = ask(as_user(alice), query)["results"]
    assert [hit["matches"][0]["text"] for hit in hits] == ([matched] if matched else [])


def test_the_latest_document_comes_first_with_its_pages_in_order(as_user, alice, typed):
    typed(alice, "tea", "tea", file_name="old.png")
    typed(alice, "tea", "x", "tea", file_name="new.png")
    assert found(as_user(alice), "tea") == [("new.png", 1), ("new.png", 3), ("old.png", 1), ("old.png", 2)]


def test_it_shows_ones_own_and_staff_everything(as_user, alice, bob, charlie, typed):
    (
        typed(alice, "tea", file_name="of alice"),
        typed(bob, "tea", file_name="of bob"),
        typed(None, "tea", file_name="none"),
    )
    assert found(as_user(alice), "tea") == [("of alice", 1)]
    assert found(as_user(charlie), "tea") == [("none", 1), ("of bob", 1), ("of alice", 1)]
    assert found(as_user(charlie), "tea", created_by="bob") == [("of bob", 1)]
    assert found(as_user(charlie), "tea", created_by="eve") == []
    assert "created_by" in refused(as_user(alice), q="tea", created_by="bob")


def test_it_searches_one_document(as_user, alice, bob, typed):
    one, other = typed(alice, "tea", file_name="1"), typed(bob, "tea", file_name="2")
    typed(alice, "tea", file_name="3")
    assert found(as_user(alice), "tea", document=one.uid) == [("1", 1)]
    response = as_user(alice).get(URL, {"q": "tea", "document": other.uid})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_token_searches_its_document_only(api, typed):
    document, other = typed(None, "tea", file_name="1"), typed(None, "tea", file_name="2")
    token = document.issue_token()
    document.save()
    assert found(api, "tea", document=document.uid, token=token) == [("1", 1)]
    assert api.get(URL, {"q": "tea", "document": document.uid}).status_code == 404
    assert api.get(URL, {"q": "tea", "document": other.uid, "token": token}).status_code == 404
    assert api.get(URL, {"q": "tea", "token": token}).status_code == 401


def test_what_has_expired_is_not_shown(as_user, alice, typed):
    typed(alice, "tea")
    Document.objects.update(expires_at=timezone.now())
    assert found(as_user(alice), "tea") == []


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        ({"language": "de"}, ["de"]),
        ({"language": "de,en"}, ["en", "de"]),
        ({"created_before": "2026-01-01"}, ["de"]),
        ({"created_after": "2026-01-01"}, ["en"]),
        ({"status": "failed"}, []),
        ({"media_type": "image/*", "language": "en"}, ["en"]),
        ({"needs_review": "false"}, ["en", "de"]),
    ],
)
@pytest.mark.parametrize("few", [0, 100], ids=["passed", "named"])
def test_it_filters_as_the_list_does(as_user, alice, typed, monkeypatch, filter_, names, few):
    monkeypatch.setattr(page_index, "_FEW", few)
    for name, year in (("de", 2025), ("en", 2026)):
        document = typed(alice, "tea", file_name=name)
        document.created_at = document.created_at.replace(year=year, month=6)
        document.name_languages([name])
        document.save()
    assert [name for name, _ in found(as_user(alice), "tea", **filter_)] == names


def test_where_most_documents_are_passed_by_a_part_ends_and_leads_on(as_user, alice, typed, monkeypatch):
    monkeypatch.setattr(page_index, "_FEW", 0)
    monkeypatch.setattr(page_index, "MOST_PASSED", 2)
    for name in "abcde":
        typed(alice, "tea", file_name=name)
    Document.objects.exclude(file_name="a").update(needs_review=True)
    client, seen = as_user(alice), []
    answer = ask(client, "tea", needs_review="false")
    while answer["next"]:
        seen.append(len(answer["results"]))
        answer = client.get(answer["next"]).json()
    assert (seen, [hit["document"]["file_name"] for hit in answer["results"]]) == ([0, 0], ["a"])


def walk(client, address, way="next"):
    parts = []
    while address:
        answer = client.get(address).json()
        parts.append([hit["document"]["file_name"] for hit in answer["results"]])
        last, address = address, answer[way]
    return parts, last


@pytest.fixture
def seven(alice, typed):
    """Seven documents: four with the word, three with a look-alike."""
    for number in range(7):
        typed(alice, "bill" if number % 2 == 0 else "bi11", file_name=str(number))


ORDER = ["6", "4", "2", "0", "5", "3", "1"]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 50])
def test_it_is_walked_part_by_part_and_back(as_user, alice, seven, size):
    client = as_user(alice)
    there, last = walk(client, f"{URL}?q=bill&page_size={size}")
    back, _ = walk(client, last, way="previous")
    assert [name for part in there for name in part] == ORDER
    assert [name for part in reversed(back) for name in part] == ORDER


def test_a_walk_meets_what_stays_once_whatever_comes_and_goes(as_user, alice, typed, seven):
    client = as_user(alice)
    first = client.get(f"{URL}?q=bill&page_size=2").json()
    typed(alice, "bill", file_name="new")
    Document.objects.filter(file_name__in=["6", "4", "2"]).delete()
    assert list(chain(*walk(client, first["next"])[0])) == ["0", "5", "3", "1"]


def test_it_ends_a_part_where_pages_are_very_long(as_user, alice, seven, monkeypatch):
    monkeypatch.setattr(matches, "MOST_TEXT", 9)
    there, last = walk(as_user(alice), f"{URL}?q=bill")
    back, _ = walk(as_user(alice), last, way="previous")
    assert there == [["6", "4"], ["2", "0"], ["5", "3"], ["1"]]
    assert list(chain(*reversed(back))) == ORDER


def test_it_tells_the_first_places_and_how_many_there_are(as_user, alice, typed):
    typed(alice, "tea " * 300)
    [hit] = ask(as_user(alice), "tea")["results"]
    assert (hit["count"], len(hit["matches"])) == (300, 200)


def test_a_page_without_boxes_is_found_all_the_same(as_user, alice, typed):
    document = typed(alice, "tea")
    page = document.shown.pages.get()
    page.result = page.result | {"blocks": []}
    page.save()
    [hit] = ask(as_user(alice), "tea")["results"]
    assert hit["matches"] == [{"text": "tea", "span": [0, 3], "exact": True, "boxes": []}]


def test_a_document_without_a_read_page_is_found_by_its_name(as_user, alice, queued):
    queued(alice, file_name="tea.png")
    claim = claims.claim("w")
    claims.fail(claim, DocumentTimeout())
    [hit] = ask(as_user(alice), "tea")["results"]
    assert (hit["page"], hit["snippet"], hit["result"]) == (None, {"text": "", "marks": []}, None)


@pytest.mark.parametrize(
    ("query", "why"),
    [("", "is needed"), (" ", "is needed"), ("???", "no letter"), ("-tea", "leave out"), ("a " * 33, "32 words"),
     ("a" * 1001, "1000 characters"), ("\0", "no letter")],
)  # fmt: skip
def test_it_refuses_a_query_without_anything_to_find(as_user, alice, query, why):
    assert why in refused(as_user(alice), q=query)["q"]


@pytest.mark.parametrize(
    "query",
    ['a"b', "a*b", "* a", "NEAR(a b)", "a AND OR NOT", "{body}: a", "a:*", "body:a", "^a", "a' | 'b", "!a & b", "a\0b",
     "a<->b", "\\a", "%a_", "'a';--", "a" * 999, "\U0010ffff a", "a\u0301\u0301" * 200, "-a b", '-"a b" c', "~a",
     "|a|"],
)  # fmt: skip
def test_no_query_is_syntax(as_user, alice, typed, query):
    typed(alice, "words")
    assert ask(as_user(alice), query)["results"] == []


@pytest.mark.parametrize("query", ["zz", '"zz zz"', "zz*"])
def test_it_takes_words_that_are_very_long(as_user, alice, typed, query):
    typed(alice, "z" * 5000, "x" * 5000 + " zz zz")
    assert len(found(as_user(alice), "x" * 900)) == 1
    assert found(as_user(alice), query)


@pytest.mark.parametrize(
    "wrong", [{"document": "x"}, {"page_size": "0"}, {"page_size": "51"}, {"status": "lost"}, {"search": "a"}]
)
def test_it_names_a_parameter_that_is_wrong(as_user, alice, wrong):
    assert refused(as_user(alice), q="tea", **wrong).keys() == wrong.keys()


@pytest.mark.parametrize("cursor", ["x", "W10:abc", "\0", "a" * 3000])
def test_it_refuses_a_cursor_that_was_not_made_here(as_user, alice, cursor):
    response = as_user(alice).get(URL, {"q": "tea", "cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_it_asks_the_database_the_same_number_of_times_for_one_hit_as_for_many(
    as_user, alice, typed, django_assert_max_num_queries
):
    for _ in range(20):
        typed(alice, "tea")
    with django_assert_max_num_queries(6):
        assert len(found(as_user(alice), "tea", page_size=20)) == 20


def test_new_results_are_found_at_once_and_old_ones_no_more(as_user, alice, typed):
    document = typed(alice, "tea", file_name="a")
    document.created_at -= timedelta(days=1)
    document.delete()
    assert found(as_user(alice), "tea") == []
