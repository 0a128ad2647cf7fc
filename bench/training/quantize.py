"""Make the 8-bit form of a recogniser, for processors that multiply bytes: onlineocr/ocr/models/*.int8.onnx.

    python bench/training/quantize.py                    make it, compare it with the published one on lines held out
    python bench/training/quantize.py --write            ... and put it among the model files

Needs ``pip install onnx==1.23.2`` beside the requirements, and the fonts that ``drawn_pages.py`` names. The trunk of
the network (``models.heads``) is brought to opset 17, its GELUs made one operator each, and its convolutions are
computed on 8-bit integers: weights with a scale for each channel, activations with one range for each tensor. The range
is the mean over drawn lines of what each line spans: the widest span of all is that of one freak, and costs everybody
else a bit or two. What damages much and costs little stays in floats: the convolutions of the stem, which look at the
picture itself, those of squeeze and excitation, and the last ones, behind the pooling. Nothing of the evaluation data
is used.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # it is read when the module is imported

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime  # noqa: E402
from onnxruntime.quantization import QuantType  # noqa: E402
from onnxruntime.quantization.calibrate import CalibrationMethod, TensorData, TensorsData  # noqa: E402
from onnxruntime.quantization.qdq_quantizer import QDQQuantizer  # noqa: E402
from onnxruntime.quantization.quant_utils import save_and_reload_model_with_shape_infer  # noqa: E402

from bench.data import drawn_lines, drawn_pages  # noqa: E402
from bench.lib.scoring import distance  # noqa: E402
from bench.training import vendor_models  # noqa: E402
from onlineocr.ocr.engines.ppocr import alphabet, crops, ctc, detector, recognizer  # noqa: E402
from onlineocr.ocr.models import heads, networks  # noqa: E402
from onlineocr.ocr.models import read as published  # noqa: E402

MODELS = ("ppocrv6_small_rec",)
OPERATORS = ("Conv",)
OPSET = 17
_LOCALES = ("en", "de", "fr", "zh_Hans", "ja", "zh_Hans", "pl", "cs", "es", "ja")
_PAGES, _LINES = 30, 6  # pages of mixed lines, and lines taken from each
_HELD_OUT = range(5000, 5016)  # seeds of the pages that are only compared on
_LONGEST = 1600  # pixels of input: longer lines only take time
_UNFUSED = ["ConvActivationFusion", "ConvAddActivationFusion", "SkipLayerNormFusion"]  # these hide convolutions


def lines(pages: Sequence[np.ndarray], each: int, chance: random.Random) -> Iterator[np.ndarray]:
    """The recogniser's input for some lines of each page."""
    for pixels in pages:
        quads = detector.detect(pixels)
        for quad in chance.sample(quads, min(each, len(quads))):
            prepared, _ = recognizer.prepared(crops.cut(pixels, quad))
            if prepared.shape[3] <= _LONGEST:
                yield prepared


def calibration() -> list[np.ndarray]:
    """Lines in worn print of many types, and some in other languages and scripts."""
    mixed = [drawn_lines.page(seed)[0] for seed in range(1000, 1000 + _PAGES)]
    prose = [drawn_pages.drawn(locale, 9000 + n).pixels for n, locale in enumerate(_LOCALES * 2)]
    chance = random.Random(5)
    return [*lines(mixed, _LINES, chance), *lines(prose, 4, chance)]


def fused(model: bytes) -> onnx.ModelProto:
    """``model`` in the opset that has quantized operators by channel, simplified, each GELU one node."""
    loaded = onnx.load_from_string(model)
    loaded.ir_version = max(loaded.ir_version, 8)
    loaded = onnx.version_converter.convert_version(loaded, OPSET)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        options.optimized_model_filepath = file.name
        onnxruntime.InferenceSession(loaded.SerializeToString(), options, disabled_optimizers=_UNFUSED)
        return onnx.load(file.name)


def kept(model: onnx.ModelProto) -> list[str]:
    """The convolutions that stay in floats: the stem's, up to the first depthwise one; those of squeeze and excitation,
    which follow a mean; and those behind the last pooling."""
    nodes = list(model.graph.node)
    shapes = {constant.name: tuple(constant.dims) for constant in model.graph.initializer}
    convolutions = [node for node in nodes if node.op_type == "Conv"]
    depthwise = next(at for at, node in enumerate(convolutions) if shapes[node.input[1]][1] == 1)
    squeezed = {node.output[0] for node in nodes if node.op_type == "ReduceMean"}
    squeezing = {node.output[0] for node in convolutions if node.input[0] in squeezed}
    squeezed |= {node.output[0] for node in nodes if node.op_type == "Relu" and node.input[0] in squeezing}
    pooling = max(at for at, node in enumerate(nodes) if node.op_type == "AveragePool")
    behind = [node for node in nodes[pooling:] if node.op_type == "Conv"]
    exciting = [node for node in convolutions if node.input[0] in squeezed]
    return [node.name for node in (*convolutions[: depthwise - 1], *exciting, *behind)]


def ranges(model: onnx.ModelProto, inputs: Sequence[np.ndarray]) -> TensorsData:
    """What each tensor beside a quantized operator spans on ``inputs``, as a mean over them, and 0."""
    spans: dict[str, list[tuple[float, float]]] = {}
    watched, names = _watched(model)
    session = onnxruntime.InferenceSession(watched.SerializeToString())
    for line in inputs:
        found = session.run(names, {"x": line})
        for name, values in zip(["x", *names], [line, *found], strict=True):
            spans.setdefault(name, []).append((float(values.min()), float(values.max())))
    mean = {name: np.mean(each, axis=0).astype(np.float32) for name, each in spans.items()}
    return TensorsData(
        CalibrationMethod.MinMax,
        {name: TensorData(lowest=min(low, low * 0), highest=max(high, high * 0)) for name, (low, high) in mean.items()},
    )


def _watched(model: onnx.ModelProto) -> tuple[onnx.ModelProto, list[str]]:
    """A copy of ``model`` that also gives out the tensors beside quantized operators, and their names."""
    copy = onnx.ModelProto.FromString(model.SerializeToString())
    constants = {constant.name for constant in copy.graph.initializer} | {"", "x"}
    beside = [name for node in copy.graph.node if node.op_type in OPERATORS for name in (*node.input, *node.output)]
    names = [name for name in dict.fromkeys(beside) if name not in constants]
    given = {output.name for output in copy.graph.output}
    copy.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names if name not in given)
    return copy, names


def quantized(stem: str) -> bytes:
    """The 8-bit trunk of the recogniser ``stem``."""
    model = save_and_reload_model_with_shape_infer(fused(heads.part(published(f"{stem}.onnx")).trunk))
    quantizer = QDQQuantizer(
        model, per_channel=True, reduce_range=False, weight_qType=QuantType.QInt8, activation_qType=QuantType.QUInt8,
        tensors_range=ranges(model, calibration()), nodes_to_quantize=[], nodes_to_exclude=kept(model),
        op_types_to_quantize=list(OPERATORS), extra_options={},
    )  # fmt: skip
    quantizer.quantize_model()
    made = quantizer.model.model
    del made.graph.value_info[:]
    made.producer_name = "onlineocr bench/training/quantize.py"
    return bytes(made.SerializeToString())


def compared(stem: str, trunk: bytes) -> str:
    """Character error rates of both forms on drawn lines held out, and on how many lines they agree."""
    chosen, held = alphabet.western(stem), _held_out()
    sessions = (networks.opened(stem, heads.part(published(f"{stem}.onnx")).trunk), networks.opened(stem, trunk))
    both = [[_read(session, chosen, line) for line, _ in held] for session in sessions]
    known = [
        at for at, (_, true) in enumerate(held) if distance(both[0][at], true) < len(true) / 2
    ]  # else another line
    wrong = [sum(distance(one[at], held[at][1]) for at in known) for one in both]
    count = sum(len(held[at][1]) for at in known)
    same = sum(first == second for first, second in zip(*both, strict=True))
    return f"{stem}: CER {wrong[0] / count:.4f}, in 8 bits {wrong[1] / count:.4f}; {same} of {len(held)} lines alike"


def _held_out() -> list[tuple[np.ndarray, str]]:
    found = []
    for seed in _HELD_OUT:
        pixels, known = drawn_lines.page(seed)
        for quad in detector.detect(pixels):
            true = min(known, key=lambda line: abs(line.y - float(quad[:, 1].mean()))).text.replace(" ", "")
            prepared, _ = recognizer.prepared(crops.cut(pixels, quad))
            found.append((prepared, true))
    return found


def _read(session: onnxruntime.InferenceSession, chosen: alphabet.Alphabet, line: np.ndarray) -> str:
    features = session.run(None, {"x": line})[0][0]
    symbols = ctc.decode(ctc.likeliest(chosen.logits(features)), chosen.characters)
    return "".join(symbol.character for symbol in symbols)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, default=drawn_pages.FONTS)
    parser.add_argument("--write", action="store_true", help="put it among the model files")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    drawn_pages.FONTS = arguments.fonts
    for stem in MODELS:
        trunk = quantized(stem)
        print(f"{compared(stem, trunk)}; {len(trunk) / 1e6:.1f} MB")
        if arguments.write:
            vendor_models.put(networks.quantized(f"{stem}.onnx"), trunk, f"bench/training/quantize.py of {stem}.onnx")


if __name__ == "__main__":
    main()
