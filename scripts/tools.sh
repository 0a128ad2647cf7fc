# Sourced by ./test: the gates before the tests, and the tools that are no Python packages. POSIX sh.

gate() {
    title=$1
    shift
    if output=$("$@" 2>&1); then
        say "ok      $title"
    else
        say "FAILED  $title"
        say "$output"
        failed="$failed $title,"
    fi
}

# All of them run, so that one report shows everything that is wrong.
run_gates() {
    failed=
    gate "ruff check" ruff check --no-fix .
    gate "ruff format" ruff format --check .
    gate "mypy --strict" mypy
    gate "import-linter" lint-imports
    gate "lock and requirements" python scripts/requirements.py --check
    [ -z "$failed" ] || die "gates failed:${failed%,}. The tests were not run."
}

browser_command() {
    for browser in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$browser" && return
    done
    return 1
}

# Playwright drives the browser by a program of its own, which needs libatomic.
driver_runs() {
    for driver in "$venv"/lib/python3*/site-packages/playwright/driver/node; do
        "$driver" --version >/dev/null 2>&1 && return
    done
    return 1
}

# The browser tests drive the system's Chromium. Root may install it; CI must have it.
find_browser() {
    if browser_command >/dev/null && driver_runs; then return 0; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing Chromium for the browser tests..."
        if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium libatomic1; } \
            >"$venv/chromium.log" 2>&1 && browser_command >/dev/null && driver_runs; then return 0; fi
        say "Chromium could not be installed; see $venv/chromium.log"
    fi
    [ "${CI:-}" != true ] || die "the browser tests need Chromium: 'apt install chromium libatomic1'"
    say ""
    say "*** BROWSER TESTS ARE LEFT OUT: there is no Chromium. Install it: 'sudo apt install chromium libatomic1' ***"
    say ""
    return 1
}

# Poppler reads searchable PDFs back, as the second opinion beside PDFium. Root may install it; CI must have it.
find_poppler() {
    if command -v pdftotext >/dev/null; then return 0; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing Poppler for the tests of searchable PDFs..."
        if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends poppler-utils; } \
            >"$venv/poppler.log" 2>&1 && command -v pdftotext >/dev/null; then return 0; fi
        say "Poppler could not be installed; see $venv/poppler.log"
    fi
    [ "${CI:-}" != true ] || die "the tests of searchable PDFs need Poppler: 'apt install poppler-utils'"
    say "*** TESTS WITH POPPLER ARE LEFT OUT: there is no pdftotext. Install it: 'sudo apt install poppler-utils' ***"
    return 1
}

# nginx for the tests behind a proxy, and what else reads the files in deploy/. Root may install it; CI must have it.
find_deployment_tools() {
    missing=
    { command -v nginx || [ -x /usr/sbin/nginx ]; } >/dev/null || missing="$missing nginx-light"
    command -v openssl >/dev/null || missing="$missing openssl"
    [ "${CI:-}" != true ] || command -v systemd-analyze >/dev/null || missing="$missing systemd"
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing$missing for the tests of deploy/..."
        # The run level keeps apt from starting what it installs.
        if { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends $missing; } >"$venv/deployment.log" 2>&1; then return 0; fi
        say "They could not be installed; see $venv/deployment.log"
    fi
    [ "${CI:-}" != true ] || die "the tests of deploy/ need:$missing"
    say "*** TESTS BEHIND NGINX ARE LEFT OUT. Install what they need: 'sudo apt install$missing' ***"
}
