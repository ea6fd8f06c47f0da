"""Regenerates the .npy and .npz fixtures of this folder; the tests themselves never need Python. Made with NumPy 1.24."""
import pathlib
import numpy as np

FOLDER = pathlib.Path(__file__).parent


def base(count):
    """Element i is (7 i + 3) mod 11; NumpyFixture in the tests computes the same."""
    return np.array([(i * 7 + 3) % 11 for i in range(count)])


def values(dtype):
    array = base(24).reshape(2, 3, 4)
    if dtype.kind == "b":
        return (array % 3 == 0)
    if dtype.kind == "f":
        return ((array - 5) * 0.25).astype(dtype)
    return (array if dtype.kind == "u" else array - 5).astype(dtype)


names = ["|b1", "|u1", "|i1"] + [order + kind for order in "<>" for kind in ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8")]
arrays = {}
for name in names:
    array = values(np.dtype(name))
    key = ("big_" if name[0] == ">" else "") + name[1:]
    arrays["c_" + key] = array
    arrays["fortran_" + key] = np.asfortranarray(array)
arrays["scalar"] = np.float64(0.5)
arrays["empty"] = np.zeros((0, 3), np.float32)
arrays["line"] = base(5).astype(np.int64)
np.savez(FOLDER / "stored.npz", **arrays)
np.savez_compressed(FOLDER / "deflated.npz", **arrays)
np.save(FOLDER / "fortran.npy", np.asfortranarray(values(np.dtype("<f8"))))
with open(FOLDER / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, values(np.dtype("<f4")), version=(2, 0))
np.save(FOLDER / "objects.npy", np.array([{}, None], dtype=object), allow_pickle=True)
np.save(FOLDER / "fields.npy", np.zeros(2, dtype=[("a", "<i4"), ("b", "<f8")]))
np.save(FOLDER / "complex.npy", np.zeros(2, dtype=np.complex64))
np.save(FOLDER / "large.npy", np.array([2**63], dtype=np.uint64))
