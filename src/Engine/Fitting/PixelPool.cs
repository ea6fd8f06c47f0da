using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Fitting;

/// <summary>
/// Pixels of all cases with what a head sees of them and what truth, model and experts say: drawn on the images' own pixels, where labels are sharp; the maps
/// that a head sees are taken between the network's pixels, bilinearly.
/// </summary>
internal sealed class PixelPool : IDisposable
{
    private readonly List<PooledCase> _cases = [];

    /// <summary>The cases, in order.</summary>
    public IReadOnlyList<PooledCase> Cases => _cases;

    /// <summary>Draws the pixels of a case.</summary>
    /// <param name="one">The case on its own pixels.</param>
    /// <param name="place">Where the network's pixels lie in them.</param>
    /// <param name="inputs">What the head sees, <c>[1, F, H', W']</c>.</param>
    /// <param name="own">The network's own masks on the image's pixels, <c>[K, H, W]</c>.</param>
    /// <param name="answers">What the experts say about the image's pixels.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="most">The most pixels.</param>
    /// <param name="seed">Which pixels.</param>
    public void Add(PreparedCase one, Placement place, Tensor inputs, Tensor own, CaseAnswers answers, ClassKind kind, int most, long seed)
    {
        using var scope = NewDisposeScope();
        var pixels = Drawn(one, place, most, StableRandom.Of(seed, "fitting", one.Info.Id));
        if (pixels.Length == 0)
            return;
        var exclusive = kind == ClassKind.Exclusive;
        var groups = exclusive ? 1 : one.Reference.Classes;
        using var plain = own.contiguous();
        var model = new MaskPlanes(one.Height, one.Width, one.Reference.Classes, plain.bytes.ToArray());
        _cases.Add(
            new(
                one.Info.Id,
                one.Info.Patient,
                At(inputs[0], place, pixels).to(ScalarType.Float16).DetachFromDisposeScope(),
                Labels(one.Reference).DetachFromDisposeScope(),
                Labels(model).DetachFromDisposeScope(),
                stack([.. answers.Masks.Select(Labels)], 1).DetachFromDisposeScope(),
                stack([.. answers.Answered.Select(plane => tensor(Array.ConvertAll(pixels, pixel => plane.Values[pixel]), ScalarType.Byte))], 1)
                    .DetachFromDisposeScope()
            )
        );

        // [N, G]
        Tensor Labels(MaskPlanes mask)
        {
            var labels = TrainingBatch.Labels(mask, exclusive);
            var plane = one.Height * one.Width;
            var values = new byte[pixels.Length * groups];
            for (var i = 0; i < pixels.Length; i++)
            for (var k = 0; k < groups; k++)
                values[i * groups + k] = labels[k * plane + pixels[i]];
            return tensor(values, [pixels.Length, groups], ScalarType.Byte);
        }
    }

    public void Dispose() => _cases.ForEach(one => one.Dispose());

    // Pixels in the field of view and within what the network saw, all of them or so many at random, ascending.
    private static int[] Drawn(PreparedCase one, Placement place, int most, StableRandom random)
    {
        var view = one.FieldOfView?.Values;
        List<int> there = [];
        for (var row = place.Top; row < place.Top + place.CropHeight; row++)
        {
            for (var column = place.Left; column < place.Left + place.CropWidth; column++)
            {
                var pixel = row * one.Width + column;
                if (view?[pixel] != 0)
                    there.Add(pixel);
            }
        }
        if (there.Count <= most)
            return [.. there];
        // The first draws of a shuffle.
        for (var i = 0; i < most; i++)
        {
            var other = i + random.Below(i, there.Count - i);
            (there[i], there[other]) = (there[other], there[i]);
        }
        var drawn = there[..most].ToArray();
        Array.Sort(drawn);
        return drawn;
    }

    // Maps [F, H', W'] at pixels of the image, [N, F], bilinearly between pixel centres.
    private static Tensor At(Tensor maps, Placement place, int[] pixels)
    {
        var (height, width) = ((int)maps.shape[1], (int)maps.shape[2]);
        var rows = Array.ConvertAll(pixels, pixel => Position(pixel / place.NativeWidth - place.Top, place.CropHeight, height));
        var columns = Array.ConvertAll(pixels, pixel => Position(pixel % place.NativeWidth - place.Left, place.CropWidth, width));
        var flat = maps.flatten(1).transpose(0, 1);
        Tensor? sum = null;
        for (var corner = 0; corner < 4; corner++)
        {
            var (down, right) = (corner >> 1, corner & 1);
            var index = new long[pixels.Length];
            var weight = new float[pixels.Length];
            for (var i = 0; i < pixels.Length; i++)
            {
                var (row, column) = (rows[i], columns[i]);
                index[i] = (long)Math.Min(row.First + down, height - 1) * width + Math.Min(column.First + right, width - 1);
                weight[i] = (down == 1 ? row.Share : 1 - row.Share) * (right == 1 ? column.Share : 1 - column.Share);
            }
            var part = flat.index_select(0, tensor(index, device: maps.device)) * tensor(weight, device: maps.device).unsqueeze(1);
            sum = sum is null ? part : sum + part;
        }
        return sum!.cpu();
    }

    private static (int First, float Share) Position(int pixel, int from, int to)
    {
        var place = Math.Clamp((pixel + 0.5) * to / from - 0.5, 0, to - 1);
        var first = (int)place;
        return (first, (float)(place - first));
    }
}

/// <summary>The pixels of one case.</summary>
/// <param name="Case">Which.</param>
/// <param name="Patient">Whose.</param>
/// <param name="Inputs">float16 <c>[N, F]</c>.</param>
/// <param name="Truth">uint8 <c>[N, G]</c>.</param>
/// <param name="Model">uint8 <c>[N, G]</c>: the network's own answer.</param>
/// <param name="Answers">uint8 <c>[N, J, G]</c>.</param>
/// <param name="Answered">uint8 <c>[N, J]</c>.</param>
internal sealed record PooledCase(string Case, string Patient, Tensor Inputs, Tensor Truth, Tensor Model, Tensor Answers, Tensor Answered) : IDisposable
{
    public void Dispose()
    {
        foreach (var one in (Tensor[])[Inputs, Truth, Model, Answers, Answered])
            one.Dispose();
    }
}
