"""The network of plugins/Backbones.CeNet (PVTv2-B2), written in Python from the same papers, plainly: channels last only where the papers' layers say so, and attention in one piece.

The names in the state dictionary are those of the published checkpoints.
"""
import math

import torch
from torch import nn
from torch.nn import functional

DIMS, HEADS, RATIOS, DEPTHS, REDUCTIONS = (64, 128, 320, 512), (1, 2, 5, 8), (8, 8, 4, 4), (3, 4, 6, 3), (8, 4, 2, 1)
SCALES, SKIP_HEADS = (0.8, 0.4), {3: 2, 2: 2, 1: 2}
RATES = {1: (2, 3, 5), 2: (1, 2, 4), 3: (1, 2, 3), 4: (1, 2, 2)}


def resized(maps, size):
    return functional.interpolate(maps, size=size, mode="bilinear", align_corners=False)


class DropPath(nn.Module):
    def __init__(self, share):
        super().__init__()
        self.share = share

    def forward(self, x):
        if self.share == 0 or not self.training:
            return x
        keep = 1 - self.share
        return x * x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep).div_(keep)


class PatchEmbedding(nn.Module):
    def __init__(self, kernel, stride, inputs, outputs):
        super().__init__()
        self.proj, self.norm = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2), nn.LayerNorm(outputs)

    def forward(self, maps):
        maps = self.proj(maps)
        return self.norm(maps.flatten(2).transpose(1, 2)), *maps.shape[2:]


class Attention(nn.Module):
    def __init__(self, width, heads, reduction):
        super().__init__()
        self.heads, self.reduction = heads, reduction
        self.q, self.kv, self.proj = nn.Linear(width, width), nn.Linear(width, 2 * width), nn.Linear(width, width)
        if reduction > 1:
            self.sr, self.norm = nn.Conv2d(width, width, reduction, reduction), nn.LayerNorm(width)

    def forward(self, x, height, width):
        batch, tokens, channels = x.shape
        q = self.q(x).reshape(batch, tokens, self.heads, -1).permute(0, 2, 1, 3)
        if self.reduction > 1:
            x = x.permute(0, 2, 1).reshape(batch, channels, height, width)
            x = self.norm(self.sr(x).reshape(batch, channels, -1).permute(0, 2, 1))
        k, v = self.kv(x).reshape(batch, -1, 2, self.heads, channels // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, tokens, channels))


class DepthwiseTokens(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.dwconv = nn.Conv2d(width, width, 3, 1, 1, groups=width)

    def forward(self, x, height, width):
        return self.dwconv(x.transpose(1, 2).view(x.shape[0], -1, height, width)).flatten(2).transpose(1, 2)


class TokenMlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.fc1, self.dwconv, self.fc2 = nn.Linear(width, hidden), DepthwiseTokens(hidden), nn.Linear(hidden, width)

    def forward(self, x, height, width):
        return self.fc2(functional.gelu(self.dwconv(self.fc1(x), height, width)))


class EncoderBlock(nn.Module):
    def __init__(self, width, heads, ratio, reduction, drop):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)
        self.attn, self.mlp, self.drop_path = Attention(width, heads, reduction), TokenMlp(width, width * ratio), DropPath(drop)

    def forward(self, x, height, width):
        x = x + self.drop_path(self.attn(self.norm1(x), height, width))
        return x + self.drop_path(self.mlp(self.norm2(x), height, width))


class PyramidEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        drops = iter(torch.linspace(0, 0.1, sum(DEPTHS)).tolist())
        for i, (width, heads, ratio, depth, reduction) in enumerate(zip(DIMS, HEADS, RATIOS, DEPTHS, REDUCTIONS), 1):
            setattr(self, f"patch_embed{i}", PatchEmbedding(7, 4, 3, width) if i == 1 else PatchEmbedding(3, 2, DIMS[i - 2], width))
            setattr(self, f"block{i}", nn.ModuleList(EncoderBlock(width, heads, ratio, reduction, next(drops)) for _ in range(depth)))
            setattr(self, f"norm{i}", nn.LayerNorm(width, 1e-6))

    def forward(self, x):
        maps = []
        for i in range(1, 5):
            x, height, width = getattr(self, f"patch_embed{i}")(x)
            for block in getattr(self, f"block{i}"):
                x = block(x, height, width)
            x = getattr(self, f"norm{i}")(x).reshape(x.shape[0], height, width, -1).permute(0, 3, 1, 2).contiguous()
            maps.append(x)
        return maps


class ConvolutionLayer(nn.Module):
    def __init__(self, inputs, outputs, kernel, bias=False):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, 1, kernel // 2, bias=bias)

    def forward(self, maps):
        return self.conv(maps)


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs, kernel):
        super().__init__()
        self.conv1, self.conv2 = ConvolutionLayer(inputs, outputs, kernel), ConvolutionLayer(outputs, outputs, kernel)
        self.norm1, self.norm2, self.lrelu = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.01, inplace=True)
        self.projects = inputs != outputs
        if self.projects:
            self.conv3, self.norm3 = ConvolutionLayer(inputs, outputs, 1), nn.BatchNorm2d(outputs)

    def forward(self, x):
        y = self.norm2(self.conv2(self.lrelu(self.norm1(self.conv1(x)))))
        return self.lrelu(y + (self.norm3(self.conv3(x)) if self.projects else x))


class Eucb(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.up_dwc = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(inputs, inputs, 3, 1, 1, groups=inputs, bias=False), nn.BatchNorm2d(inputs), nn.LeakyReLU(0.2, inplace=True))
        self.pwc = nn.Sequential(nn.Conv2d(inputs, outputs, 1))

    def forward(self, maps):
        return self.pwc(self.up_dwc(maps))


class UpConvolution(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.up = nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2, inplace=True))

    def forward(self, maps):
        return self.up(maps)


class SeparableConvolution(nn.Module):
    def __init__(self, channels, rate):
        super().__init__()
        self.depthwise, self.depthwise_bn = nn.Conv2d(channels, channels, 3, 1, rate, rate, groups=channels, bias=False), nn.BatchNorm2d(channels)
        self.pointwise, self.pointwise_bn = nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels)

    def forward(self, maps):
        maps = functional.relu(self.depthwise_bn(self.depthwise(maps)))
        return functional.relu(self.pointwise_bn(self.pointwise(maps)))


class MultiOrderConvolution(nn.Module):
    def __init__(self, channels, rates):
        super().__init__()
        unit = channels // 16
        self.split = [5 * unit] * 3 + [unit]
        pooled = nn.Sequential(nn.AdaptiveAvgPool2d(7), nn.Conv2d(unit, unit, 1, bias=False), nn.BatchNorm2d(unit), nn.LeakyReLU(inplace=True), nn.UpsamplingBilinear2d(scale_factor=7))
        self.dlps = nn.ModuleList([*(SeparableConvolution(5 * unit, rate) for rate in rates), pooled])
        self.PW_conv = nn.Conv2d(channels, channels, 1)

    def forward(self, maps):
        parts = [branch(part) for branch, part in zip(self.dlps, torch.split(maps, self.split, 1))]
        if parts[3].shape[2:] != maps.shape[2:]:
            parts[3] = resized(parts[3], maps.shape[2:])
        return self.PW_conv(torch.cat(parts, 1))


class Nonlocal(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.w = nn.Parameter(torch.tensor(0.5))
        self.conv_theta, self.conv_phi, self.conv_g, self.conv_out = (nn.Conv2d(channels, channels, 1) for _ in range(4))
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, maps):
        theta, phi, g = (layer(maps).flatten(2) for layer in (self.conv_theta, self.conv_phi, self.conv_g))
        weights = torch.softmax(theta.transpose(1, 2) @ phi * maps.shape[1] ** -0.5, -1)
        found = (weights @ g.transpose(1, 2)).transpose(1, 2).reshape(maps.shape)
        return (1 - self.w) * maps + self.w * self.bn(self.conv_out(found))


class ChannelGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv1d(channels, 3 * channels, 3, groups=channels, bias=False), nn.Conv1d(3 * channels, channels, 1, groups=channels, bias=False)
        self.bn = nn.BatchNorm1d(channels)

    def forward(self, maps):
        flat = maps.flatten(2)
        gate = self.fc2(functional.relu(self.fc1(torch.stack([flat.max(2)[0], flat.mean(2), flat.std(2, unbiased=False)], 2))))
        # As published in training; the plugin's default in evaluation is that of a batch of one.
        if self.training and len(maps) > 1:
            gate = self.bn(gate)
        return maps * torch.sigmoid(gate)[..., None]


class SpatialGate(nn.Module):
    def __init__(self):
        super().__init__()
        self.pwc, self.dwc, self.bn = nn.Conv2d(3, 1, 1, bias=False), nn.Conv2d(3, 1, 3, 1, 1, bias=False), nn.BatchNorm2d(1)

    def forward(self, maps):
        seen = torch.cat([maps.max(1, keepdim=True)[0], maps.mean(1, keepdim=True), maps.std(1, keepdim=True)], 1)
        return maps * torch.sigmoid(self.bn(functional.gelu(self.pwc(seen) + self.dwc(seen))))


class ContextMlp(nn.Module):
    def __init__(self, channels):
        super().__init__()
        hidden = 4 * channels
        self.fc1, self.dwconv, self.fc2 = nn.Conv2d(channels, hidden, 1), nn.Conv2d(hidden, hidden, 3, 1, 1, groups=hidden), nn.Conv2d(hidden, channels, 1)
        self.srm = SpatialGate()

    def forward(self, maps):
        return self.fc2(self.srm(functional.gelu(self.dwconv(self.fc1(maps)))))


class MultiScaleAttention(nn.Module):
    def __init__(self, channels, rates):
        super().__init__()
        self.gate, self.value, self.proj_2 = nn.Conv2d(channels, channels, 1), MultiOrderConvolution(channels, rates), nn.Conv2d(channels, channels, 1)
        self.denoising_module, self.ccu = Nonlocal(channels), ChannelGate(channels)

    def forward(self, maps):
        gated = self.ccu(maps)
        return self.denoising_module(self.proj_2(functional.silu(self.gate(gated)) * functional.silu(self.value(gated))) + maps)


class ContextBlock(nn.Module):
    def __init__(self, channels, rates):
        super().__init__()
        self.layer_scale_1, self.layer_scale_2 = (nn.Parameter(1e-6 * torch.ones(1, channels, 1, 1)) for _ in range(2))
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.mca, self.mlp = MultiScaleAttention(channels, rates), ContextMlp(channels)

    def forward(self, maps):
        maps = maps + self.layer_scale_1 * self.mca(self.norm1(maps))
        return maps + self.layer_scale_2 * self.mlp(self.norm2(maps))


class EdgeFilter(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.w = nn.Parameter(torch.ones(1, channels, 1, 1))

    def forward(self, maps):
        smaller = [functional.interpolate(maps, scale_factor=scale, mode="bilinear", align_corners=False) for scale in SCALES]
        details = [(maps - resized(one, maps.shape[2:])).abs() for one in smaller]
        edges = [(details[i] - details[j]).abs() for i in range(len(details)) for j in range(i + 1, len(details))]
        return maps + self.w * (sum(edges) / len(edges))


class DifferentialAttention(nn.Module):
    def __init__(self, width, depth, heads):
        super().__init__()
        self.heads, self.channels, self.start = heads, width // heads // 2, 0.8 - 0.6 * math.exp(-0.3 * depth)
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width, bias=False) for _ in range(4))
        for name in ("q1", "k1", "q2", "k2"):
            setattr(self, f"lambda_{name}", nn.Parameter(torch.randn(self.channels) * 0.1))

    def forward(self, x):
        batch, tokens, width = x.shape
        q = self.q_proj(x).view(batch, tokens, 2 * self.heads, self.channels).transpose(1, 2) * self.channels ** -0.5
        k = self.k_proj(x).view(batch, tokens, 2 * self.heads, self.channels).transpose(1, 2)
        v = self.v_proj(x).view(batch, tokens, self.heads, 2 * self.channels).transpose(1, 2)
        weights = functional.softmax(q @ k.transpose(-1, -2), -1).view(batch, self.heads, 2, tokens, tokens)
        share = torch.exp((self.lambda_q1 * self.lambda_k1).sum()) - torch.exp((self.lambda_q2 * self.lambda_k2).sum()) + self.start
        found = (weights[:, :, 0] - share * weights[:, :, 1]) @ v
        found = found * torch.rsqrt(found.pow(2).mean(-1, keepdim=True) + 1e-5) * (1 - self.start)
        return self.out_proj(found.transpose(1, 2).reshape(batch, tokens, width))


class SkipEnhancer(nn.Module):
    def __init__(self, channels, depth, heads):
        super().__init__()
        self.boundary, self.diffattn, self.mixer = EdgeFilter(2 * channels), DifferentialAttention(2 * channels, depth, heads), nn.Conv2d(2 * channels, channels, 1, bias=False)

    def forward(self, skip, decoded):
        y = torch.cat([decoded, skip], 1)
        # The published reading: the map's memory in rows of so many numbers, not its transpose.
        attended = self.diffattn(y.view(len(y), -1, y.shape[1])).view(y.shape)
        return self.mixer(self.boundary(y) + y + attended * y) + skip


class ClassConvolution(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.conv = ConvolutionLayer(inputs, classes, 1, bias=True)

    def forward(self, maps):
        return self.conv(maps)


class OutHead(nn.Module):
    def __init__(self, channels, inputs, classes):
        super().__init__()
        half = channels // 2
        self.w = nn.Parameter(torch.ones(1, half, 1, 1))
        self.out = nn.Sequential(ResidualBlock(channels, channels, 3), ClassConvolution(channels, classes))
        self.up, self.rb = UpConvolution(channels, half), nn.Sequential(ResidualBlock(inputs, half, 5), nn.MaxPool2d(2))

    def forward(self, decoded, images):
        logits = self.out(torch.cat([self.up(decoded), self.w * self.rb(images)], 1))
        return functional.interpolate(logits, scale_factor=2, mode="bilinear", align_corners=False)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.dec4 = ContextBlock(DIMS[3], RATES[4])
        for level, depth in ((3, 4), (2, 3), (1, 2)):
            setattr(self, f"up{level}", Eucb(DIMS[level], DIMS[level - 1]))
            setattr(self, f"skip_enhancer{level}", SkipEnhancer(DIMS[level - 1], depth, SKIP_HEADS[level]))
            setattr(self, f"dec{level}", ContextBlock(DIMS[level - 1], RATES[level]))

    def forward(self, maps):
        decoded = self.dec4(maps[3])
        for level in (3, 2, 1):
            enlarged = getattr(self, f"up{level}")(decoded)
            decoded = getattr(self, f"dec{level}")(enlarged + getattr(self, f"skip_enhancer{level}")(maps[level - 1], enlarged))
        return decoded


class CENet(nn.Module):
    def __init__(self, inputs=3, classes=1):
        super().__init__()
        self.backbone, self.decoder, self.out = PyramidEncoder(), Decoder(), OutHead(DIMS[0], inputs, classes)

    def forward(self, images):
        coloured = images.repeat(1, 3, 1, 1) if images.shape[1] == 1 else images
        return self.out(self.decoder(self.backbone(coloured)), images)
