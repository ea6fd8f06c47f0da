using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Masks;
using DeferredSeg.Data.Raters;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>All cases, and the recorded raters where there are any.</summary>
internal sealed record SimulationInput(IReadOnlyList<MaskInput> Cases, IRaterMasks? Raters)
{
    private const string Mask = "mask";
    private const string Ratings = "ratings";

    /// <param name="inputs">The arrays, perhaps none.</param>
    /// <param name="folder">A folder of recorded raters, or null.</param>
    /// <param name="settings">What the values of masks mean where that is not certain.</param>
    /// <exception cref="DataException">There is no case, or masks do not fit together.</exception>
    public static SimulationInput Read(ArrayInputs inputs, string? folder, MaskSettings settings)
    {
        try
        {
            var cases = Masks(inputs);
            if (folder is null)
                return Recorded(inputs, cases);
            var raters = new FolderRaters(new(folder, Masks: settings));
            var given = cases.ToDictionary(one => one.Name);
            if (given.Keys.FirstOrDefault(name => !raters.Cases.Contains(name)) is { } stranger)
                throw new DataException(
                    $"{given[stranger].File}: the mask is of '{stranger}', of which {folder} has no rater's mask; "
                        + $"its cases are {string.Join(", ", raters.Cases.Take(8))}{(raters.Cases.Count > 8 ? " …" : "")}."
                );
            return new([.. raters.Cases.Select(name => given.GetValueOrDefault(name, new($"{name}/", name, folder, false, null, null)))], raters);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{folder ?? inputs.Source}: {e.Message}", e);
        }
    }

    private static List<MaskInput> Masks(ArrayInputs inputs)
    {
        string[] named = [.. inputs.Names.Where(name => Is(name, Mask))];
        if (named.Length > 0)
            return [.. named.Select(name => MaskInput.Read(inputs, name, Prefix(name, Mask), Called(inputs, name, Mask)))];
        if (inputs.Names.Any(name => Is(name, Ratings)))
            return [];
        var masks = inputs.Names.Where(name => !Is(name, "uniform")).ToList();
        return [.. masks.Select(name => MaskInput.Read(inputs, name, masks.Count == 1 ? "" : name + "/", name))];
    }

    private static SimulationInput Recorded(ArrayInputs inputs, List<MaskInput> cases)
    {
        string[] rated = [.. inputs.Names.Where(name => Is(name, Ratings))];
        if (rated.Length == 0)
            return cases.Count > 0
                ? new(cases, null)
                : throw new DataException($"{inputs.Source} holds no mask; expected '{Mask}' [H, W] or [K, H, W], or '{Ratings}' [R, H, W].");
        using var scope = torch.NewDisposeScope();
        var masks = new Dictionary<string, IReadOnlyDictionary<string, RaterMask>>();
        var most = 0;
        foreach (var name in rated)
        {
            var (called, prefix) = (Called(inputs, name, Ratings), Prefix(name, Ratings));
            var values = inputs.ReadMask(name);
            if (values.dim() is not (3 or 4) || values.numel() == 0)
                throw new DataException(
                    $"{inputs.FileOf(name)}: '{name}' is [{string.Join(", ", values.shape)}]; expected [R, H, W], or [R, K, H, W] with a plane for each class."
                );
            var count = (int)values.shape[0];
            most = Math.Max(most, count);
            masks[called] = Enumerable.Range(0, count).ToDictionary(Number, rater => RaterMask.Present(Planes(values[rater])));
            if (!cases.Exists(one => one.Name == called))
                cases.Add(new(prefix, called, inputs.FileOf(name), values.dim() == 4, null, null));
        }
        return new(cases, new InMemoryRaters([.. Enumerable.Range(0, most).Select(Number)], masks));
    }

    private static MaskPlanes Planes(torch.Tensor mask) =>
        new((int)mask.shape[^2], (int)mask.shape[^1], mask.dim() == 2 ? 1 : (int)mask.shape[0], mask.contiguous().bytes.ToArray());

    private static string Number(int rater) => FormattableString.Invariant($"{rater + 1}");

    private static bool Is(string name, string array) => name == array || name.EndsWith($"/{array}", StringComparison.Ordinal);

    private static string Prefix(string name, string array) => name[..^array.Length];

    private static string Called(ArrayInputs inputs, string name, string array) =>
        name.Length > array.Length ? name[..^(array.Length + 1)] : Path.GetFileNameWithoutExtension(inputs.FileOf(name));
}

/// <summary>What is known about one image.</summary>
/// <param name="Prefix">What stands before the names of its arrays: the case and '/', or nothing.</param>
/// <param name="Name">What the case is called.</param>
/// <param name="File">Where it comes from, for messages.</param>
/// <param name="HasClasses">Whether its masks are <c>[K, H, W]</c>, else <c>[H, W]</c>.</param>
/// <param name="Mask">The truth that was given, or null.</param>
/// <param name="Uniforms">Numbers that take the place of the experts' own, of the same size, or null.</param>
internal sealed record MaskInput(string Prefix, string Name, string File, bool HasClasses, MaskPlanes? Mask, double[]? Uniforms)
{
    private const string Numbers = "uniform";

    /// <summary>Reads a mask and the numbers that belong to it.</summary>
    /// <exception cref="DataException">The mask has other values or sizes.</exception>
    public static MaskInput Read(ArrayInputs inputs, string array, string prefix, string called)
    {
        using var scope = torch.NewDisposeScope();
        var mask = inputs.ReadMask(array);
        if (mask.dim() is not (2 or 3) || mask.numel() == 0)
            throw new DataException(
                $"{inputs.FileOf(array)}: '{array}' is [{string.Join(", ", mask.shape)}]; expected a mask [H, W], or [K, H, W] with a plane for each class."
            );
        var planes = new MaskPlanes((int)mask.shape[^2], (int)mask.shape[^1], mask.dim() == 2 ? 1 : (int)mask.shape[0], mask.bytes.ToArray());
        return new(
            prefix,
            called,
            inputs.FileOf(array),
            mask.dim() == 3,
            planes,
            inputs.Has(prefix + Numbers) ? ReadUniforms(inputs, prefix + Numbers, mask.shape) : null
        );
    }

    private static double[] ReadUniforms(ArrayInputs inputs, string name, long[] shape)
    {
        var values = inputs.ReadNumbers(name).to_type(torch.ScalarType.Float64);
        if (!values.shape.SequenceEqual(shape))
            throw new DataException(
                $"{inputs.FileOf(name)}: '{name}' is [{string.Join(", ", values.shape)}]; expected the mask's size, [{string.Join(", ", shape)}]."
            );
        return values.data<double>().ToArray();
    }
}
