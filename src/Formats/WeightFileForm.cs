namespace DeferredSeg.Formats;

/// <summary>What a weight file is, by its first bytes.</summary>
internal enum WeightFileForm
{
    Unknown,
    Safetensors,
    PyTorchZip,
    PyTorchLegacy,
}
