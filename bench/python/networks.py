"""The rows of whole networks, with the same sizes as bench/Bench/Bodies/{MedSam,CeNet}Bodies.cs."""
import torch
from torch import nn
from torch.nn import functional

import losses
from cenet import CENet
from sam import EMBEDDING, Sam

SIZE, GRID = 1024, 64


def repeated(call):
    def body(calls):
        for _ in range(calls):
            call()
    return body


def training_step(loss, parameters, learning_rate):
    """Forward, reading the loss, gradients, their norm, AdamW: as bench/Bench/Bodies/TrainingStep.cs."""
    parameters = list(parameters)
    optimizer = torch.optim.AdamW(parameters, learning_rate, weight_decay=0.01)

    def call():
        value = loss()
        value.item()
        # In place, as C# does; newer versions of PyTorch drop the gradients unless told otherwise.
        optimizer.zero_grad(set_to_none=False)
        value.backward()
        nn.utils.clip_grad_norm_(parameters, 5)
        optimizer.step()
    return repeated(call)


def boxes(count):
    return torch.tensor([[200.0, 240, 700, 820]]).repeat(count, 1)


def sam(experts=0):
    network = Sam(experts).eval()
    network.requires_grad_(False)
    for parameter in network.trained():
        parameter.requires_grad_(True)
    return network


def sam_encoder(size):
    network, image = sam(), torch.rand(1, 3, size, size)

    def call():
        with torch.inference_mode():
            network.image_encoder(image)
    return repeated(call)


def sam_decoder():
    network, image, prompts = sam(), torch.randn(1, EMBEDDING, GRID, GRID), boxes(1)

    def call():
        with torch.inference_mode():
            network.decode(image, prompts)
    return repeated(call)


def sam_decoder_backward():
    network, image, prompts = sam(), torch.randn(1, EMBEDDING, GRID, GRID), boxes(1)
    target = torch.randn(1, 1, SIZE // 4, SIZE // 4).gt(0).float()
    optimizer = torch.optim.AdamW(network.trained(), 1e-4, weight_decay=0.01)

    def call():
        loss = functional.binary_cross_entropy_with_logits(network.decode(image, prompts)[0], target)
        loss.item()
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
    return repeated(call)


def sam_deferral_step():
    images, experts = 2, 3
    network = sam(experts).train()
    embedding, prompts = torch.randn(images, EMBEDDING, GRID, GRID), boxes(images)
    target = torch.randint(0, 2, (images, 1, SIZE, SIZE), dtype=torch.uint8)
    answers = torch.randint(0, 2, (images, experts, SIZE, SIZE), dtype=torch.uint8)

    def enlarged(maps):
        return functional.interpolate(maps, size=(SIZE, SIZE), mode="bilinear", align_corners=False)

    def loss():
        masks, _, routing, predictor = network.decode(embedding, prompts)
        return losses.total(enlarged(masks), enlarged(routing), enlarged(predictor), target, answers)
    return training_step(loss, network.trained(), 1e-4)


def cenet():
    network, image = CENet().eval(), torch.randn(1, 3, 224, 224)

    def call():
        with torch.inference_mode():
            network(image)
    return repeated(call)


def cenet_step():
    network = CENet().train()
    images, masks = torch.randn(2, 3, 224, 224), torch.randn(2, 1, 224, 224).gt(0).float()
    return training_step(lambda: functional.binary_cross_entropy_with_logits(network(images), masks), network.parameters(), 1e-4)


BODIES = {
    "sam1024": lambda: sam_encoder(1024),
    "sam256": lambda: sam_encoder(256),
    "sam_decoder": sam_decoder,
    "sam_decoder_backward": sam_decoder_backward,
    "sam_deferral_step": sam_deferral_step,
    "cenet": cenet,
    "cenet_step": cenet_step,
}
