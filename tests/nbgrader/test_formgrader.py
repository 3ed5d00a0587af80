"""formgrader in a real browser: students, our messages, and the Autograde button; with screenshots."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.nbgrader.classroom import COURSE, Classroom, functions, solved

# formgrader takes MathJax from the web, and without it shows no marks. Tests have no web, and typeset nothing.
MATHJAX = """
window.MathJax = {Hub: {Config() {}, Configured() {}, Queue() {}, Startup: {signal: {Interest() {}}}, Register: {
    StartupHook() {}, MessageHook() {}}}};
"""
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
PATIENCE_MS = 60_000  # the server collects the cases when the button is pressed for the first time
TOKEN = secrets.token_hex(16)


@pytest.fixture(scope="module")
def room(classroom: Classroom) -> Classroom:
    """Return a course in which one student has handed in, with a known mistake."""
    room = classroom.copied(f"formgrader-{os.getpid()}")
    answers = functions(COURSE / "solutions" / "unit1_sums.py") | functions(COURSE / "solutions" / "unit2_means.py")
    wrong = answers | {"total": "def total(numbers):\n    return max(numbers, default=0)"}
    units = {unit: room.released("averages", unit) for unit in ("unit1_sums", "unit2_means")}
    room.hand_in("grace", "averages", {unit: solved(notebook, wrong) for unit, notebook in units.items()})
    return room


@pytest.fixture(scope="module")
def server(room: Classroom) -> Iterator[str]:
    """Start Jupyter's server in the course's folder; its address, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "server", "--allow-root", "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={room.folder}"]
    command += [f"--IdentityProvider.token={TOKEN}"]
    with (room.base / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=room.folder, env=room.environment, stdout=log, stderr=log)
        try:
            _wait_for(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended; see server.log"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not begin to listen in a minute")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "no browser: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if not os.getuid() else [])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    headers = {"Authorization": f"token {TOKEN}"}
    page = browser.new_page(base_url=server, viewport={"width": 1200, "height": 900}, extra_http_headers=headers)
    page.set_default_timeout(PATIENCE_MS)
    page.route("**/mathjax/**", lambda route: route.fulfill(content_type="text/javascript", body=MATHJAX))
    expect.set_options(timeout=PATIENCE_MS)
    yield page
    page.close()


def _open(page: Page, place: str) -> None:
    page.goto(f"/formgrader/{place}")


def _look(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def test_the_page_lists_the_students(page: Page) -> None:
    _open(page, "manage_students")
    expect(page.get_by_role("link", name="Lovelace, Ada")).to_be_visible()
    _look(page, "students")


def test_the_button_grades_and_the_submission_shows_our_words(page: Page, room: Classroom) -> None:
    _open(page, "manage_submissions/averages")
    row = page.get_by_role("row").filter(has_text="grace")
    expect(row).to_contain_text("needs autograding")
    row.locator(".autograde a").click()
    expect(page.get_by_text("Successfully autograded 'averages' for student 'grace'.")).to_be_visible()
    _look(page, "autograded")
    page.get_by_role("button", name="Close").last.click()
    expect(row).to_contain_text("graded")
    assert room.scores("grace", "averages") == pytest.approx({"total": 0.0, "longest": 0.0, "mean": 4.0})
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="unit1_sums").click()
    expect(page.get_by_text("1 + 2 + 3.5 is 6.5.")).to_be_visible()
    expect(page.get_by_text("Do all numbers count?")).to_be_visible()
    expect(page.get_by_text("0 of 3 points")).to_be_visible()
    expect(page.locator("input.score").first).to_have_attribute("placeholder", "0")  # its own field for the mark
    _look(page, "submission")
