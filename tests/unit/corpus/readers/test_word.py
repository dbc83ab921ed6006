from __future__ import annotations

import zipfile
from pathlib import Path

import documents
import pytest

from peel_qa.corpus.readers.reading import Unreadable
from peel_qa.corpus.readers.word import read_word


def test_styles_tables_and_lists_are_read(tmp_path: Path) -> None:
    reading = read_word(documents.write_word(tmp_path / "report.docx"))
    assert [(part.kind, part.text) for part in reading.parts if part.kind != "table"] == [
        ("title", f"PEEL 2021/22: An inspection of {documents.FORCE}"),
        ("paragraph", "Published on 12 May 2022"),
        ("heading", "Our judgments"),
        ("heading", "Areas for improvement"),
        ("finding", "The constabulary should answer its letters faster"),
        ("paragraph", "In 2021 Fenmarch Constabulary took 19 days to answer a letter."),
        ("item", "Letters were filed under the wrong name."),
        ("paragraph", "© HMICFRS 2022"),
    ]
    (table,) = [part for part in reading.parts if part.kind == "table"]
    assert table.rows == (documents.GRADES, *documents.AREAS)
    assert "Requires improvement: Responding to the public." in table.reading


def test_the_table_stands_where_it_stood(tmp_path: Path) -> None:
    kinds = [part.kind for part in read_word(documents.write_word(tmp_path / "report.docx")).parts]
    assert kinds.index("table") == 3


def test_a_file_of_pictures_is_named_as_one(tmp_path: Path) -> None:
    import docx
    from PIL import Image

    Image.new("RGB", (40, 40)).save(tmp_path / "scan.png")
    document = docx.Document()
    document.add_picture(str(tmp_path / "scan.png"))
    document.save(str(tmp_path / "scan.docx"))
    with pytest.raises(Unreadable, match="only pictures"):
        read_word(tmp_path / "scan.docx")


def test_a_damaged_file_is_one_clear_error(tmp_path: Path) -> None:
    path = documents.write_word(tmp_path / "report.docx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = members["word/document.xml"][:200]
    with pytest.raises(Unreadable, match="is broken"):
        read_word(documents.write_zip(path, members))


def test_an_entity_bomb_is_not_unfolded(tmp_path: Path) -> None:
    path = documents.write_word(tmp_path / "report.docx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    lolz = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))
    xml = members["word/document.xml"]
    head, _, rest = xml.partition(b"?>")
    members["word/document.xml"] = head + b"?><!DOCTYPE w [" + lolz + b"]>" + rest.replace(b"19 days", b"&l9; days")
    try:
        text = read_word(documents.write_zip(path, members)).text
    except Unreadable:
        return
    assert "lol" not in text
