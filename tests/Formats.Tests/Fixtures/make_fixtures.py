"""Regenerates the .pth fixtures of this folder; the tests themselves never need Python. Made with PyTorch 1.13."""
import collections
import pathlib
import torch

FOLDER = pathlib.Path(__file__).parent
DTYPES = {
    "Float64": torch.float64, "Float32": torch.float32, "Float16": torch.float16, "BFloat16": torch.bfloat16,
    "Int64": torch.int64, "Int32": torch.int32, "Int16": torch.int16, "Int8": torch.int8,
    "UInt8": torch.uint8, "Bool": torch.bool,
}


def base(dtype, count):
    """The values of a storage; FixtureValue in the tests computes the same."""
    pattern = [(i * 7 + 3) % 11 for i in range(count)]
    if dtype == torch.bool:
        return torch.tensor([p % 3 == 0 for p in pattern])
    if dtype == torch.uint8:
        return torch.tensor(pattern, dtype=dtype)
    if dtype.is_floating_point:
        return torch.tensor([(p - 5) * 0.25 for p in pattern], dtype=dtype)
    return torch.tensor([p - 5 for p in pattern], dtype=dtype)


def layouts(dtype):
    shared = base(dtype, 10)
    return {
        "contiguous": base(dtype, 6).view(2, 3),
        "transposed": base(dtype, 6).view(2, 3).t(),
        "permuted": base(dtype, 24).view(2, 3, 4).permute(2, 0, 1),
        "strided": base(dtype, 24).view(4, 6)[1::2, ::3],
        "shared_a": shared[2:6],
        "shared_b": shared[5:],
        "broadcast": base(dtype, 2).expand(3, 2),
        "scalar": base(dtype, 1)[0],
        "empty": torch.empty(0, 3, dtype=dtype),
    }


def save(name, value, protocol, legacy):
    torch.save(value, FOLDER / name, pickle_protocol=protocol, _use_new_zipfile_serialization=not legacy)


def checkpoint():
    """What a training script saves: the network, its optimizer, numbers, and odd values beside them."""
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
    optimizer = torch.optim.AdamW(net.parameters())
    net(torch.ones(3, 2)).sum().backward()
    optimizer.step()
    with torch.no_grad():
        net[0].weight.copy_(base(torch.float32, 4).view(2, 2))
    return {
        "epoch": 3, "best": 0.75, "name": "näpfe", "nothing": None, "done": True, "big": -(1 << 70), "raw": b"\x00\xff",
        "buffer": bytearray(b"abc"), "labels": {1, 2}, "frozen": frozenset({3}), "size": torch.Size([2, 3]),
        "dtype": torch.float16, "device": torch.device("cuda", 1), "history": [0.5, (1, 2), {"lr": 0.1}],
        "counts": collections.Counter({10: 2}),
        "parameter": [torch.nn.Parameter(base(torch.float32, 2))],
        "model_state_dict": net.state_dict(), "optimizer_state_dict": optimizer.state_dict(),
    }


def main():
    everything = {f"{d}.{name}": t for d, dtype in DTYPES.items() for name, t in layouts(dtype).items()}
    for protocol in (2, 4, 5):
        save(f"layouts.zip.p{protocol}.pth", everything, protocol, legacy=False)
    for protocol in (1, 2, 4):
        save(f"layouts.legacy.p{protocol}.pth", everything, protocol, legacy=True)
    for protocol in (1, 2, 3, 4, 5):
        save(f"checkpoint.zip.p{protocol}.pth", checkpoint(), protocol, legacy=False)
    save("checkpoint.legacy.p2.pth", checkpoint(), 2, legacy=True)
    save("untyped.zip.p2.pth", {"storage": torch.arange(3, dtype=torch.uint8).storage().untyped(), "w": base(torch.float32, 2)}, 2, legacy=False)

    unet = collections.OrderedDict(w=base(torch.float32, 2))
    unet["mask_values"] = [0, 1]
    save("mask_values.zip.p2.pth", unet, 2, legacy=False)
    save("bare.zip.p2.pth", base(torch.float32, 3), 2, legacy=False)
    save("module.legacy.p2.pth", torch.nn.ReLU(), 2, legacy=True)
    torch.jit.script(torch.nn.ReLU()).save(str(FOLDER / "script.pth"))


main()
