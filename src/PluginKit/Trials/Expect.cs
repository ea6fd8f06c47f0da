namespace DeferredSeg.PluginKit.Trials;

/// <summary>What every tensor that a plugin returns must be.</summary>
internal static class Expect
{
    /// <summary>Fails unless the tensor is there, float32, on the device, finite and of the shape; -1 stands for any size.</summary>
    public static void Result(string call, string name, Tensor? tensor, long[] shape, ConformanceSettings settings)
    {
        var wanted = $"float32 [{string.Join(", ", shape.Select(size => size < 0 ? "any" : $"{size}"))}]";
        if (tensor is null)
            throw new CheckFailure(call, $"{name} is null", wanted, $"Return {name}.");
        if (tensor.IsInvalid)
            throw new CheckFailure(call, $"{name} is disposed already", wanted, "Move what leaves a dispose scope to the outer one.");
        if (tensor.dtype != torch.ScalarType.Float32)
            throw new CheckFailure(call, $"{name} is {Comparison.Describe(tensor)}", wanted, "Return float32, whatever the network computes with.");
        if (tensor.dim() != shape.Length || tensor.shape.Zip(shape).Any(pair => pair.Second >= 0 && pair.First != pair.Second))
            throw new CheckFailure(call, $"{name} is {Comparison.Describe(tensor)}", wanted, "Return that shape, or describe what is returned.");
        if (tensor.device_type != settings.Device.type)
            throw new CheckFailure(
                call,
                $"{name} lies on {tensor.device}",
                $"{settings.Device}, where the images lie",
                "Compute on the device that Create was given."
            );
        Finite(call, name, tensor);
    }

    public static void Finite(string call, string name, Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        if (!tensor.isfinite().all().item<bool>())
            throw new CheckFailure(
                call,
                $"{name} has values that are not finite",
                "finite numbers for images from 0 to 1",
                "Find the division, logarithm or overflow that makes them."
            );
    }

    public static void Same(string call, string name, Tensor found, Tensor expected, string because, string mend)
    {
        if (Comparison.AreEqual(found, expected))
            return;
        throw new CheckFailure(call, $"{name} differs by {Comparison.Relative(found, expected):G3} of its largest value", $"the same bits: {because}", mend);
    }

    public static void Close(string call, string name, Tensor found, Tensor expected, string because, string mend)
    {
        var difference = Comparison.Relative(found, expected);
        if (difference <= Comparison.Tolerance)
            return;
        throw new CheckFailure(call, $"{name} differs by {difference:G3} of its largest value", $"at most {Comparison.Tolerance:G1}: {because}", mend);
    }
}
