"""The network of plugins/Backbones.UNet (transposed convolutions), written in Python from the same architecture."""
import torch
from torch import nn


def double_conv(inputs, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
        nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Up(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.up = nn.ConvTranspose2d(inputs, inputs // 2, 2, stride=2)
        self.conv = double_conv(inputs, outputs)

    def forward(self, coarse, skip):
        enlarged = self.up(coarse)
        height, width = skip.shape[2] - enlarged.shape[2], skip.shape[3] - enlarged.shape[3]
        if height != 0 or width != 0:
            enlarged = nn.functional.pad(enlarged, (width // 2, width - width // 2, height // 2, height - height // 2))
        return self.conv(torch.cat([skip, enlarged], 1))


class UNet(nn.Module):
    def __init__(self, inputs, classes, width, depth):
        super().__init__()
        channels = [width << level for level in range(depth + 1)]
        self.inc = double_conv(inputs, channels[0])
        self.down = nn.ModuleList(nn.Sequential(nn.MaxPool2d(2), double_conv(channels[i], channels[i + 1])) for i in range(depth))
        self.up = nn.ModuleList(Up(channels[i + 1], channels[i]) for i in reversed(range(depth)))
        self.outc = nn.Conv2d(channels[0], classes, 1)

    def forward(self, images):
        levels = [self.inc(images)]
        for down in self.down:
            levels.append(down(levels[-1]))
        levels.reverse()
        features = levels[0]
        for up, skip in zip(self.up, levels[1:]):
            features = up(features, skip)
        return self.outc(features)
