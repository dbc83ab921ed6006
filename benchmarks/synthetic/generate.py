"""Invented reports and news texts for load, as many as wanted: `python -m benchmarks.synthetic.generate FOLDER --documents 1000`.

All forces of England and Wales, all cycles; every finding, figure, name and grade is made up, and every file says so. The same
seed gives the same bytes, document by document: document 7 of 1,000 is document 7 of 100,000. About ten passages a document.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

LICENCE = "Invented for load tests: nothing in it is true of any force"
IN_A_FOLDER = 1000
_REPORTS = 0.4
"""Share of reports; the rest are news texts."""


@cache
def phrases() -> dict[str, Any]:
    """The parts that texts are made of."""
    with Path(__file__).with_name("phrases.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def forces() -> tuple[tuple[str, str], ...]:
    """Slug and name of every force that PEEL inspects."""
    from peel_qa.facts import forces as module

    with Path(module.__file__).with_name("forces.toml").open("rb") as file:
        listed = tomllib.load(file)["force"]
    return tuple((force["slug"], force["name"]) for force in listed if force.get("peel", True))


class _Writer:
    """One document's luck: the same number and seed always give the same document."""

    def __init__(self, number: int, seed: int) -> None:
        self.number = number
        self.luck = random.Random(f"{seed}/{number}")
        self.slug, self.force = forces()[number % len(forces())]
        self.cycle = phrases()["cycles"][(number // len(forces())) % len(phrases()["cycles"])]
        self.is_report = self.luck.random() < _REPORTS
        self.published = f"{self.cycle['year']}-{self.luck.randint(1, 12):02}-{self.luck.randint(1, 28):02}"
        self.id = f"synthetic-{number:06}-{self.slug}"

    def one(self, name: str) -> Any:
        return self.luck.choice(phrases()[name])

    def person(self) -> str:
        return f"{self.one('first_names')} {self.one('last_names')}"

    def fill(self, template: str) -> str:
        number = self.luck.randint
        sample = number(30, 120)
        return template.format(
            force=self.force,
            **{name: self.one(f"{name}s") for name in ("work", "team", "cause", "subject", "partner", "place", "month")},
            quality=self.one("quality"),
            year=self.cycle["year"],
            next=self.cycle["year"] + 1,
            big=f"{number(200, 9800):,}",
            percent=number(2, 98),
            percent2=number(2, 98),
            direction=self.luck.choice(("more", "fewer")),
            sample=sample,
            part=number(2, sample - 1),
            seconds=self.luck.choice((10, 15, 30)),
            money=f"{number(3, 90) / 10:.1f}",
            number=number(3, 60),
            few=number(1, 3),
            months=number(2, 18),
            days=number(2, 60),
        )

    def sentences(self, name: str, low: int, high: int) -> str:
        chosen = self.luck.sample(phrases()[name], min(self.luck.randint(low, high), len(phrases()[name])))
        return " ".join(map(self.fill, chosen))

    def front(self, title: str, kind: str, publisher: str) -> list[str]:
        edition = "edition" if kind == "report" else "about"
        return [
            "---",
            f"id: {self.id}",
            f'title: "{title}"',
            f"publisher: {publisher}",
            f"kind: {kind}",
            f"force: {self.force}",
            f"{edition}: {self.cycle['edition']}",
            f'inspected: "{self.cycle["year"]}-01"',
            f'published: "{self.published}"',
            f'licence: "{LICENCE}"',
            "text: original",
            "---",
            "",
            f"# {title}",
            "",
        ]

    def report(self) -> str:
        lines = self.front(f"{self.cycle['edition']}: invented report {self.number} on {self.force}", "report", "HMICFRS")
        areas = self.luck.sample(phrases()["areas"], 4)
        grades = {area: self.one("grades_new" if self.cycle["year"] > 2020 else "grades_old") for area in areas}
        lines += ["## Our judgments {page=1}", "", "| Area | Grade |", "| --- | --- |"]
        lines += [f"| {area} | {grade} |" for area, grade in grades.items()]
        for page, area in enumerate(areas, start=2):
            lines += ["", f"## {area} {{page={page}}}", ""]
            lines += [f"{self.force} is {_as_said(grades[area])} at {area.lower()}.", ""]
            lines += [paragraph for _ in range(2) for paragraph in (self.sentences("report", 3, 5), "")]
            lines += ["### Area for improvement", "", self.sentences("improvement", 1, 2)]
        return "\n".join(lines) + "\n"

    def news(self) -> str:
        title = f"{self.force} and {self.one('subjects')}: what inspectors say (invented, {self.number})"
        lines = self.front(title, "news", f"{self.one('places')} {self.one('papers')}")
        lines += [paragraph for _ in range(6) for paragraph in (self.sentences("news", 3, 5), "")]
        lines += [f'Chief Constable {self.person()} said: "{self.sentences("said", 2, 3)}"', ""]
        lines += [f'Police and Crime Commissioner {self.person()} said: "{self.sentences("said", 1, 2)}"']
        return "\n".join(lines) + "\n"


def _as_said(grade: str) -> str:
    return f"graded {grade.lower()}" if " " in grade else grade.lower()


def document(number: int, seed: int = 1) -> tuple[str, str]:
    """Id and Markdown of one document."""
    writer = _Writer(number, seed)
    return writer.id, writer.report() if writer.is_report else writer.news()


def write(folder: Path, numbers: Sequence[int], seed: int = 1) -> Iterator[Path]:
    """Write documents as files, a thousand to a folder."""
    for number in numbers:
        name, text = document(number, seed)
        path = folder / f"{number // IN_A_FOLDER:04}" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        yield path


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first document")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    count = sum(1 for _ in write(given.folder, range(given.first, given.first + given.documents), given.seed))
    print(f"{count:,} documents in {given.folder}")


if __name__ == "__main__":
    main()
