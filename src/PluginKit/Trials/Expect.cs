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

    /// <summary>Fails where a value is not finite.</summary>
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

    /// <summary>Fails where a tensor that was passed in is disposed, or has other values than the copy from before.</summary>
    public static void Untouched(string call, string name, Tensor tensor, Tensor before, string mend, bool isPlural = false)
    {
        if (tensor.IsInvalid)
            throw new CheckFailure(call, $"{name} {(isPlural ? "are" : "is")} disposed", "inputs that stay the caller's", mend);
        if (!Comparison.AreEqual(tensor, before))
            throw new CheckFailure(call, $"{name} {(isPlural ? "have" : "has")} other values than before", "inputs that stay as they are", mend);
    }

    /// <summary>Fails unless two tensors are the same, bit for bit.</summary>
    public static void Same(string call, string name, Tensor found, Tensor expected, string because, string mend)
    {
        if (Comparison.AreEqual(found, expected))
            return;
        throw new CheckFailure(call, $"{name} differs by {Comparison.Relative(found, expected):G3} of its largest value", $"the same bits: {because}", mend);
    }

    /// <summary>Fails where two tensors are further apart than <see cref="Comparison.Tolerance"/>.</summary>
    public static void Close(string call, string name, Tensor found, Tensor expected, string because, string mend)
    {
        var difference = Comparison.Relative(found, expected);
        if (difference <= Comparison.Tolerance)
            return;
        throw new CheckFailure(call, $"{name} differs by {difference:G3} of its largest value", $"at most {Comparison.Tolerance:G1}: {because}", mend);
    }
}

/// <summary>How far two tensors are apart.</summary>
internal static class Comparison
{
    /// <summary>What the contract calls the same where the order of sums may differ: this much of the largest value.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>Whether shapes and values are the same, bit for bit.</summary>
    public static bool AreEqual(Tensor found, Tensor expected)
    {
        using var scope = torch.NewDisposeScope();
        return found.dtype == expected.dtype && found.shape.SequenceEqual(expected.shape) && found.eq(expected).all().item<bool>();
    }

    /// <summary>The largest difference, in units of the largest expected value; infinite where the shapes differ.</summary>
    public static double Relative(Tensor found, Tensor expected)
    {
        if (!found.shape.SequenceEqual(expected.shape))
            return double.PositiveInfinity;
        if (found.numel() == 0)
            return 0;
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        var reference = expected.to(torch.ScalarType.Float64);
        var difference = found.to(torch.ScalarType.Float64).sub(reference).abs().max().item<double>();
        return difference == 0 ? 0 : difference / reference.abs().max().item<double>();
    }

    /// <summary>A tensor's type and shape, for example <c>Float32 [1, 2, 8, 8]</c>.</summary>
    public static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
