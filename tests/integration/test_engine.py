from peel_qa.settings import Settings
from peel_qa.engine import PeelQA


def test_small(small_corpus, tmp_path, embedder):
    with PeelQA.open(Settings(corpus=(small_corpus,), index=tmp_path / "i"), embedder=embedder) as qa:
        print(qa.report)
        print(qa.search("victims named contact", 1))


def test_qa(qa):
    print(qa.report)


def test_orig(originals_qa):
    print(originals_qa.report)
