"""The network of plugins/Backbones.MedSam (ViT-B), written in Python from the same papers, plainly: windows are padded, heads go together, and routing tokens are appended.

The names in the state dictionary are those of the published checkpoints.
"""
import math

import torch
from torch import nn
from torch.nn import functional

EMBEDDING, HEADS, MASKS = 256, 8, 4


class LayerNorm2d(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, maps):
        centred = maps - maps.mean(1, keepdim=True)
        normal = centred / torch.sqrt(centred.pow(2).mean(1, keepdim=True) + 1e-6)
        return self.weight[:, None, None] * normal + self.bias[:, None, None]


def relative(size, table):
    """Rows of a table [2 * size - 1, c] for every pair of places, [size, size, c]."""
    if table.shape[0] != 2 * size - 1:
        table = functional.interpolate(table.T[None], size=2 * size - 1, mode="linear")[0].T
    places = torch.arange(size)
    return table[places[:, None] - places[None, :] + size - 1]


class EncoderAttention(nn.Module):
    def __init__(self, width, heads, span):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.rel_pos_h = nn.Parameter(torch.zeros(2 * span - 1, width // heads))
        self.rel_pos_w = nn.Parameter(torch.zeros(2 * span - 1, width // heads))

    def forward(self, x):
        batch, height, width, channels = x.shape
        qkv = self.qkv(x).reshape(batch, height * width, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.reshape(3, batch * self.heads, height * width, -1).unbind(0)
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(1, 2)
        grid = q.reshape(batch * self.heads, height, width, -1)
        rows = torch.einsum("bhwc,hkc->bhwk", grid, relative(height, self.rel_pos_h))
        columns = torch.einsum("bhwc,wkc->bhwk", grid, relative(width, self.rel_pos_w))
        scores = scores.view(-1, height, width, height, width) + rows[..., :, None] + columns[..., None, :]
        found = scores.view(batch * self.heads, height * width, height * width).softmax(-1) @ v
        found = found.view(batch, self.heads, height, width, -1).permute(0, 2, 3, 1, 4).reshape(batch, height, width, channels)
        return self.proj(found)


class EncoderMlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.lin1, self.lin2 = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.lin2(functional.gelu(self.lin1(x)))


class EncoderBlock(nn.Module):
    def __init__(self, width, heads, window, grid):
        super().__init__()
        self.window = window
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.attn, self.mlp = EncoderAttention(width, heads, window or grid), EncoderMlp(width, 4 * width)

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        return x + self.mlp(self.norm2(x))

    def attend(self, x):
        if not self.window:
            return self.attn(x)
        size, (batch, height, width, channels) = self.window, x.shape
        x = functional.pad(x, (0, 0, 0, -width % size, 0, -height % size))
        down, across = x.shape[1] // size, x.shape[2] // size
        windows = x.view(batch, down, size, across, size, channels).permute(0, 1, 3, 2, 4, 5).reshape(-1, size, size, channels)
        x = self.attn(windows).view(batch, down, across, size, size, channels).permute(0, 1, 3, 2, 4, 5)
        return x.reshape(batch, down * size, across * size, channels)[:, :height, :width]


class PatchEmbedding(nn.Module):
    def __init__(self, width, patch):
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, stride=patch)

    def forward(self, images):
        return self.proj(images).permute(0, 2, 3, 1)


class ImageEncoder(nn.Module):
    def __init__(self, width, depth, heads, whole, size, patch, window):
        super().__init__()
        grid = size // patch
        self.pos_embed = nn.Parameter(torch.randn(1, grid, grid, width) * 0.02)
        self.patch_embed = PatchEmbedding(width, patch)
        self.blocks = nn.ModuleList(EncoderBlock(width, heads, 0 if i in whole else window, grid) for i in range(depth))
        self.neck = nn.Sequential(nn.Conv2d(width, EMBEDDING, 1, bias=False), LayerNorm2d(EMBEDDING), nn.Conv2d(EMBEDDING, EMBEDDING, 3, padding=1, bias=False), LayerNorm2d(EMBEDDING))

    def forward(self, images):
        x = self.patch_embed(images)
        places = self.pos_embed
        if places.shape[1:3] != x.shape[1:3]:
            places = functional.interpolate(places.permute(0, 3, 1, 2), size=x.shape[1:3], mode="bilinear").permute(0, 2, 3, 1)
        x = x + places
        for block in self.blocks:
            x = block(x)
        return self.neck(x.permute(0, 3, 1, 2))


class PositionEncoding(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("positional_encoding_gaussian_matrix", torch.randn(2, EMBEDDING // 2))

    def forward(self, unit):
        angles = 2 * math.pi * ((2 * unit - 1) @ self.positional_encoding_gaussian_matrix)
        return torch.cat([angles.sin(), angles.cos()], -1)


class PromptEncoder(nn.Module):
    """Boxes alone: the other prompts cost the same on both sides and are left out of the measurement."""

    def __init__(self, patch):
        super().__init__()
        self.patch = patch
        self.pe_layer = PositionEncoding()
        self.point_embeddings = nn.ModuleList(nn.Embedding(1, EMBEDDING) for _ in range(4))
        self.no_mask_embed = nn.Embedding(1, EMBEDDING)

    def places(self, height, width):
        rows, columns = ((torch.arange(size, dtype=torch.float32) + 0.5) / size for size in (height, width))
        y, x = torch.meshgrid(rows, columns, indexing="ij")
        return self.pe_layer(torch.stack([x, y], -1)).permute(2, 0, 1)[None]

    def forward(self, boxes, height, width):
        size = torch.tensor([width * self.patch, height * self.patch], dtype=torch.float32)
        corners = self.pe_layer((boxes.view(-1, 2, 2) + 0.5) / size)
        sparse = corners + torch.cat([self.point_embeddings[2].weight, self.point_embeddings[3].weight])
        return sparse, self.no_mask_embed.weight.view(1, -1, 1, 1).expand(len(boxes), -1, height, width)


class TokenAttention(nn.Module):
    def __init__(self, channels, inside, heads):
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(channels, inside) for _ in range(3))
        self.out_proj = nn.Linear(inside, channels)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, q, k, v):
        q, k, v = self.split(self.q_proj(q)), self.split(self.k_proj(k)), self.split(self.v_proj(v))
        found = (q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])).softmax(-1) @ v
        return self.out_proj(found.transpose(1, 2).flatten(2))


class TokenMlp(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.lin1, self.lin2 = nn.Linear(channels, hidden), nn.Linear(hidden, channels)

    def forward(self, x):
        return self.lin2(functional.relu(self.lin1(x)))


class TwoWayBlock(nn.Module):
    def __init__(self, channels, heads, hidden, first):
        super().__init__()
        self.first = first
        self.self_attn = TokenAttention(channels, channels, heads)
        self.cross_attn_token_to_image = TokenAttention(channels, channels // 2, heads)
        self.cross_attn_image_to_token = TokenAttention(channels, channels // 2, heads)
        self.mlp = TokenMlp(channels, hidden)
        self.norm1, self.norm2, self.norm3, self.norm4 = (nn.LayerNorm(channels) for _ in range(4))

    def forward(self, tokens, image, token_places, image_places):
        if self.first:
            tokens = self.self_attn(tokens, tokens, tokens)
        else:
            placed = tokens + token_places
            tokens = tokens + self.self_attn(placed, placed, tokens)
        tokens = self.norm1(tokens)
        tokens = self.norm2(tokens + self.cross_attn_token_to_image(tokens + token_places, image + image_places, image))
        tokens = self.norm3(tokens + self.mlp(tokens))
        image = self.norm4(image + self.cross_attn_image_to_token(image + image_places, tokens + token_places, tokens))
        return tokens, image


class TwoWayTransformer(nn.Module):
    def __init__(self, depth, channels, heads, hidden):
        super().__init__()
        self.layers = nn.ModuleList(TwoWayBlock(channels, heads, hidden, i == 0) for i in range(depth))
        self.final_attn_token_to_image = TokenAttention(channels, channels // 2, heads)
        self.norm_final_attn = nn.LayerNorm(channels)

    def forward(self, image, image_places, tokens):
        image, image_places = image.flatten(2).transpose(1, 2), image_places.flatten(2).transpose(1, 2)
        places = tokens
        for layer in self.layers:
            tokens, image = layer(tokens, image, places, image_places)
        found = self.final_attn_token_to_image(tokens + places, image + image_places, image)
        return self.norm_final_attn(tokens + found), image


class Perceptron(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(inputs, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, outputs)])

    def forward(self, x):
        return self.layers[2](functional.relu(self.layers[1](functional.relu(self.layers[0](x)))))


class MaskDecoder(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        inside = EMBEDDING // 8
        self.transformer = TwoWayTransformer(2, EMBEDDING, HEADS, hidden)
        self.iou_token, self.mask_tokens = nn.Embedding(1, EMBEDDING), nn.Embedding(MASKS, EMBEDDING)
        self.output_upscaling = nn.Sequential(nn.ConvTranspose2d(EMBEDDING, EMBEDDING // 4, 2, stride=2), LayerNorm2d(EMBEDDING // 4), nn.GELU(), nn.ConvTranspose2d(EMBEDDING // 4, inside, 2, stride=2), nn.GELU())
        self.output_hypernetworks_mlps = nn.ModuleList(Perceptron(EMBEDDING, EMBEDDING, inside) for _ in range(MASKS))
        self.iou_prediction_head = Perceptron(EMBEDDING, EMBEDDING, MASKS)


class Sam(nn.Module):
    """Images to embeddings, embeddings and boxes to logits; with experts also to routing and predictor logits (DeferredSeg, Sec. 4.3)."""

    def __init__(self, experts=0, width=768, depth=12, heads=12, whole=(2, 5, 8, 11), size=1024, patch=16, window=14, hidden=2048):
        super().__init__()
        self.experts = experts
        self.image_encoder = ImageEncoder(width, depth, heads, whole, size, patch, window)
        self.prompt_encoder = PromptEncoder(patch)
        self.mask_decoder = MaskDecoder(hidden)
        if experts:
            inside = EMBEDDING // 8
            self.routing_tokens = nn.Embedding(experts + 1, EMBEDDING)
            self.routing_hypernetworks_mlps = nn.ModuleList(Perceptron(EMBEDDING, EMBEDDING, inside) for _ in range(experts + 1))
            self.deferral_predictor = nn.Sequential(nn.Conv2d(inside, inside, 3, padding=1), nn.ReLU(), nn.Conv2d(inside, 1, 1))

    def trained(self):
        """What a loss over the logits reaches of the decoder, and the routing."""
        decoder = self.mask_decoder
        parts = [decoder.transformer, decoder.iou_token, decoder.mask_tokens, decoder.output_upscaling, decoder.output_hypernetworks_mlps[0]]
        if self.experts:
            parts += [self.routing_tokens, self.routing_hypernetworks_mlps, self.deferral_predictor]
        return [parameter for part in parts for parameter in part.parameters()]

    def decode(self, embedding, boxes):
        """Small logits of the single answer, its predicted IoU, and with experts routing and predictor logits, all at a quarter of the input's size."""
        decoder = self.mask_decoder
        sparse, dense = self.prompt_encoder(boxes, *embedding.shape[2:])
        own = [decoder.iou_token.weight, decoder.mask_tokens.weight] + ([self.routing_tokens.weight] if self.experts else [])
        tokens = torch.cat([torch.cat(own)[None].expand(len(boxes), -1, -1), sparse], 1)
        tokens, image = decoder.transformer(embedding + dense, self.prompt_encoder.places(*embedding.shape[2:]), tokens)
        enlarged = decoder.output_upscaling(image.transpose(1, 2).reshape(embedding.shape))

        def project(heads, first):
            weights = torch.stack([head(tokens[:, first + i]) for i, head in enumerate(heads)], 1)
            return (weights @ enlarged.flatten(2)).view(len(boxes), len(heads), *enlarged.shape[2:])
        masks = project(decoder.output_hypernetworks_mlps[:1], 1)
        scores = decoder.iou_prediction_head(tokens[:, 0])
        if not self.experts:
            return masks, scores, None, None
        return masks, scores, project(self.routing_hypernetworks_mlps, 1 + MASKS), self.deferral_predictor(enlarged)
