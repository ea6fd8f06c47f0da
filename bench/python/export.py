"""Writes networks of bench/rows.json for ONNX Runtime, with their inputs and what Python's torch makes of them.

usage: export.py FOLDER ID...    bench/run is what starts it
A row's network becomes FOLDER/ID/network.onnx, its inputs and outputs FOLDER/ID/NAME.f32; what is newer than these sources stays.
"""
import array
import os
import shutil
import sys
import warnings
from pathlib import Path

import torch
from torch import nn

from passes import PASSES

# The newest that torch 1.13 writes, and the first in which layer normalisation is one operator.
OPSET = 17
MADE_WITH = "torch.txt"


class KnownPool(nn.Module):
    """AdaptiveAvgPool2d for maps whose size is a multiple of the output's; the exporter loses track of the size and refuses the other."""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, maps):
        height, width = (int(length) for length in maps.shape[2:])
        if height % self.size or width % self.size:
            raise ValueError(f"Maps of {height} by {width} are not pooled to {self.size} by {self.size} in equal parts.")
        return nn.functional.avg_pool2d(maps, (height // self.size, width // self.size))


def linear():
    return nn.Linear(768, 768).eval(), {"x": torch.randn(4096, 768)}


def convolution():
    return nn.Conv2d(64, 64, 3, padding=1, bias=False).eval(), {"x": torch.randn(1, 64, 128, 128)}


# Two operators are measured as networks of one layer.
NETWORKS = {"linear": linear, "conv": convolution, **PASSES}


def with_known_pools(network):
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.AdaptiveAvgPool2d):
                setattr(module, name, KnownPool(child.output_size))
    return network


def write(file, tensor):
    with open(file, "wb") as stream:
        array.array("f", tensor.flatten().tolist()).tofile(stream)


def export(row, folder):
    torch.manual_seed(0)
    network, inputs = NETWORKS[row]()
    with torch.no_grad():
        outputs = network(*inputs.values())
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    outputs = {f"output{i}": output for i, output in enumerate(outputs)}
    for name, tensor in {**inputs, **outputs}.items():
        write(folder / f"{name}.f32", tensor)
    torch.onnx.export(
        with_known_pools(network), tuple(inputs.values()), str(folder / "network.onnx"),
        opset_version=OPSET, input_names=list(inputs), output_names=list(outputs))
    (folder / MADE_WITH).write_text(torch.__version__, encoding="ascii")


def is_new(folder):
    made = folder / MADE_WITH
    if not made.exists() or made.read_text(encoding="ascii") != torch.__version__:
        return False
    return made.stat().st_mtime > max(source.stat().st_mtime for source in Path(__file__).parent.glob("*.py"))


def main():
    # What follows from the size of the inputs is constant in the network: its inputs have that size alone.
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    warnings.filterwarnings("ignore", message="The shape inference of prim::Constant")
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    root = Path(sys.argv[1])
    for row in sys.argv[2:]:
        folder, unfinished = root / row, root / f"{row}.unfinished"
        if is_new(folder):
            continue
        print(f"exporting {row} for ONNX Runtime", file=sys.stderr)
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.mkdir(parents=True)
        export(row, unfinished)
        unfinished.rename(folder)


if __name__ == "__main__":
    main()
