using DeferredSeg.Data.Masks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Consensus;

/// <summary>The raters' masks of one image.</summary>
/// <param name="Name">The case; empty where the input has a single one without a name.</param>
/// <param name="File">Where it comes from, for messages.</param>
/// <param name="Raters">What the raters are called.</param>
/// <param name="Ratings">A mask or label map for each, row by row.</param>
/// <param name="Shape">The sizes of one of them.</param>
internal sealed record RatedCase(string Name, string File, IReadOnlyList<string> Raters, IReadOnlyList<ReadOnlyMemory<byte>> Ratings, long[] Shape)
{
    private const string Array = "ratings";

    /// <exception cref="DataException">There is no rating, or masks have other values or sizes.</exception>
    public static IReadOnlyList<RatedCase> All(ArrayInputs inputs, bool labels)
    {
        string[] stacked = [.. inputs.Names.Where(name => name == Array || name.EndsWith($"/{Array}", StringComparison.Ordinal))];
        if (stacked.Length > 0)
            return [.. stacked.Select(name => Stacked(inputs, name, labels))];
        if (inputs.Names.Count == 0)
            throw new DataException($"{inputs.Source} holds no array; expected '{Array}' [R, H, W], or a mask for each rater.");
        var grid = inputs.GridOf(inputs.Names.First());
        Tensor[] masks = [.. inputs.Names.Select(name => Read(inputs, name, labels, grid))];
        var (first, shape) = (inputs.Names.First(), masks[0].shape);
        foreach (var (name, mask) in inputs.Names.Zip(masks))
        {
            if (!mask.shape.SequenceEqual(shape))
                throw new DataException(
                    $"{inputs.FileOf(name)}: '{name}' is [{string.Join(", ", mask.shape)}], but '{first}' is [{string.Join(", ", shape)}]; "
                        + "all masks must be of one image."
                );
        }
        return [new("", inputs.Source, [.. inputs.Names], [.. masks.Select(mask => new ReadOnlyMemory<byte>(mask.bytes.ToArray()))], shape)];
    }

    private static RatedCase Stacked(ArrayInputs inputs, string name, bool labels)
    {
        var ratings = Read(inputs, name, labels);
        if (ratings.dim() < 2 || ratings.numel() == 0)
            throw new DataException(
                $"{inputs.FileOf(name)}: '{name}' is [{string.Join(", ", ratings.shape)}]; expected [R, H, W], a mask for each of R >= 1 raters."
            );
        var raters = (int)ratings.shape[0];
        var values = ratings.bytes.ToArray();
        var pixels = values.Length / raters;
        return new(
            name.Length > Array.Length ? name[..^(Array.Length + 1)] : "",
            inputs.FileOf(name),
            [.. Enumerable.Range(0, raters).Select(rater => FormattableString.Invariant($"{rater + 1}"))],
            [.. Enumerable.Range(0, raters).Select(rater => new ReadOnlyMemory<byte>(values, rater * pixels, pixels))],
            ratings.shape[1..]
        );
    }

    private static Tensor Read(ArrayInputs inputs, string name, bool labels, VoxelGrid? onto = null)
    {
        if (!labels)
            return inputs.ReadMask(name, onto);
        var values = inputs.ReadLabels(name, onto);
        if (values.numel() > 0 && values.max().ToInt64() > byte.MaxValue)
            throw new DataException($"{inputs.FileOf(name)}: '{name}' has the label {values.max().ToInt64()}; expected labels from 0 to 255.");
        return values.clamp(min: 0).to_type(torch.ScalarType.Byte);
    }
}
