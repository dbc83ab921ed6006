"""Takes pictures of the page in Chromium: two for the README, or every view at both widths, light and dark.

python docs/screenshots.py               the README's two, into docs/
python docs/screenshots.py --all FOLDER  every view
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel_qa.environment import prepare_environment

prepare_environment()

from PIL import Image
from playwright.sync_api import sync_playwright

from peel_qa.engine import PeelQA
from peel_qa.settings import Settings
from peel_qa.web.server import create_app, listen, make_server

HERE = Path(__file__).parent
NUMBER = "What percentage of 101 calls are abandoned?"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]


@dataclass(frozen=True, slots=True)
class Shot:
    """A view, a question asked there, whether its first source is opened, and whether all of it is taken or `height` pixels."""

    name: str
    path: str = ""
    question: str = ""
    is_opened: bool = False
    is_whole: bool = True
    height: int = 900


README = (Shot("answer", question=NUMBER, is_whole=False), Shot("grades", "grades", is_whole=False, height=1480))
EVERY = (
    Shot("ask"),
    Shot("answer", question=NUMBER),
    Shot("reader", question=NUMBER, is_opened=True, is_whole=False),
    Shot("over-time", question="How has the grade for investigating crime changed since 2015?"),
    Shot("refusal", question="Which bakery sells the best apple pie?"),
    Shot("danger", question="Someone is breaking into my house"),
    Shot("plain", "plain"),
    Shot("kept", "answer?q=Who+is+the+chief+constable%3F&corpus=000000000000"),
    Shot("grades", "grades"),
    Shot("briefing", "briefings?make=1&edition=PEEL+2021%2F22"),
    Shot("changes", "changes?make=1&from=PEEL+2015&to=PEEL+2021%2F22"),
    Shot("press", "press"),
    Shot("tracker", "tracker"),
    Shot("documents", "documents"),
    Shot("document", "documents/peel-2015-effectiveness-west-mercia?quote=2400-2500"),
    Shot("about", "about"),
)


@contextmanager
def served() -> Iterator[str]:
    """The address of the page over the repository's corpus."""
    with PeelQA.open(Settings(questions_per_minute=0)) as engine, listen("127.0.0.1", 0) as listener:
        server = make_server(create_app(engine), listener)
        worker = threading.Thread(target=server.run, args=([listener],))
        worker.start()
        server.ready.wait()
        yield server.address
        server.should_exit = True
        worker.join()


def take(browser: Any, address: str, shot: Shot, width: int, scheme: str, file: Path) -> None:
    """One picture, with 256 colours so that the file stays small."""
    height = shot.height if width > 600 else 844
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{address}{shot.path}")
    if not shot.path:
        page.wait_for_selector("#examples")
    if shot.question:
        page.locator("#question textarea").fill(shot.question)
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer .turn.complete.equipped")
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    if shot.is_opened:
        page.locator("a.reference").first.click()
        page.wait_for_selector("dialog[open] #quote")
    page.screenshot(path=file, full_page=shot.is_whole)
    page.close()
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> int:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description="Pictures of the page")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every view, at both widths, light and dark")
    folder = parser.parse_args().all
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("There is no Chromium on this machine. Install the package chromium.", file=sys.stderr)
        return 1
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        if folder is None:
            for shot in README:
                take(browser, address, shot, 1280, "light", HERE / f"{shot.name}.png")
        else:
            folder.mkdir(parents=True, exist_ok=True)
            for shot in EVERY:
                for width in (1280, 390):
                    for scheme in ("light", "dark"):
                        take(browser, address, shot, width, scheme, folder / f"{shot.name}-{width}-{scheme}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
