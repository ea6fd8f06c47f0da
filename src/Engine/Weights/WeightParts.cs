using DeferredSeg.Formats;
using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Engine.Weights;

/// <summary>
/// Where in a file a network's tensors lie: beneath keys such as <c>state_dict</c>, and behind what wrappers put before every name, such as
/// <c>module.</c>, <c>_orig_mod.</c> or <c>model.</c>, however many.
/// </summary>
/// <remarks>A part is what has one beginning before names that the network has; whatever that beginning is called, the rest must fit.</remarks>
public sealed class WeightParts
{
    // What other programs count within a network, and a network may lack.
    private static readonly string[] _counters = [BatchCounter, "total_ops", "total_params"];

    // What PyTorch puts within a name where a part of a network is compiled, sharded or recomputed; no part of a network is called so.
    private static readonly string[] _wrappers = ["_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module."];

    private const string BatchCounter = "num_batches_tracked";

    private readonly IReadOnlyList<TensorInfo> _expected;
    private readonly HashSet<string> _names;
    private readonly ITensorFile _file;
    private readonly ITensorFile _whole;

    /// <summary>Looks through a file; its description alone is used.</summary>
    /// <param name="expected">The network's tensors.</param>
    /// <param name="file">An open file; the caller disposes it.</param>
    /// <param name="root">The only part that is looked at, as a key or a dotted path of keys; null or empty for all.</param>
    /// <exception cref="WeightFileException">There is no such part; the message names those with tensors.</exception>
    public WeightParts(IReadOnlyList<TensorInfo> expected, ITensorFile file, string? root)
    {
        (_expected, _file) = (expected, file);
        _names = expected.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        _whole = file is PyTorchFile pytorch ? pytorch.Whole() : file;
        var beneath = root is { Length: > 0 } ? root.TrimEnd('.') + "." : "";
        if (!_whole.Tensors.Any(tensor => tensor.Name.StartsWith(beneath, StringComparison.Ordinal)) && beneath.Length > 0)
            throw new WeightFileException(file.Path, null, $"the root '{root}' has no tensor beneath it; there are {Keys()}. Name one of these, or none.");
        ByNames = Ranked(beneath);
        if (ByNames.Count == 0 && beneath.Length > 0)
            ByNames = [Part(beneath)];
        Fitting = [.. ByNames.Where(Fits)];
        if (Fitting.Count == 0 && Unwrapped() is { } unwrapped)
        {
            (_whole, var wrapped) = (unwrapped, ByNames);
            ByNames = Ranked(beneath);
            Fitting = [.. ByNames.Where(Fits)];
            ByNames = ByNames.Count > 0 ? ByNames : wrapped;
        }
        if (Fitting.FirstOrDefault(part => part.Prefix == beneath) is { } exactly && beneath.Length > 0)
            Fitting = [exactly];
    }

    /// <summary>Parts by how many of the network's names they have, most first; empty where no name is the network's.</summary>
    public IReadOnlyList<TensorPart> ByNames { get; }

    /// <summary>Those with all names and shapes of the network, and no others.</summary>
    public IReadOnlyList<TensorPart> Fitting { get; }

    /// <summary>The one part of some; of several with the same values the first.</summary>
    /// <param name="parts">At least one.</param>
    /// <exception cref="WeightFileException">Several hold different values; the message names them.</exception>
    public TensorPart Only(IReadOnlyList<TensorPart> parts)
    {
        if (parts.Skip(1).All(part => HasValuesOf(parts[0], part)))
            return parts[0];
        throw new WeightFileException(
            _file.Path,
            null,
            $"{parts.Count} parts of it fit and differ: {string.Join(", ", parts.Select(part => Shown(part.Prefix)))}. Choose one as the root of the weights, "
                + $"for example {Shown(parts[^1].Prefix)}: --weights-root, in a configuration backbone:weightsRoot."
        );
    }

    /// <summary>What a person should know of how a part was read: what stood before its names, and what was passed over; null where that is nothing.</summary>
    public string? Told(TensorPart part)
    {
        string[] counters = [.. Beneath(part.Prefix).Where(IsForeignCounter)];
        if (
            counters.Length == 0
            && (part.Prefix.Length == 0 || part.Tensors.Select(tensor => tensor.Name).SequenceEqual(_file.Tensors.Select(one => one.Name)))
        )
            return null;
        var others = _whole.Tensors.Count - part.Tensors.Count - counters.Length;
        List<string> passed = [];
        if (counters.Length > 0)
            passed.Add(
                $"{counters.Length} counter{(counters.Length == 1 ? "" : "s")} that the network does not have "
                    + $"({string.Join(", ", counters.Take(3))}{(counters.Length > 3 ? ", …" : "")})"
            );
        if (others > 0)
            passed.Add($"{others} tensor{(others == 1 ? "" : "s")} elsewhere in the file");
        return $"{_file.Path}: {(part.Prefix.Length == 0 ? "read" : $"read beneath '{part.Prefix}'")}"
            + $"{(passed.Count == 0 ? "" : $"; passed over: {string.Join(" and ", passed)}")}.";
    }

    /// <summary>The file without wrappers within its names; null where there are none, or two names would be one.</summary>
    private TensorPart? Unwrapped()
    {
        string Bare(string name) => _wrappers.Aggregate(name, (bare, wrapper) => bare.Replace(wrapper, "", StringComparison.Ordinal));
        var bare = _whole.Tensors.Select(tensor => Bare(tensor.Name)).ToHashSet(StringComparer.Ordinal);
        return bare.Count < _whole.Tensors.Count || _whole.Tensors.All(tensor => bare.Contains(tensor.Name)) ? null : new(_whole, "", Bare, null);
    }

    private List<TensorPart> Ranked(string beneath)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (var name in _whole.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith(beneath, StringComparison.Ordinal)))
        {
            for (var start = beneath.Length; start >= 0; start = name.IndexOf('.', start) is >= 0 and var dot ? dot + 1 : -1)
            {
                if (_names.Contains(name[start..]) && !IsBatchCounter(name))
                    counts[name[..start]] = counts.GetValueOrDefault(name[..start]) + 1;
            }
        }
        return [.. counts.OrderByDescending(one => one.Value).Select(one => Part(one.Key))];
    }

    private TensorPart Part(string prefix) => new(_whole, prefix, IsForeignCounter);

    private bool Fits(TensorPart part)
    {
        var report = StateDictReport.Compare(_expected, part.Tensors);
        return report.Missing.All(tensor => IsBatchCounter(tensor.Name)) && report.Unexpected.Count == 0 && report.WrongShape.Count == 0;
    }

    private bool HasValuesOf(TensorPart one, TensorPart other)
    {
        foreach (var tensor in one.Tensors.Where(tensor => tensor.ByteCount <= Array.MaxLength))
        {
            if (!other.TryGet(tensor.Name, out var same) || same.DType != tensor.DType || !same.Shape.SequenceEqual(tensor.Shape))
                return false;
            var (first, second) = (new byte[tensor.ByteCount], new byte[tensor.ByteCount]);
            one.Read(tensor.Name, first);
            other.Read(tensor.Name, second);
            if (!first.AsSpan().SequenceEqual(second))
                return false;
        }
        return one.Tensors.Count == other.Tensors.Count;
    }

    private IEnumerable<string> Beneath(string prefix) =>
        _whole.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => tensor.Name[prefix.Length..]);

    private string Keys() =>
        string.Join(", ", _whole.Tensors.Select(tensor => $"'{tensor.Name.Split('.')[0]}'").Distinct(StringComparer.Ordinal).Take(10)) is { Length: > 0 } keys
            ? keys
            : "no tensors at all";

    private bool IsForeignCounter(string name) => !_names.Contains(name) && Array.Exists(_counters, counter => IsCalled(name, counter));

    /// <summary>Whether a tensor counts batches (<c>num_batches_tracked</c>), which old and converted files lack.</summary>
    public static bool IsBatchCounter(string name) => IsCalled(name, BatchCounter);

    private static bool IsCalled(string name, string counter) => name == counter || name.EndsWith("." + counter, StringComparison.Ordinal);

    private static string Shown(string prefix) => prefix.Length == 0 ? "the names at the top" : $"'{prefix.TrimEnd('.')}'";
}
