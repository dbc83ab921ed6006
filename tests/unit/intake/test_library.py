"""The folder of added documents: what is written, what a crash leaves, what is the same, what is taken out again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import documents
import pytest

from peel_qa.corpus.load import load_corpus
from peel_qa.errors import CorpusError, DocumentError
from peel_qa.intake import library as library_module
from peel_qa.intake.add import Adder, Arrival, Candidate, Outcome
from peel_qa.intake.confirm import Asker, take_proposed
from peel_qa.intake.export import export_documents
from peel_qa.intake.library import Entry, Library, Origin, front_matter
from peel_qa.intake.sameness import address_key, is_version, text_key
from peel_qa.intake.sandbox import Limits, Read

LIMITS = Limits(5_000_000, 60, 2_000)
VALUES = {
    "id": "peel-2023-25-fenmarch",
    "title": documents.TITLE,
    "publisher": "HMICFRS",
    "kind": "report",
    "force": documents.FORCE,
    "edition": "PEEL 2023-25",
    "published": "2024-03-07",
    "raw_sha256": "ab" * 32,
    "text_sha256": "cd" * 32,
}
ORIGIN = Origin("report.pdf", "ab" * 32, 9, "2026-01-02")


def save(folder: Path, body: str = "# T\n\nA sentence.\n", **values: str) -> Entry:
    raw = folder.parent / "raw-file"
    raw.write_bytes(b"%PDF-raw-")
    return Library(folder, [folder]).save(VALUES | values, body, raw, ORIGIN, ".pdf")


def add(folder: Path, *files: Path, given: Mapping[str, str] | None = None, others: tuple[Path, ...] = ()) -> list[Outcome]:
    adder = Adder(Library(folder, [*others, folder]), LIMITS, take_proposed, given or {})
    return [outcome for file in files for outcome in adder.add(Arrival(file, file.name))]


def states(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.state, outcome.id) for outcome in outcomes]


def text_file(folder: Path, text: str = documents.TEXT, name: str = "report.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


class TestStored:
    def test_a_document_is_a_file_that_one_can_read_beside_its_raw_file(self, tmp_path: Path) -> None:
        save(tmp_path / "added")
        assert sorted(str(path.relative_to(tmp_path / "added")) for path in (tmp_path / "added").rglob("*") if path.is_file()) == [
            "peel-2023-25-fenmarch.md",
            "raw/abababababababab.json",
            "raw/abababababababab.pdf",
        ]
        text = (tmp_path / "added" / "peel-2023-25-fenmarch.md").read_text(encoding="utf-8")
        assert text.startswith('---\nid: "peel-2023-25-fenmarch"\ntitle: "PEEL 2023-25: An inspection of Fenmarch Constabulary"\n')
        assert text.endswith("\n---\n\n# T\n\nA sentence.\n")
        described = json.loads((tmp_path / "added" / "raw" / "abababababababab.json").read_text(encoding="utf-8"))
        assert (described["name"], described["received"], described["sha256"]) == ("report.pdf", "2026-01-02", "ab" * 32)

    def test_the_corpus_reads_it_and_nothing_else_of_the_folder(self, tmp_path: Path) -> None:
        save(tmp_path / "added")
        save(tmp_path / "added", body="# T\n\nAnother sentence.\n")
        (tmp_path / "added" / "raw" / "a.md").write_text("# raw\n", encoding="utf-8")
        corpus = load_corpus([tmp_path / "added"])
        assert [document.text for document in corpus.documents] == ["T\n\nAnother sentence."]
        assert corpus.problems == ()

    def test_the_added_folder_is_a_corpus_of_its_own(self, tmp_path: Path, small_corpus: Path) -> None:
        save(small_corpus / "added")
        assert len(load_corpus([small_corpus]).documents) == 2
        assert len(load_corpus([small_corpus, small_corpus / "added"]).documents) == 3

    def test_an_earlier_version_is_kept(self, tmp_path: Path) -> None:
        first = save(tmp_path / "added").path.read_bytes()
        save(tmp_path / "added", body="# T\n\nAnother sentence.\n")
        (kept,) = (tmp_path / "added" / "earlier").iterdir()
        assert kept.read_bytes() == first

    def test_values_that_are_no_document_are_refused_and_nothing_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="published is 'soon'"):
            save(tmp_path / "added", published="soon")
        assert not (tmp_path / "added").exists()

    @pytest.mark.parametrize("crash_at", [1, 2, 3, 4])
    def test_a_crash_at_any_step_leaves_the_old_document_or_the_new(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int
    ) -> None:
        old = save(tmp_path / "added").path.read_bytes()
        really: Callable[[Path, bytes], None] = library_module.write_whole
        written = []

        def crash(path: Path, raw: bytes) -> None:
            written.append(path)
            if len(written) == crash_at:
                raise OSError("killed")
            really(path, raw)

        monkeypatch.setattr(library_module, "write_whole", crash)
        with pytest.raises(OSError, match="killed"):
            save(tmp_path / "added", body="# T\n\nAnother sentence.\n")
        assert (tmp_path / "added" / "peel-2023-25-fenmarch.md").read_bytes() == old
        monkeypatch.undo()
        save(tmp_path / "added", body="# T\n\nAnother sentence.\n")
        assert [document.text for document in load_corpus([tmp_path / "added"]).documents] == ["T\n\nAnother sentence."]

    def test_front_matter_of_any_text_reads_back(self, tmp_path: Path) -> None:
        values = {**VALUES, "title": 'A "quoted": title — with \\ and \x85 and # marks', "force": "No & Yes"}
        (tmp_path / "a.md").write_text(front_matter(values) + "\n# T\n\nText.\n", encoding="utf-8")
        (document,) = load_corpus([tmp_path]).documents
        assert document.source.title == 'A "quoted": title — with \\ and and # marks'
        assert document.source.force == "No & Yes"

    def test_only_one_process_changes_it_at_a_time(self, tmp_path: Path) -> None:
        library = Library(tmp_path / "added", [])
        with library.alone(), pytest.raises(CorpusError, match="Another process is changing"), Library(tmp_path / "added", []).alone():
            pass


class TestSame:
    def test_the_same_file_is_added_once(self, tmp_path: Path) -> None:
        file = text_file(tmp_path)
        assert states(add(tmp_path / "added", file, file)) == [
            ("added", "peel-2023-25-fenmarch"),
            ("already there", "peel-2023-25-fenmarch"),
        ]
        assert states(add(tmp_path / "added", file)) == [("already there", "peel-2023-25-fenmarch")]

    def test_the_same_text_in_another_encoding_is_added_once(self, tmp_path: Path) -> None:
        other = tmp_path / "windows.txt"
        other.write_bytes(documents.TEXT.replace("\n", "\r\n").encode("utf-16"))
        outcomes = add(tmp_path / "added", text_file(tmp_path), other)
        assert [(outcome.state, outcome.note) for outcome in outcomes][1] == ("already there", "the same text, from another file")

    def test_a_changed_text_of_the_same_inspection_is_a_new_version(self, tmp_path: Path) -> None:
        changed = text_file(tmp_path, documents.TEXT.replace("31 of the 52", "32 of the 52"), "changed.txt")
        outcomes = add(tmp_path / "added", text_file(tmp_path), changed)
        assert states(outcomes) == [("added", "peel-2023-25-fenmarch"), ("new version", "peel-2023-25-fenmarch")]
        assert len(list((tmp_path / "added").glob("*.md"))) == 1
        assert len(list((tmp_path / "added" / "earlier").iterdir())) == 1

    def test_another_text_that_would_have_the_same_id_gets_its_own(self, tmp_path: Path) -> None:
        other = (
            documents.TEXT.splitlines()[0]
            + "\n\nPublished on: 9 March 2024\n\n"
            + "\n\n".join(f"Quite another sentence about matter number {number} at Fenmarch Constabulary." for number in range(20))
            + "\n\n© HMICFRS 2024\n"
        )
        outcomes = add(tmp_path / "added", text_file(tmp_path), text_file(tmp_path, other, "other.txt"))
        assert states(outcomes) == [("added", "peel-2023-25-fenmarch"), ("added", "peel-2023-25-fenmarch-2")]

    def test_a_page_of_a_known_address_takes_the_place_of_its_digest(self, tmp_path: Path) -> None:
        url = "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/fenmarch-2023-25"
        digests = tmp_path / "corpus"
        digests.mkdir()
        values = {key: value for key, value in VALUES.items() if "sha256" not in key} | {"id": "the-digest", "url": url, "text": "digest"}
        (digests / "the-digest.md").write_text(front_matter(values) + "\n# T\n\nOur own words.\n", encoding="utf-8")
        page = tmp_path / "page.html"
        page.write_text(documents.PAGE, encoding="utf-8")
        assert states(add(digests / "added", page, others=(digests,))) == [("added", "the-digest")]
        (document,) = load_corpus([digests, digests / "added"]).documents
        assert (document.source.text, document.id) == ("original", "the-digest")

    def test_a_page_that_is_not_the_document_of_its_address_is_refused(self, tmp_path: Path) -> None:
        save(tmp_path / "added", url="https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/fenmarch-2023-25")
        page = tmp_path / "page.html"
        page.write_text(
            "<html><body><p>Please log in to go on reading. We need to know that you are a person.</p></body></html>", encoding="utf-8"
        )
        adder = Adder(Library(tmp_path / "added", []), LIMITS, take_proposed, {})
        arrival = Arrival(page, "page.html", "http://hmicfrs.justiceinspectorates.gov.uk/peel-reports/fenmarch-2023-25/")
        (outcome,) = adder.add(arrival)
        assert outcome.state == "not usable"
        assert f"does not name {documents.FORCE}" in outcome.note

    def test_a_file_that_somebody_wrote_by_hand_is_never_overwritten(self, tmp_path: Path) -> None:
        folder = tmp_path / "corpus"
        folder.mkdir()
        hand = folder / "mine.md"
        hand.write_text("---\nid: peel-2023-25-fenmarch\ntitle: Mine\n---\n\n# Mine\n\nText.\n", encoding="utf-8")
        (outcome,) = add(folder, text_file(tmp_path), given={"id": "peel-2023-25-fenmarch"})
        assert outcome.state == "not described"
        assert "was not added by this command" in outcome.note
        assert "Mine" in hand.read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        "other",
        [
            "http://www.hmicfrs.example/peel/a",
            "https://hmicfrs.example/peel/a/#summary",
            "https://HMICFRS.example:443/peel/a/?",
            "https://hmicfrs.example/peel/a?utm_source=x&fbclid=y",
            "https://hmicfrs.example/peel/a/index.html",
        ],
    )
    def test_one_address_however_it_is_written(self, other: str) -> None:
        assert address_key(other) == address_key("https://hmicfrs.example/peel/a/") != ""

    @pytest.mark.parametrize(
        "other", ["https://hmicfrs.example/peel/b", "https://hmicfrs.example/peel/a?p=2", "https://x.example/peel/a", "https://[::1"]
    )
    def test_other_addresses_are_others(self, other: str) -> None:
        assert address_key(other) != address_key("https://hmicfrs.example/peel/a/")

    def test_layout_does_not_make_another_text(self) -> None:
        assert text_key("# T\n\nOne *two*\nthree.\n") == text_key("# T\n\nOne two three.")
        assert text_key("# T\n\nOne two three.") != text_key("# T\n\nOne two four.")
        assert not is_version("", "words")
        assert is_version("one two three four five six seven", "one two three four five six eight")


class TestConfirmed:
    def candidate(self, **values: tuple[str, str]) -> Candidate:
        from peel_qa.intake.evidence import Proposal

        known = {
            "title": ("A", "sure"),
            "publisher": ("P", "sure"),
            "kind": ("news", "likely"),
            "force": ("F", "sure"),
            "about": ("X", "likely"),
        }
        proposals = {key: Proposal(key, value, "the text", sure) for key, (value, sure) in (known | values).items()}  # type: ignore[arg-type]
        return Candidate("file.txt", Read("text", "# A\n\nSome words.\n"), proposals)

    def test_what_is_needed_and_only_guessed_is_not_taken_without_asking(self) -> None:
        said = take_proposed(self.candidate(published=("2024-05", "guess")))
        assert isinstance(said, str)
        assert "published (perhaps '2024-05', from the text)" in said
        assert "--set published=…" in said

    def test_what_is_likely_is_taken_and_other_guesses_are_left_out(self) -> None:
        said = take_proposed(self.candidate(published=("2024-05", "likely"), signed=("Somebody", "guess")))
        assert not isinstance(said, str)
        assert said["published"] == "2024-05"
        assert "signed" not in said

    def test_a_person_sees_each_value_with_its_origin_and_corrects_it(self) -> None:
        shown: list[str] = []
        said = iter(["force=Kent Police", "nonsense", "published=2024-05-02", "y"])
        chosen = Asker(shown.append, lambda prompt: next(said))(self.candidate())
        assert not isinstance(chosen, str)
        assert (chosen["force"], chosen["published"], chosen["title"]) == ("Kent Police", "2024-05-02", "A")
        assert "published  not found, and needed" in shown[0]
        assert "title      A" in shown[0]
        assert "sure, from the text" in shown[0]
        assert "Keys: id, title" in shown[2]
        assert "Kent Police" in shown[3]

    @pytest.mark.parametrize("answer", ["n", "no", None])
    def test_a_person_leaves_it_out(self, answer: str | None) -> None:
        def ask(prompt: str) -> str:
            if answer is None:
                raise EOFError
            return answer

        assert Asker(lambda text: None, ask)(self.candidate()) == "by you"

    def test_a_corrected_title_stands_above_the_text(self, tmp_path: Path) -> None:
        add(tmp_path / "added", text_file(tmp_path), given={"title": "Another title"})
        (document,) = load_corpus([tmp_path / "added"]).documents
        assert document.source.title == "Another title"
        assert document.text.startswith("Another title\n")

    def test_where_each_value_was_read_is_kept(self, tmp_path: Path) -> None:
        add(tmp_path / "added", text_file(tmp_path), given={"force": "Fenmarch Police"})
        text = (tmp_path / "added" / "peel-2023-25-fenmarch.md").read_text(encoding="utf-8")
        assert "force: given (sure)" in text
        assert "published: “Published on: 7 March 2024” (sure)" in text


class TestTakenOut:
    def test_a_removed_document_is_gone_with_its_raw_file(self, tmp_path: Path) -> None:
        add(tmp_path / "added", text_file(tmp_path))
        library = Library(tmp_path / "added", [])
        entry = library.own("peel-2023-25-fenmarch")
        assert entry is not None
        library.remove(entry)
        assert [path for path in (tmp_path / "added").rglob("*") if path.is_file() and path.name != ".lock"] == []
        assert states(add(tmp_path / "added", text_file(tmp_path))) == [("added", "peel-2023-25-fenmarch")]

    def test_a_raw_file_that_another_document_was_made_from_stays(self, tmp_path: Path) -> None:
        first = save(tmp_path / "added")
        save(tmp_path / "added", id="second")
        Library(tmp_path / "added", []).remove(first)
        library = Library(tmp_path / "added", [])
        assert [entry.id for entry in library.entries] == ["second"]
        assert (tmp_path / "added" / "raw" / "abababababababab.pdf").is_file()

    def test_an_export_is_added_elsewhere_as_it_was(self, tmp_path: Path) -> None:
        add(tmp_path / "added", text_file(tmp_path), documents.write_word(tmp_path / "a.docx"))
        archive = tmp_path / "out.zip"
        assert export_documents(Library(tmp_path / "added", []), archive, []) == 2
        with zipfile.ZipFile(archive) as opened:
            assert len([name for name in opened.namelist() if name.startswith("raw/")]) == 4
        outcomes = add(tmp_path / "elsewhere", archive)
        assert states(outcomes) == [("added", "peel-2021-22-fenmarch"), ("added", "peel-2023-25-fenmarch")]
        here, there = load_corpus([tmp_path / "added"]).documents, load_corpus([tmp_path / "elsewhere"]).documents
        assert [(document.id, document.text, document.source.published) for document in here] == [
            (document.id, document.text, document.source.published) for document in there
        ]

    def test_only_what_is_named_is_exported_and_an_unknown_name_is_an_error(self, tmp_path: Path) -> None:
        save(tmp_path / "added")
        save(tmp_path / "added", id="second")
        library = Library(tmp_path / "added", [])
        assert export_documents(library, tmp_path / "a.zip", ["second"]) == 1
        with pytest.raises(CorpusError, match="no document 'third'"):
            export_documents(library, tmp_path / "b.zip", ["third"])
        assert not (tmp_path / "b.zip").exists()


def test_a_person_sees_what_a_document_would_be_to_those_held(tmp_path: Path) -> None:
    seen: list[str] = []

    def confirm(candidate: Candidate) -> str:
        seen.append(candidate.place)
        return "only looking"

    digests = tmp_path / "corpus"
    digests.mkdir()
    values = {key: value for key, value in VALUES.items() if "sha256" not in key}
    for folders in ((), (digests,)):
        (outcome,) = Adder(Library(tmp_path / "added", folders), LIMITS, confirm, {}).add(Arrival(text_file(tmp_path), "a.txt"))
        assert (outcome.state, outcome.note) == ("left out", "only looking")
        (digests / "digest.md").write_text(front_matter(values) + "\n# T\n\nOurs.\n", encoding="utf-8")
    add(tmp_path / "added", text_file(tmp_path))
    changed = text_file(tmp_path, documents.TEXT.replace("31 of the 52", "30 of the 52"), "changed.txt")
    list(Adder(Library(tmp_path / "added", []), LIMITS, confirm, {}).add(Arrival(changed, "changed.txt")))
    assert seen == [
        "new, as peel-2023-25-fenmarch",
        "in place of digest.md, which stays as it is",
        "a new version of peel-2023-25-fenmarch",
    ]


def test_front_matter_that_swells_is_not_unfolded(tmp_path: Path) -> None:
    anchors = "\n".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 10) if n else 'lol'}]" for n in range(12))
    (tmp_path / "a.md").write_text(f"---\nid: bomb\n{anchors}\n---\n\n# T\n\nText.\n", encoding="utf-8")
    (entry,) = Library(tmp_path, [tmp_path]).entries
    assert dict(entry.values) == {"id": "bomb"}
    (outcome,) = add(tmp_path / "added", tmp_path / "a.md")
    assert outcome.state == "not described"
    assert len(outcome.note) < 500


def test_pages_that_all_call_one_address_their_own_do_not_displace_each_other(tmp_path: Path) -> None:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    first.write_text(documents.PAGE, encoding="utf-8")
    paragraphs = "".join(f"<p>Quite another sentence about matter number {number} at {documents.FORCE}.</p>" for number in range(30))
    body = documents.PAGE[documents.PAGE.index("<h2 id") : documents.PAGE.index("</article>")]
    second.write_text(documents.PAGE.replace(body, f"<h2>Another report</h2>{paragraphs}"), encoding="utf-8")
    outcomes = add(tmp_path / "added", first, second)
    assert states(outcomes) == [("added", "peel-2023-25-fenmarch"), ("added", "peel-2023-25-fenmarch-2")]
