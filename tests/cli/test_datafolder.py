"""The data folder that a command uses, and the one that it names for the next command."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from onlineocr.cli import datafolder


@pytest.fixture
def environment(monkeypatch):
    """Only the given variables name a data folder or a database."""

    def only(**variables: str) -> None:
        for name in ("ONLINEOCR_DATA", "DATABASE_URL", "DATABASE_URL_FILE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    only()
    return only


@pytest.fixture
def used(tmp_path) -> Path:
    """A folder that a service has used."""
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / datafolder.DATABASE).touch()
    return tmp_path / "used"


def test_a_given_folder_goes_before_the_variable(environment, tmp_path):
    environment(ONLINEOCR_DATA=str(tmp_path / "other"))
    assert datafolder.use(None) == tmp_path / "other"
    assert datafolder.use(tmp_path / "given") == tmp_path / "given"
    assert datafolder.os.environ["ONLINEOCR_DATA"] == str(tmp_path / "given")


def test_a_given_folder_is_found_from_every_working_folder(environment, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert datafolder.use(Path("data")) == tmp_path / "data"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert datafolder.use(Path("~/data")) == tmp_path / "home" / "data"


@pytest.mark.parametrize(
    ("name", "option"), [("data", " --data {}/data"), ("my data", " --data '{}/my data'"), (None, "")]
)
def test_a_command_names_the_folder_for_the_next_one_where_it_was_given(environment, tmp_path, name, option):
    environment(ONLINEOCR_DATA=str(tmp_path))
    datafolder.use(tmp_path / name if name else None)
    assert datafolder.option() == option.format(tmp_path)


def test_a_folder_is_forgotten_when_the_next_command_names_none(environment, tmp_path):
    datafolder.use(tmp_path)
    datafolder.use(None)
    assert datafolder.option() == ""


def test_a_given_folder_that_is_not_there_may_be_misspelt(environment, tmp_path):
    assert datafolder.existing(tmp_path) == tmp_path
    with pytest.raises(typer.BadParameter, match=f"There is no folder '{tmp_path}/dta'"):
        datafolder.existing(tmp_path / "dta")
    (tmp_path / "file").touch()
    with pytest.raises(typer.BadParameter):
        datafolder.existing(tmp_path / "file")


def test_the_folder_of_the_variable_need_not_be_there(environment, tmp_path):
    environment(ONLINEOCR_DATA=str(tmp_path / "new"))
    assert datafolder.existing(None) == tmp_path / "new"


def test_the_folder_of_a_service_is_taken(environment, used):
    assert datafolder.of_service(used) == used
    environment(ONLINEOCR_DATA=str(used))
    assert datafolder.of_service(None) == used


@pytest.mark.parametrize("may_be_new", [False, True])
def test_a_folder_that_nobody_named_is_never_made_a_services(environment, tmp_path, monkeypatch, may_be_new):
    monkeypatch.setattr(datafolder.env, "ROOT", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(typer.BadParameter, match="There is no service's data in"):
        datafolder.of_service(None, may_be_new=may_be_new)


def test_a_folder_that_was_named_may_be_new_where_a_command_makes_it(environment, tmp_path):
    with pytest.raises(typer.BadParameter, match="as the service was started"):
        datafolder.of_service(tmp_path)
    assert datafolder.of_service(tmp_path, may_be_new=True) == tmp_path
    environment(ONLINEOCR_DATA=str(tmp_path))
    assert datafolder.of_service(None, may_be_new=True) == tmp_path


@pytest.mark.parametrize("variable", ["DATABASE_URL", "DATABASE_URL_FILE"])
def test_with_a_database_elsewhere_the_folder_need_not_hold_one(environment, tmp_path, variable):
    environment(**{variable: "postgres://h/n", "ONLINEOCR_DATA": str(tmp_path)})
    assert datafolder.of_service(None) == tmp_path
