using System.Text;

namespace DeferredSeg.Formats.Tensors;

/// <summary>Every difference between the tensors a network expects and those a file holds, all at once.</summary>
public sealed class StateDictReport
{
    private const int ShownByDefault = 10;

    private StateDictReport(IReadOnlyList<TensorInfo> expected, IReadOnlyList<TensorInfo> found)
    {
        Dictionary<string, TensorInfo> byName = found.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        HashSet<string> wanted = new(expected.Select(tensor => tensor.Name), StringComparer.Ordinal);
        TensorMismatch[] both =
        [
            .. expected.Where(tensor => byName.ContainsKey(tensor.Name)).Select(tensor => new TensorMismatch(tensor, byName[tensor.Name])),
        ];
        Missing = [.. expected.Where(tensor => !byName.ContainsKey(tensor.Name))];
        Unexpected = [.. found.Where(tensor => !wanted.Contains(tensor.Name))];
        WrongShape = [.. both.Where(pair => !pair.Expected.Shape.AsSpan().SequenceEqual(pair.Found.Shape.AsSpan()))];
        WrongDType = [.. both.Where(pair => pair.Expected.DType != pair.Found.DType)];
    }

    /// <summary>Expected, but not in the file.</summary>
    public IReadOnlyList<TensorInfo> Missing { get; }

    /// <summary>In the file, but not expected.</summary>
    public IReadOnlyList<TensorInfo> Unexpected { get; }

    /// <summary>In both, with different shapes.</summary>
    public IReadOnlyList<TensorMismatch> WrongShape { get; }

    /// <summary>In both, with different element types; a caller that converts may ignore these.</summary>
    public IReadOnlyList<TensorMismatch> WrongDType { get; }

    /// <summary>True when names and shapes agree; element types may differ.</summary>
    public bool NamesAndShapesMatch => Missing.Count == 0 && Unexpected.Count == 0 && WrongShape.Count == 0;

    /// <summary>True when there is no difference at all.</summary>
    public bool Matches => NamesAndShapesMatch && WrongDType.Count == 0;

    /// <summary>Compares; names must be unique within each side.</summary>
    /// <exception cref="ArgumentException">The tensors found repeat a name.</exception>
    public static StateDictReport Compare(IReadOnlyList<TensorInfo> expected, IReadOnlyList<TensorInfo> found) => new(expected, found);

    /// <summary>The counts and the first ten of each kind.</summary>
    public override string ToString() => ToString(ShownByDefault);

    /// <summary>The counts and the first <paramref name="shown"/> of each kind, one per line.</summary>
    public string ToString(int shown)
    {
        if (Matches)
            return "all tensors match";
        StringBuilder text = new();
        text.Append($"{Missing.Count} missing, {Unexpected.Count} unexpected, {WrongShape.Count} of another shape, {WrongDType.Count} of another element type");
        Append(text, "missing", Missing, shown);
        Append(text, "unexpected", Unexpected, shown);
        Append(text, "another shape", WrongShape, shown);
        Append(text, "another element type", WrongDType, shown);
        if (SharedPrefix() is { } prefix)
            text.Append($"\n  hint: without their prefix '{prefix}' the unexpected names are the missing ones");
        return text.ToString();
    }

    private static void Append<T>(StringBuilder text, string kind, IReadOnlyList<T> differences, int shown)
        where T : notnull
    {
        foreach (T difference in differences.Take(shown))
            text.Append($"\n  {kind}: {difference}");
        if (differences.Count > shown)
            text.Append($"\n  {kind}: and {differences.Count - shown} more");
    }

    /// <summary>The common mishap: a wrapper such as DataParallel put <c>module.</c> before every name.</summary>
    private string? SharedPrefix()
    {
        if (Missing.Count == 0 || Unexpected.Count == 0 || Unexpected[0].Name.IndexOf('.') is not (> 0 and var dot))
            return null;
        string prefix = Unexpected[0].Name[..(dot + 1)];
        HashSet<string> missing = new(Missing.Select(tensor => tensor.Name), StringComparer.Ordinal);
        return Unexpected.All(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal) && missing.Contains(tensor.Name[prefix.Length..]))
            ? prefix
            : null;
    }
}

/// <summary>A tensor that is there, but not as expected.</summary>
/// <param name="Expected">What the network has.</param>
/// <param name="Found">What the file has under the same name.</param>
public sealed record TensorMismatch(TensorInfo Expected, TensorInfo Found)
{
    /// <summary>For example <c>outc.conv.weight: expected Float32 [2, 4, 1, 1], found Float32 [1, 4, 1, 1]</c>.</summary>
    public override string ToString() => $"{Expected.Name}: expected {Expected.Form}, found {Found.Form}";
}
