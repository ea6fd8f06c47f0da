using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>A predicted and a true mask. Planes of several classes are measured one by one.</summary>
internal static class PairMetrics
{
    /// <summary>By name: 'overlap', and the distances at each spacing.</summary>
    public static IEnumerable<(string Name, Dictionary<string, object> Numbers)> Of(MeasuredArrays arrays, MetricsSettings settings)
    {
        var truth = arrays.Mask("truth", out var shape);
        var prediction = arrays.Mask("pred", shape);
        if (shape.Length is not (2 or 3) || truth.Length == 0)
            throw new DataException(
                $"{arrays.Inputs.FileOf(arrays.Prefix + "truth")}: '{arrays.Prefix}truth' is [{string.Join(", ", shape)}]; expected [H, W], or [K, H, W] with a plane for each class."
            );
        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        var planes = shape.Length == 2 ? 1 : (int)shape[0];
        for (var plane = 0; plane < planes; plane++)
        {
            var at = plane * height * width;
            byte[] predicted = prediction[at..(at + height * width)],
                present = truth[at..(at + height * width)];
            var numbers = new Dictionary<string, object> { ["overlap"] = OverlapNumbers.Of(Overlap.Between(predicted, present)) };
            foreach (var spacing in settings.Spacings)
                numbers[SurfaceNumbers.Name(spacing)] = SurfaceNumbers.Of(predicted, present, height, width, spacing);
            yield return (planes == 1 ? arrays.Name : FormattableString.Invariant($"{arrays.Name}[{plane}]"), numbers);
        }
    }
}
