"""Forward passes of networks: what their rows call, and what export.py writes for ONNX Runtime. Sizes as in bench/Bench/Bodies."""
import torch
from torch import nn

from cenet import CENet
from sam import EMBEDDING, Sam
from sam2 import Sam2Encoder
from unet import UNet

GRID = 64


class SamEncoder(nn.Module):
    """The encoder alone, with the rest of the network in memory, as in C#."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, images):
        return self.network.image_encoder(images)


class SamDecoder(nn.Module):
    """Prompt encoder and decoder alone: an embedding and boxes to logits and scores."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, embedding, boxes):
        masks, scores, _, _ = self.network.decode(embedding, boxes)
        return masks, scores


def boxes(count):
    return torch.tensor([[200.0, 240, 700, 820]]).repeat(count, 1)


def sam(experts=0):
    network = Sam(experts).eval()
    network.requires_grad_(False)
    for parameter in network.trained():
        parameter.requires_grad_(True)
    return network


def unet(width, size):
    return UNet(1, 1, width, 4).eval(), {"images": torch.randn(2, 1, size, size)}


def sam_encoder(size):
    return SamEncoder(sam()).eval(), {"images": torch.rand(1, 3, size, size)}


def sam2_encoder(size):
    return Sam2Encoder(size).eval(), {"images": torch.rand(1, 3, 1024, 1024)}


def sam_decoder():
    return SamDecoder(sam()).eval(), {"embedding": torch.randn(1, EMBEDDING, GRID, GRID), "boxes": boxes(1)}


def cenet():
    return CENet().eval(), {"images": torch.randn(1, 3, 224, 224)}


# A network and its inputs by name, in the order of its arguments.
PASSES = {
    "unet": lambda: unet(16, 128),
    "unet31": lambda: unet(64, 256),
    "sam1024": lambda: sam_encoder(1024),
    "sam256": lambda: sam_encoder(256),
    # C# computes these encoders in bfloat16; here they are float32, as everything is.
    "sam1024_bf16": lambda: sam_encoder(1024),
    "sam256_bf16": lambda: sam_encoder(256),
    "sam2_tiny": lambda: sam2_encoder("tiny"),
    "sam2_tiny_bf16": lambda: sam2_encoder("tiny"),
    "sam2_base": lambda: sam2_encoder("base"),
    "sam2_base_bf16": lambda: sam2_encoder("base"),
    "sam_decoder": sam_decoder,
    "cenet": cenet,
    "cenet_bf16": cenet,
    "unet31_bf16": lambda: unet(64, 256),
}
