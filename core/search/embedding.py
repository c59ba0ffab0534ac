"""What a model of the operator's makes of texts: a vector each, near each other where they mean alike. The extra `semantic`.

The model is a folder, or an installed package, with `model.onnx` and `tokenizer.json`; nothing is downloaded. Only a worker loads it.
"""

import os
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import BadSettings

NETWORK, TOKENIZER = "model.onnx", "tokenizer.json"

TOKENS, AT_ONCE = 256, 16
"""Tokens of a text that are read, as sentence encoders are trained with; and texts that go through the network together."""

NO_EXTRA = 'PAPERBOY_MODEL needs the extra “semantic”: pip install "paperboy[semantic]".'

Vectors = NDArray[np.float32]


class Embedder:
    """A sentence encoder. Raises BadSettings for one that cannot be used."""

    def __init__(self, folder: Path) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError:
            raise BadSettings(NO_EXTRA) from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._network = onnxruntime.InferenceSession(folder / NETWORK, options, ["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise their own for each kind of damage
            raise BadSettings(f"PAPERBOY_MODEL: the model cannot be read ({type(error).__name__}).") from error
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding()
        self._wanted = {given.name for given in self._network.get_inputs()}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each text."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # those of one length need no padding
        rows: dict[int, NDArray[np.float32]] = {}
        for first in range(0, len(order), AT_ONCE):
            places = order[first : first + AT_ONCE]
            rows.update(zip(places, self._embedded([texts[place] for place in places]), strict=True))
        return np.array([rows[place] for place in range(len(texts))], np.float32)

    def _embedded(self, texts: list[str]) -> Vectors:
        tokens = self._tokenizer.encode_batch(texts)
        mask = np.array([text.attention_mask for text in tokens], np.int64)
        given = {"input_ids": np.array([text.ids for text in tokens], np.int64), "attention_mask": mask}
        given["token_type_ids"] = np.zeros_like(mask)
        out = self._network.run(None, {name: value for name, value in given.items() if name in self._wanted})[0]
        if out.ndim == 3:  # a vector a token: their mean
            out = (out * mask[:, :, None]).sum(1) / np.maximum(mask.sum(1), 1)[:, None]
        return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12), np.float32)


def folder_of(model: str) -> Path:
    """The folder that PAPERBOY_MODEL names, or that of the package. Raises BadSettings."""
    folders = [Path(model).expanduser()]
    if model.replace(".", "").replace("_", "").isalnum() and os.sep not in model:
        spec = find_spec(model.partition(".")[0]) and find_spec(model)
        folders += map(Path, (spec.submodule_search_locations or ()) if spec else ())
    for folder in folders:
        if all((folder / name).is_file() for name in (NETWORK, TOKENIZER)):
            return folder
    raise BadSettings(f"PAPERBOY_MODEL names neither a folder nor a package that holds {NETWORK} and {TOKENIZER}.")


@cache
def name_of(folder: Path) -> str:
    """What tells a model from another: a hash of its files. Its vectors are of no use to another model."""
    digest = blake2b(digest_size=6)
    for name in (NETWORK, TOKENIZER):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
