namespace DeferredSeg.Formats.Tensors;

/// <summary>A tensor that is there, but not as expected.</summary>
/// <param name="Expected">What the network has.</param>
/// <param name="Found">What the file has under the same name.</param>
public sealed record TensorMismatch(TensorInfo Expected, TensorInfo Found)
{
    /// <summary>For example <c>outc.conv.weight: expected Float32 [2, 4, 1, 1], found Float32 [1, 4, 1, 1]</c>.</summary>
    public override string ToString() => $"{Expected.Name}: expected {Expected.Form}, found {Found.Form}";
}
