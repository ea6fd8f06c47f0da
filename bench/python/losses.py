"""The losses of DeferredSeg (Eq. 4, 7, 8, 9, 10), plainly, as one writes them in PyTorch; the same formulas as src/Deferral/Losses with its defaults."""
import math

import torch
from torch.nn import functional

BETA1, BETA2, LAMBDA1, LAMBDA2 = 0.5, 0.1, 1.0, 5.0
LOWER, UPPER = (0.15, 0.10, 0.10), (0.35, 0.25, 0.30)
FLOOR = math.log(1e-8)


def total(segmentor, routing, predictor, target, experts):
    log_p = functional.log_softmax(routing, dim=1)
    experts_right = experts == target
    of_experts = log_p[:, 1:]
    term1 = torch.where(experts_right, -of_experts, of_experts.clamp(min=FLOOR)).sum(dim=1).mean()
    model_right = ((segmentor >= 0) == (target != 0)).squeeze(1)
    term2 = -(log_p[:, 0] * model_right).mean()
    term3 = functional.binary_cross_entropy_with_logits(segmentor, target.float())

    p = log_p.exp()
    to_experts = p[:, 1:].sum(dim=1)
    pseudo = (routing.argmax(dim=1) != 0).float()
    deferral = torch.sigmoid(predictor.squeeze(1))
    coherence = functional.binary_cross_entropy_with_logits(predictor.squeeze(1), pseudo) + BETA1 * (deferral - to_experts).square().mean() + BETA2 * deferral.mean()

    rho = p[:, 1:].mean(dim=(0, 2, 3))
    balance = (functional.relu(rho - torch.tensor(UPPER)) + functional.relu(torch.tensor(LOWER) - rho)).sum()
    return term1 + term2 + term3 + LAMBDA1 * coherence + LAMBDA2 * balance
