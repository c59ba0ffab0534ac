"""A tiny sentence encoder, made here: words of one group have one vector, so that texts mean alike without a word in common."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

GROUPS = (("kites", "gliders", "parafoils"), ("granite", "basalt", "magma"), ("bread", "yeast", "dough"))


def encoder(folder: Path, *, groups: tuple[tuple[str, ...], ...] = GROUPS, pooled: bool = False) -> Path:
    """Write `model.onnx` and `tokenizer.json` into a folder; `pooled`: the network gives a vector a text, not one a token."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = ["[PAD]", "[UNK]", *(word for group in groups for word in group)]
    table = np.full((len(vocabulary), len(groups) + 1), 0.01, np.float32)
    table[1, -1] = 0.1  # other words mean little
    for number, group in enumerate(groups):
        for word in group:
            table[vocabulary.index(word), number] = 3.0
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "post_processor": None, "decoder": None,
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": {word: n for n, word in enumerate(vocabulary)}, "unk_token": "[UNK]"},
    }  # fmt: skip
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    onnx.save(_network(table, pooled=pooled), folder / "model.onnx")
    return folder


def _network(table: np.ndarray, *, pooled: bool) -> onnx.ModelProto:
    given = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "s"]) for name in ("input_ids", "attention_mask")
    ]
    out = "tokens" if pooled else "last_hidden_state"
    nodes = [helper.make_node("Gather", ["table", "input_ids"], [out])]
    shape: list[str | int] = ["b", "s", table.shape[1]]
    if pooled:
        nodes.append(helper.make_node("ReduceMean", ["tokens", "axes"], ["sentence_embedding"], keepdims=0))
        out, shape = "sentence_embedding", ["b", table.shape[1]]
    kept = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1]), "axes")]
    made = helper.make_tensor_value_info(out, TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "tiny", given, [made], kept)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
