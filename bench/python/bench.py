"""The rows of bench/rows.json in Python, with the same sizes, calls and repeats as bench/Bench/Bodies.

usage: bench.py ROWS.json    answers requests for measurements; bench/run is what starts it
"""
import gc
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional

import losses
import networks
from networks import repeated, training_step
from unet import UNet

MANY_PARAMETERS = 200


def add():
    a, b = torch.ones(1), torch.ones(1)
    return repeated(lambda: a.add(b))


def add_in_place():
    a, b = torch.ones(1), torch.ones(1)
    return repeated(lambda: a.add_(b))


def small_linear():
    x, weight, bias = torch.randn(4, 4), torch.randn(4, 4), torch.randn(4)
    return repeated(lambda: functional.linear(x, weight, bias))


def reshape():
    x = torch.randn(4, 6)
    return repeated(lambda: x.reshape(6, 4))


def item():
    x = torch.randn(1)
    return repeated(lambda: x.item())


def shape():
    x = torch.randn(2, 3, 4, 5)
    return repeated(lambda: x.shape[2])


def tiny_graph():
    x, weight, bias = torch.randn(4, 4), torch.randn(4, 4).requires_grad_(), torch.randn(4).requires_grad_()
    return repeated(lambda: functional.linear(x, weight, bias).relu().sum().backward())


def small_modules():
    x = torch.randn(4, 8)
    layers = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(inplace=True), nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(inplace=True), nn.Linear(8, 8), nn.ReLU())
    return repeated(lambda: layers(x))


def small_parameters():
    parameters = [nn.Parameter(torch.randn(64)) for _ in range(MANY_PARAMETERS)]
    for parameter in parameters:
        parameter.grad = torch.randn(64)
    return parameters


def adamw_step():
    optimizer = torch.optim.AdamW(small_parameters(), 1e-3, weight_decay=0.01)
    return repeated(optimizer.step)


def zero_gradients():
    optimizer = torch.optim.AdamW(small_parameters(), 1e-3, weight_decay=0.01)
    # In place, as C# does; newer versions of PyTorch drop the gradients unless told otherwise.
    return repeated(lambda: optimizer.zero_grad(set_to_none=False))


def clip_gradients():
    parameters = small_parameters()
    # C# returns the norm as a number.
    return repeated(lambda: nn.utils.clip_grad_norm_(parameters, 1e-3).item())


def large_linear():
    x, weight, bias = torch.randn(4096, 768), torch.randn(768, 768), torch.randn(768)
    return repeated(lambda: functional.linear(x, weight, bias))


def convolution():
    x, weight = torch.randn(1, 64, 128, 128), torch.randn(64, 64, 3, 3)
    return repeated(lambda: functional.conv2d(x, weight, padding=(1, 1)))


def unet_step(width, size):
    network = UNet(1, 1, width, 4).train()
    images, masks = torch.randn(2, 1, size, size), torch.randn(2, 1, size, size).gt(0).float()
    return training_step(lambda: functional.binary_cross_entropy_with_logits(network(images), masks), network.parameters(), 2e-3)


def loss_suite():
    images, experts, size = 2, 3, 1024
    segmentor = torch.randn(images, 1, size, size).requires_grad_()
    routing = torch.randn(images, experts + 1, size, size).requires_grad_()
    predictor = torch.randn(images, 1, size, size).requires_grad_()
    target = torch.randint(0, 2, (images, 1, size, size), dtype=torch.uint8)
    masks = torch.randint(0, 2, (images, experts, size, size), dtype=torch.uint8)

    def call():
        loss = losses.total(segmentor, routing, predictor, target, masks)
        loss.item()
        for leaf in (segmentor, routing, predictor):
            if leaf.grad is not None:
                leaf.grad.zero_()
        loss.backward()
    return repeated(call)


BODIES = {
    "add": add,
    "add_": add_in_place,
    "linear4": small_linear,
    "reshape": reshape,
    "item": item,
    "shape": shape,
    "backward": tiny_graph,
    "module": small_modules,
    "adamw": adamw_step,
    "zero_grad": zero_gradients,
    "clip": clip_gradients,
    "linear": large_linear,
    "conv": convolution,
    "unet_step": lambda: unet_step(16, 128),
    "losses": loss_suite,
    "unet31_step": lambda: unet_step(64, 256),
    **networks.BODIES,
}


def peak_mib():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


class Worker:
    """Answers requests, one number a line; bench/Bench/Worker.cs says which there are."""

    def __init__(self, rows):
        self.rows = {row["id"]: row for row in rows}
        self.body = None

    def warm(self, row):
        self.body = BODIES[row["id"]]()
        start = time.perf_counter()
        while True:
            self.body(row["calls"])
            elapsed = time.perf_counter() - start
            if elapsed >= row["warmup"]:
                return elapsed

    def time(self, row):
        start = time.perf_counter()
        self.body(row["calls"])
        return (time.perf_counter() - start) / row["calls"]

    def drop(self, _):
        self.body = None
        gc.collect()
        return 0

    def answer(self, request):
        if request == "peak":
            return peak_mib()
        verb, row = request.split()
        return getattr(self, verb)(self.rows[row])


def main():
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    torch.manual_seed(0)
    with open(sys.argv[1], encoding="utf-8") as file:
        worker = Worker(json.load(file))
    for line in sys.stdin:
        print(worker.answer(line.strip()), flush=True)


if __name__ == "__main__":
    main()
