"""The rows of whole networks, with the same sizes as bench/Bench/Bodies/{UNet,MedSam,CeNet}Bodies.cs."""
from functools import partial

import torch
from torch import nn
from torch.nn import functional

import losses
from cenet import CENet
from passes import GRID, PASSES, boxes, sam
from sam import EMBEDDING

SIZE = 1024


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


def forward(row):
    network, inputs = PASSES[row]()
    arguments = inputs.values()

    def call():
        with torch.inference_mode():
            network(*arguments)
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


def cenet_step():
    network = CENet().train()
    images, masks = torch.randn(2, 3, 224, 224), torch.randn(2, 1, 224, 224).gt(0).float()
    return training_step(lambda: functional.binary_cross_entropy_with_logits(network(images), masks), network.parameters(), 1e-4)


BODIES = {
    **{row: partial(forward, row) for row in PASSES},
    "sam_decoder_backward": sam_decoder_backward,
    "sam_deferral_step": sam_deferral_step,
    "cenet_step": cenet_step,
}
