"""The image encoder of plugins/Backbones.Sam2 with its feature pyramid, written in Python from the same papers, plainly: windows are padded, and heads go together."""
import torch
import torch.nn.functional as F
from torch import nn

EMBEDDING = 256
PATCH = 4
# Width and heads of the first stage, blocks of each stage, global blocks, rows and columns of the position table, window of each stage.
SIZES = {
    "tiny": (96, 1, (1, 2, 7, 2), (5, 7, 9), 7, (8, 4, 14, 7)),
    "base": (112, 2, (2, 3, 16, 3), (12, 16, 20), 14, (8, 4, 14, 7)),
}


def pool(tokens):
    return F.max_pool2d(tokens.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)


class Attention(nn.Module):
    def __init__(self, inputs, width, heads, pools):
        super().__init__()
        self.width, self.heads, self.pools = width, heads, pools
        self.qkv = nn.Linear(inputs, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, windows):
        n, h, w, _ = windows.shape
        q, k, v = self.qkv(windows).reshape(n, h * w, 3, self.width).unbind(2)
        if self.pools:
            q = pool(q.reshape(n, h, w, self.width))
            h, w = q.shape[1:3]
            q = q.reshape(n, h * w, self.width)
        q, k, v = (part.reshape(n, -1, self.heads, self.width // self.heads).transpose(1, 2) for part in (q, k, v))
        scores = (q * (self.width // self.heads) ** -0.5) @ k.transpose(2, 3)
        found = scores.softmax(-1) @ v
        return self.proj(found.transpose(1, 2).reshape(n, h, w, self.width))


class Block(nn.Module):
    def __init__(self, inputs, width, heads, window, pools):
        super().__init__()
        self.window, self.pools = window, pools
        self.norm1 = nn.LayerNorm(inputs, eps=1e-6)
        self.attn = Attention(inputs, width, heads, pools)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.proj = nn.Linear(inputs, width) if inputs != width else None

    def forward(self, tokens):
        x = self.norm1(tokens)
        residual = tokens if self.proj is None else self.proj(x)
        if self.pools:
            residual = pool(residual)
        x = residual + self.attend(x)
        return x + self.mlp(self.norm2(x))

    def attend(self, x):
        if self.window == 0:
            return self.attn(x)
        b, h, w, c = x.shape
        size = self.window
        rows, columns = -(-h // size), -(-w // size)
        x = F.pad(x, (0, 0, 0, columns * size - w, 0, rows * size - h))
        windows = x.reshape(b, rows, size, columns, size, c).transpose(2, 3).reshape(-1, size, size, c)
        found = self.attn(windows)
        if self.pools:
            size, h, w = size // 2, h // 2, w // 2
        found = found.reshape(b, rows, columns, size, size, -1).transpose(2, 3).reshape(b, rows * size, columns * size, -1)
        return found[:, :h, :w]


class Hiera(nn.Module):
    def __init__(self, width, heads, stages, global_blocks, grid, windows):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 7, PATCH, 3)
        self.positions = nn.Parameter(torch.randn(1, width, grid, grid) * 0.02)
        self.window_positions = nn.Parameter(torch.randn(1, width, windows[0], windows[0]) * 0.02)
        self.blocks, self.ends, self.widths = nn.ModuleList(), [], []
        for stage, count in enumerate(stages):
            for i in range(count):
                opens = stage > 0 and i == 0
                wide = width << stage
                window = 0 if len(self.blocks) in global_blocks else windows[stage - 1 if opens else stage]
                self.blocks.append(Block(wide // 2 if opens else wide, wide, heads << stage, window, opens))
            self.ends.append(len(self.blocks) - 1)
            self.widths.append(width << stage)

    def forward(self, images):
        x = self.patches(images)
        fine = self.window_positions.repeat(1, 1, x.shape[2] // self.window_positions.shape[2], x.shape[3] // self.window_positions.shape[3])
        x = x + F.interpolate(self.positions, size=x.shape[2:], mode="bicubic", align_corners=False) + fine
        x = x.permute(0, 2, 3, 1)
        stages = []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i in self.ends:
                stages.append(x.permute(0, 3, 1, 2))
        return stages


class Sam2Encoder(nn.Module):
    """An image to the embedding and the two finer maps that the decoder adds."""

    def __init__(self, size):
        super().__init__()
        self.trunk = Hiera(*SIZES[size])
        self.laterals = nn.ModuleList([nn.Conv2d(width, EMBEDDING, 1) for width in self.trunk.widths])
        self.finest = nn.Conv2d(EMBEDDING, EMBEDDING // 8, 1)
        self.finer = nn.Conv2d(EMBEDDING, EMBEDDING // 4, 1)
        self.no_memory = nn.Parameter(torch.randn(1, EMBEDDING, 1, 1) * 0.02)

    def forward(self, images):
        levels = [lateral(stage) for lateral, stage in zip(self.laterals, self.trunk(images))]
        image = levels[2] + F.interpolate(levels[3], scale_factor=2.0, mode="nearest")
        return image + self.no_memory, self.finer(levels[1]), self.finest(levels[0])
