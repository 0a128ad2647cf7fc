# Sourced by ./serve and ./test: makes the virtual environment and keeps it up to date. POSIX sh.
#
#   prepare_environment requirements.txt        needs $here (the clone), sets $venv
#
# ONLINEOCR_PYTHON  the interpreter to use (default: the first suitable one on the path)
# ONLINEOCR_VENV    where the environment lives (default: .venv in the clone)

# Without stored bytecode every start takes three times as long.
unset PYTHONDONTWRITEBYTECODE

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename -- "$0"): $*"; exit 1; }

works() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1; }

version_of() { "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null; }

# Run each candidate: a name on the path may be a shim that stands for nothing.
find_python() {
    if [ -n "${ONLINEOCR_PYTHON:-}" ]; then
        works "$ONLINEOCR_PYTHON" || die "ONLINEOCR_PYTHON='$ONLINEOCR_PYTHON' is no Python 3.11, 3.12 or 3.13 that runs"
        python=$ONLINEOCR_PYTHON
        return
    fi
    for python in python3 python3.13 python3.12 python3.11; do
        if works "$python"; then return; fi
    done
    python=
    if command -v uv >/dev/null 2>&1; then return; fi    # uv fetches one
    found=$(version_of python3 || true)
    if [ -n "$found" ]; then
        die "Python 3.11, 3.12 or 3.13 is needed, and python3 is $found.
Install one of them with its venv module (Debian 12, Ubuntu 24.04 and later: 'apt install python3 python3-venv'), or install uv (https://docs.astral.sh/uv/), which fetches one."
    fi
    die "Python 3.11, 3.12 or 3.13 is needed, and there is no python3.
Install it: 'apt install python3 python3-venv'."
}

remove_environment() {
    [ -e "$venv" ] || [ -L "$venv" ] || return 0
    [ -f "$venv/pyvenv.cfg" ] || [ -z "$(ls -A -- "$venv")" ] ||
        die "'$venv' is in the way: it is no virtual environment. Move it, or set ONLINEOCR_VENV to another folder."
    rm -rf -- "$venv"
}

make_environment() {
    find_python
    remove_environment
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --no-project --python "${python:-3.13}" "$venv" && return
        say "uv could not make the environment; trying python3 -m venv"
        remove_environment
    fi
    [ -n "$python" ] || die "no Python 3.11, 3.12 or 3.13 was found, and uv could not fetch one"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        die "Python's venv module is missing. Install it: 'apt install python3-venv' (or install uv)."
    "$python" -m venv "$venv" || die "the environment '$venv' could not be made; see the message above"
}

# Packages come as wheels with known hashes: nothing is built here, nothing unknown is run.
install_requirements() (
    unset PIP_USER PIP_TARGET PIP_PREFIX PIP_NO_BINARY PYTHONHOME PYTHONPATH
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --no-build --compile-bytecode --python "$venv/bin/python" \
            --require-hashes -r "$here/$1" && exit 0
        say "uv could not install the packages; trying pip"
    fi
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null || exit 1
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r "$here/$1"
)

# The clone itself: a .pth line makes it importable, a launcher is its command.
install_clone() {
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$here" >"$site/onlineocr.pth"
    cat >"$venv/bin/onlineocr" <<'LAUNCHER'
#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/python" -P -m onlineocr "$@"
LAUNCHER
    chmod +x "$venv/bin/onlineocr"
    # Now, not at the first start: a service need not be able to write beside its code.
    "$venv/bin/python" -m compileall -q "$here/onlineocr" || true
}

# What an environment was made from: the locked packages, the interpreter, the place. Scripts in it hold the place.
fingerprint() {
    running=$("$venv/bin/python" -c 'import sys; print(sys.version)' 2>/dev/null) || return 1
    { cat -- "$here/$1" && printf '%s\n' "$here" "$venv" "$running"; } | sha256sum
}

# fresh NAME: the environment was filled from NAME, or from the development set, which holds all of it.
fresh() {
    for set in "$1" requirements-dev.txt; do
        stamp=$venv/.installed-$set
        if [ -f "$stamp" ] && [ "$(cat -- "$stamp")" = "$(fingerprint "$set")" ]; then return 0; fi
    done
    return 1
}

matches_choice() {
    [ -z "${ONLINEOCR_PYTHON:-}" ] || [ "$(version_of "$ONLINEOCR_PYTHON")" = "$(version_of "$venv/bin/python")" ]
}

# .place is written last and removed first: without it the environment was interrupted, with another one it was moved.
reusable() {
    [ -f "$venv/.place" ] && [ "$(cat -- "$venv/.place")" = "$here $venv" ] && works "$venv/bin/python" && matches_choice
}

prepare_environment() {
    venv=${ONLINEOCR_VENV:-$here/.venv}
    case $venv in /*) ;; *) venv=$PWD/$venv ;; esac
    if matches_choice && fresh "$1"; then return 0; fi
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$venv.lock"
        flock -n 9 || { say "Waiting for another installation in this folder..."; flock 9; }
        if matches_choice && fresh "$1"; then exec 9>&-; return 0; fi
    fi
    started=$(date +%s)
    if ! reusable; then
        say "Setting up ${venv#"$here"/} (once; a minute or two)..."
        make_environment
    else
        say "Bringing ${venv#"$here"/} up to date..."
    fi
    rm -f -- "$venv"/.installed-* "$venv/.place"
    install_requirements "$1" || die "the packages could not be installed; see the message above. The next start tries again."
    install_clone
    printf '%s\n' "$here $venv" >"$venv/.place"
    fingerprint "$1" >"$venv/.installed-$1"
    say "Ready after $(($(date +%s) - started)) s, with Python $(version_of "$venv/bin/python")."
    exec 9>&-
}
