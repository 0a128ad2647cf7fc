"""``onlineocr admin`` and ``manage.py``: the first administrator of a new machine."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onlineocr.cli import exits

from .conftest import ROOT, clean_environment

PASSWORD = "correct horse battery"
ADMIN = [sys.executable, "-m", "onlineocr", "admin"]
COMMAND = [*ADMIN, "create"]
FIND = """
import json
from onlineocr.accounts.models import User
found = User.objects.values("username", "email", "is_staff", "is_superuser", "is_active")
print(json.dumps([*found, *[user.check_password("correct horse battery") for user in User.objects.all()]]))
"""


@pytest.fixture
def environment(tmp_path):
    """That of a new machine: the data folder is not there yet."""
    return clean_environment() | {"ONLINEOCR_DATA": str(tmp_path / "data")}


@pytest.fixture
def create(environment):
    def run(*arguments, given="", **variables):
        return subprocess.run(
            [*COMMAND, *arguments], cwd=ROOT, env=environment | variables, input=given, text=True,
            capture_output=True, check=False,
        )  # fmt: skip

    return run


def shell(environment, code):
    """The last line that ``code`` prints in Django's shell."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    if __import__("django").__version__ < "5.1":
        command.remove("--no-imports")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return (done.stdout.splitlines() or [""])[-1]


def accounts(environment):
    return json.loads(shell(environment, FIND))


def test_it_makes_the_first_administrator_of_a_new_machine(create, environment):
    done = create("alice", "--email", "alice@example.org", "--password-stdin", given=f"{PASSWORD}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "/admin/" in done.stdout
    alice = {
        "username": "alice",
        "email": "alice@example.org",
        "is_staff": True,
        "is_superuser": True,
        "is_active": True,
    }
    assert accounts(environment) == [alice, True]


def test_it_takes_the_variables_that_django_takes(create, environment):
    done = create(DJANGO_SUPERUSER_USERNAME="bob", DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    assert done.returncode == 0
    assert [accounts(environment)[0]["username"], accounts(environment)[1]] == ["bob", True]


def test_it_refuses_a_name_that_is_taken_and_a_weak_password(create):
    assert create("alice", "--password-stdin", given=PASSWORD).returncode == 0
    taken = create("ALICE", "--password-stdin", given=PASSWORD)
    assert (taken.returncode, "already exists" in taken.stderr) == (exits.WRONG, True)
    weak = create("bob", "--password-stdin", given="1234")
    assert (weak.returncode, "bob: This password is too short" in weak.stderr) == (exits.WRONG, True)
    wrong = create("a b", "--password-stdin", given=PASSWORD)
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (exits.WRONG, False)


def test_it_names_the_data_folder_that_was_named(create, environment, tmp_path):
    del environment["ONLINEOCR_DATA"]
    done = create("alice", "--password-stdin", "--data", str(tmp_path / "mine"), given=PASSWORD)
    assert (done.returncode, str(tmp_path / "mine") in done.stdout) == (0, True)
    assert accounts(environment | {"ONLINEOCR_DATA": str(tmp_path / "mine")})[0]["username"] == "alice"


@pytest.mark.parametrize("command", [("create", "alice", "--password-stdin"), ("unlock", "alice")])
def test_it_makes_no_second_database_in_a_folder_that_nobody_named(installed, tmp_path, command):
    done = installed("admin", *command, given=PASSWORD)
    assert (done.returncode, "There is no service's data in" in done.stderr) == (exits.USAGE, True)
    assert "--data" in done.stderr
    assert not (tmp_path / "share" / "onlineocr").exists()


@pytest.fixture
def installed(tmp_path):
    """Runs a command as an installed package does, whose data folder is below the home folder."""
    environment = clean_environment() | {"XDG_DATA_HOME": str(tmp_path / "share")}

    def run(*arguments, given=""):
        code = "import onlineocr.env as env; env.ROOT = env.Path('/nowhere'); from onlineocr.cli import main; main()"
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, input=given, text=True, capture_output=True, check=False
        )

    return run


def test_it_asks_nobody_where_no_terminal_is(create, tmp_path):
    for arguments in ((), ("alice",)):
        done = create(*arguments)
        assert (done.returncode, "--password-stdin" in done.stderr) == (exits.USAGE, True)
    assert not (tmp_path / "data").exists()


def test_it_asks_on_a_terminal_and_never_shows_the_password(environment):
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, COMMAND, environment)
    shown = b""
    for question, answer in ((b"Name", b"carol"), (b"Password", PASSWORD.encode()), (b"again", PASSWORD.encode())):
        while question not in shown:
            shown += os.read(terminal, 1000)
        time.sleep(0.3)  # until the echo is off
        os.write(terminal, answer + b"\n")
    try:
        while chunk := os.read(terminal, 1000):
            shown += chunk
    except OSError:  # the terminal has closed
        pass
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert b"carol is an administrator" in shown
    assert PASSWORD.encode() not in shown
    assert accounts(environment)[0]["username"] == "carol"


LOCK = """
from axes.models import AccessAttempt
for name, address in (("alice", "192.0.2.1"), ("alice", "192.0.2.2"), ("bob", "192.0.2.1")):
    AccessAttempt.objects.create(username=name, ip_address=address, failures_since_start=10)
"""


def test_it_unlocks_one_name_in_any_spelling(create, environment):
    def unlock(name):
        return subprocess.run(
            [*ADMIN, "unlock", name], cwd=ROOT, env=environment, text=True, capture_output=True, check=False
        )

    assert create("alice", "--password-stdin", given=PASSWORD).returncode == 0
    shell(environment, LOCK)
    done = unlock("ALICE")
    assert (done.returncode, done.stderr) == (0, "")
    assert "; wrong passwords forgotten: 20" in done.stdout
    left = "from axes.models import AccessAttempt; print(*AccessAttempt.objects.values_list('username', flat=True))"
    assert shell(environment, left) == "bob"
    assert "; wrong passwords forgotten: 0" in unlock("alice").stdout
    unknown = unlock("alicia")
    assert (unknown.returncode, "no account 'alicia'" in unknown.stderr) == (exits.WRONG, True)


def test_manage_py_of_a_machine_without_an_environment_says_what_to_do(tmp_path):
    shutil.copy(ROOT / "manage.py", tmp_path)
    bare = [sys.executable, "-S", str(tmp_path / "manage.py"), "createsuperuser"]
    done = subprocess.run(bare, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Run ./serve once" in done.stderr
    assert "onlineocr admin create" in done.stderr


def test_manage_py_finds_the_environment_by_itself(tmp_path):
    clone = tmp_path / "clone"
    (clone / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "manage.py", clone)
    python = clone / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "taken: $*"\n')
    python.chmod(0o755)
    bare = [sys.executable, "-S", str(clone / "manage.py"), "check", "--deploy"]
    done = subprocess.run(bare, env=clean_environment(), capture_output=True, text=True, check=True)
    assert done.stdout == f"taken: {clone / 'manage.py'} check --deploy\n"


def test_manage_py_tells_a_wrong_setting_in_one_line(environment):
    command = [sys.executable, "manage.py", "check"]
    environment |= {"ONLINEOCR_MAX_BYTES": "much"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "ONLINEOCR_MAX_BYTES='much'" in done.stderr


def test_the_module_is_loaded_without_django():
    code = "import sys, onlineocr.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT), check=False).returncode == 0
