"""The doctor finds what is broken, says how to mend it, and never breaks itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from peel_qa.cli.entry import app
from peel_qa.doctor import examine as whole
from peel_qa.doctor import machine, parts
from peel_qa.doctor.examine import examine
from peel_qa.doctor.record import Check
from peel_qa.engine import PeelQA
from peel_qa.errors import IndexDamaged, SettingsError
from peel_qa.index import layout
from peel_qa.index.embedding import Embedder
from peel_qa.index.reader import SearchIndex
from peel_qa.settings import Settings


def only(checks: Iterator[Check], name: str) -> Check:
    (check,) = [check for check in checks if check.name == name]
    return check


def broken(checks: Iterator[Check]) -> list[Check]:
    found = [check for check in checks if check.state != "ok"]
    assert all(check.remedy for check in found), "whatever is wrong has a remedy"
    return found


@pytest.fixture
def loaded_model(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peel_qa.index.embedding.Embedder.of", lambda settings: embedder)


@pytest.fixture
def built(qa: PeelQA, tmp_path: Path) -> Settings:
    """Settings of a copy of a built index, to be damaged."""
    shutil.copytree(qa.settings.index, tmp_path / "index")
    return Settings(corpus=qa.settings.corpus, index=tmp_path / "index")


class TestSoftware:
    def test_this_installation_is_in_order(self) -> None:
        checks = list(machine.check_software())
        assert broken(iter(checks)) == []
        assert {"python", "peel-qa", "chromadb", "gradio", "llama-index-core", "sentence-transformers", "torch", "tiktoken"} <= {
            c.name for c in checks
        }

    def test_missing_and_unfitting_packages_are_named(self) -> None:
        missing, old = broken(machine.check_packages(["no-such-package>=1", "numpy<1", "pytest", 'absent; extra == "dev"']))
        assert (missing.name, missing.state, missing.remedy) == ("no-such-package", "error", "Run `make install`")
        assert (old.name, old.state) == ("numpy", "warning")
        assert "<1" in old.found

    def test_an_old_sqlite_is_an_error(self) -> None:
        assert broken(machine.check_sqlite()) == []
        (check,) = broken(machine.check_sqlite((3, 34, 9)))
        assert check.state == "error"
        assert "3.34.9" in check.found


class TestEnvironment:
    @pytest.mark.parametrize("name", ["GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_ALLOWED_PATHS"])
    def test_what_would_open_the_page_to_others_is_an_error(self, name: str, tmp_path: Path) -> None:
        (check,) = broken(machine.check_environment({name: "True"}, tmp_path))
        assert (check.name, check.state, check.remedy) == (name, "error", f"Unset {name}")

    def test_what_is_switched_off_is_no_danger(self, tmp_path: Path) -> None:
        assert broken(machine.check_environment({"GRADIO_SHARE": "False", "ALLOW_RESET": "0", "GRADIO_ROOT_PATH": ""}, tmp_path)) == []

    def test_a_stray_env_file_with_settings_of_chroma_is_named(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("COLOUR=red\n", encoding="utf-8")
        assert broken(machine.check_environment({}, tmp_path)) == []
        (tmp_path / ".env").write_text("COLOUR=red\nexport ALLOW_RESET=True\n", encoding="utf-8")
        (check,) = broken(machine.check_environment({}, tmp_path))
        assert str(tmp_path / ".env") in check.found


class TestDisk:
    @pytest.mark.parametrize(("free", "state"), [(10**6, "error"), (10**8, "warning"), (10**10, "ok")])
    def test_room_is_judged(self, free: int, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
        assert {check.state for check in machine.check_disk(tmp_path / "not" / "made" / "yet")} == {state}

    def test_a_file_in_the_way_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        (check,) = broken(machine.check_disk(tmp_path / "file" / "index"))
        assert (check.name, check.state) == ("folder for the index", "error")


class TestSettings:
    def test_every_setting_is_shown_under_its_variable_with_its_origin(self) -> None:
        checks = {check.name: check.found for check in parts.check_settings(Settings(top_k=7), {"PEEL_QA_PORT": "7860"})}
        assert set(checks) == {f"PEEL_QA_{name.upper()}" for name in Settings.model_fields}
        assert checks["PEEL_QA_TOP_K"] == "7 (given)"
        assert checks["PEEL_QA_PORT"] == "7860 (set by the environment)"
        assert checks["PEEL_QA_HOST"] == "127.0.0.1 (default)"

    def test_a_mistyped_variable_is_named_with_the_right_one(self) -> None:
        (check,) = broken(parts.check_settings(Settings(), {"PEEL_QA_TOPK": "3"}))
        assert check.remedy == "Did you mean PEEL_QA_TOP_K?"

    def test_secrets_are_not_shown(self) -> None:
        assert "hunter2" not in parts._shown("llm_api_key", "hunter2")
        assert parts._shown("chroma_url", "https://me:hunter2@chroma.example/x") == "https://…@chroma.example/x"
        assert parts._shown("passage_tokens", 160) == "160"


class TestTokens:
    def test_the_installed_cache_loads_offline(self) -> None:
        assert broken(parts.check_tokens()) == []

    def test_a_damaged_cache_is_found_and_left_as_it_is(self, tmp_path: Path) -> None:
        cache = Path(shutil.copytree(os.environ["TIKTOKEN_CACHE_DIR"], tmp_path / "cache"))
        for path in cache.iterdir():
            path.write_bytes(path.read_bytes()[:-1] + b"?")
        before = {path.name: path.read_bytes() for path in cache.iterdir()}
        (check,) = broken(parts.check_tokens({**os.environ, "TIKTOKEN_CACHE_DIR": str(cache)}))
        assert check.state == "error"
        assert {path.name: path.read_bytes() for path in cache.iterdir()} == before

    @pytest.mark.parametrize("cache", ["", "/nowhere/at/all"])
    def test_a_cache_that_is_no_folder_is_an_error(self, cache: str) -> None:
        (check,) = broken(parts.check_tokens({"TIKTOKEN_CACHE_DIR": cache}))
        assert check.state == "error"


class TestModel:
    @pytest.mark.usefixtures("loaded_model")
    def test_the_bundled_model_is_in_order(self) -> None:
        checks = list(parts.check_model(Settings()))
        assert broken(iter(checks)) == []
        assert "384" in only(iter(checks), "test embedding").found

    def test_a_model_that_is_not_there_is_an_error(self) -> None:
        (check,) = broken(whole._guarded("Model", "embedding model", lambda: parts.check_model(Settings(embedding_model="no/such-model"))))
        assert check.state == "error"
        assert "no/such-model" in check.found


class TestCorpus:
    def test_counts_documents_and_names_each_problem(self, small_corpus: Path) -> None:
        (small_corpus / "broken.md").write_text("nothing", encoding="utf-8")
        checks = list(parts.check_corpus(Settings(corpus=(small_corpus,))))
        assert only(iter(checks), "documents").found.startswith("2 (2 original, 0 digest)")
        (problem,) = broken(iter(checks))
        assert (problem.name, problem.state) == ("broken.md", "error")


@pytest.mark.usefixtures("loaded_model")
class TestIndex:
    def test_a_fresh_index_is_in_order(self, built: Settings) -> None:
        checks = list(parts.check_index(built))
        assert broken(iter(checks)) == []
        assert {"files", "passages", "corpus"} <= {check.name for check in checks}

    def test_no_index_is_a_warning(self, tmp_path: Path) -> None:
        (check,) = broken(parts.check_index(Settings(index=tmp_path)))
        assert (check.state, "peel-qa index" in check.remedy) == ("warning", True)

    def test_other_settings_are_an_error_with_both_values(self, built: Settings) -> None:
        other = Settings(corpus=built.corpus, index=built.index, passage_tokens=100)
        (check,) = broken(whole._guarded("Index", "index", lambda: parts.check_index(other)))
        assert check.state == "error"
        assert "160" in check.found
        assert "100" in check.found

    def test_a_damaged_file_is_named(self, built: Settings) -> None:
        version = layout.IndexFolder(built).current()
        assert version
        (version / layout.PASSAGES).write_bytes(b"{}\n")
        (check,) = broken(whole._guarded("Index", "index", lambda: parts.check_index(built)))
        assert check.state == "error"
        assert layout.PASSAGES in check.found

    def test_a_passage_that_does_not_find_itself_is_an_error(self, built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        def lost(index: SearchIndex) -> None:
            raise IndexDamaged("Passage 7 does not find itself", "Run `peel-qa index --rebuild`")

        monkeypatch.setattr(SearchIndex, "verify", lost)
        (check,) = broken(whole._guarded("Index", "index", lambda: parts.check_index(built)))
        assert (check.state, check.found) == ("error", "Passage 7 does not find itself")

    def test_a_changed_corpus_is_a_warning(self, small_corpus: Path, tmp_path: Path, embedder: Embedder) -> None:
        settings = Settings(corpus=(small_corpus,), index=tmp_path / "index")
        PeelQA.open(settings, embedder=embedder).close()
        (small_corpus / "extra.md").write_text("x", encoding="utf-8")
        (check,) = broken(parts.check_index(settings))
        assert (check.name, check.state) == ("corpus", "warning")

    def test_damaged_vectors_are_a_warning_since_they_can_be_computed_again(self, built: Settings) -> None:
        layout.IndexFolder(built).vectors.write_bytes(b"no database at all" * 100)
        (check,) = broken(parts.check_index(built))
        assert (check.name, check.state) == ("known vectors", "warning")


class TestExamine:
    def test_a_check_that_fails_is_a_finding_and_the_next_one_is_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> Iterator[Check]:
            raise ImportError("libtorch.so is missing")
            yield

        monkeypatch.setattr(machine, "check_software", fail)
        checks = examine(_refuse_settings)
        first = next(checks)
        assert (first.state, "libtorch.so is missing" in first.found) == ("error", True)
        assert next(checks).name == "sqlite"

    def test_settings_that_cannot_be_read_are_a_finding(self) -> None:
        last = list(examine(_refuse_settings))[-1]
        assert (last.name, last.state, last.found, last.remedy) == ("settings", "error", "PEEL_QA_PORT is odd", "Correct it")

    @pytest.mark.usefixtures("loaded_model")
    def test_a_whole_installation_is_in_order_on_the_command_line(self, built: Settings) -> None:
        places = ["--corpus", str(built.corpus[0]), "--index", str(built.index)]
        good = CliRunner().invoke(app, ["doctor", *places])
        assert good.exit_code == 0, good.output
        assert good.stdout.endswith("Everything is in order.\n")
        layout.IndexFolder(built).pointer.write_text("nonsense", encoding="utf-8")
        bad = CliRunner().invoke(app, ["doctor", "--json", *places])
        assert bad.exit_code == 1
        assert '"state": "error"' in bad.stdout


def _refuse_settings() -> Settings:
    raise SettingsError("PEEL_QA_PORT is odd", "Correct it")
