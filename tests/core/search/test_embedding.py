"""A sentence encoder from a folder or a package: what it makes of texts, and what is said of one that cannot be used."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the model, is not installed")

from core.errors import BadSettings
from core.search.embedding import Embedder, folder_of, name_of
from tests.fakes.encoder import encoder

TEXTS = ["Kites over the bay", "granite", "gliders at dawn over long and quiet hills"]


@pytest.mark.parametrize("pooled", [False, True])
def test_texts_that_mean_alike_lie_near_each_other_in_their_order(tmp_path: Path, pooled: bool) -> None:
    vectors = Embedder(encoder(tmp_path, pooled=pooled)).embed(TEXTS)
    likeness = vectors @ vectors.T
    assert np.allclose(np.diag(likeness), 1, atol=1e-5)
    assert likeness[0, 2] > 0.8 > 0.3 > likeness[0, 1]


def test_a_package_that_holds_a_model_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder(tmp_path / "tiny_encoder")
    (tmp_path / "tiny_encoder" / "__init__.py").write_text('raise AssertionError("a package is not run")')
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert folder_of("tiny_encoder") == tmp_path / "tiny_encoder" == folder_of(str(tmp_path / "tiny_encoder"))


@pytest.mark.parametrize("name", ["", "/nowhere", "no_such_package", "json", "a b", "..", "x.y.z"])
def test_what_holds_no_model_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(
        BadSettings, match=r"neither a folder nor a package that holds model\.onnx and tokenizer\.json\.$"
    ):
        folder_of(name)


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_damaged_model_is_refused_with_a_sentence(tmp_path: Path, file: str) -> None:
    (encoder(tmp_path) / file).write_bytes(b"half of it")
    with pytest.raises(BadSettings, match="cannot be read"):
        Embedder(tmp_path)


def test_another_model_has_another_name(tmp_path: Path) -> None:
    first, other = encoder(tmp_path / "a"), encoder(tmp_path / "b", groups=(("kites",), ("bread",)))
    assert name_of(first) != name_of(other)
