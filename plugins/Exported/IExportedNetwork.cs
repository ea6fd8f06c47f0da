namespace Exported;

/// <summary>A model file that runs: one image tensor in, one or several tensors out.</summary>
internal interface IExportedNetwork : IDisposable
{
    /// <summary>What the file says of its input.</summary>
    ExportedInput Input { get; }

    /// <summary>The names of the outputs where the file has any; else empty, and outputs are told by their place.</summary>
    IReadOnlyList<string> OutputNames { get; }

    /// <summary>Runs it.</summary>
    /// <param name="images">float32 <c>[B, C, …]</c>, contiguous.</param>
    /// <returns>Its tensors, float32, in order, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The model refuses the images; the message says what it said.</exception>
    IReadOnlyList<Tensor> Run(Tensor images);
}

/// <summary>What a file says of its input; null is what it leaves open.</summary>
/// <param name="Batch">The only number of images.</param>
/// <param name="Channels">Channels C.</param>
/// <param name="Sizes">For each spatial axis the only size; null where the number of axes is open.</param>
internal sealed record ExportedInput(int? Batch, int? Channels, IReadOnlyList<int?>? Sizes)
{
    /// <summary>Nothing is said.</summary>
    public static ExportedInput Open { get; } = new(null, null, null);

    /// <summary>The only size of all axes; null where one is open.</summary>
    public int[]? FixedSizes => Sizes is { Count: > 0 } sizes && sizes.All(size => size is not null) ? [.. sizes.Select(size => size!.Value)] : null;
}
