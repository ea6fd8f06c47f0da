using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Synthetic;

/// <summary>
/// An expert who is simulated from the ground truth: the paper's, with accuracies for foreground, background and boundary, or one with correlated
/// errors.
/// </summary>
/// <remarks>
/// <para>
/// The answer covers exactly the region that was asked; outside of it the mask is 0. Within it, it is that of <see cref="Simulate"/>. A question
/// without ground truth is declined.
/// </para>
/// <para>
/// Several classes: multilabel planes are simulated each by itself. Where K of at least 2 classes exclude each other, plane 0 is the background, all
/// others are foreground together, and a wrong pixel gets one of the other classes, all equally likely; the regions and probabilities are the same in
/// every plane.
/// </para>
/// </remarks>
/// <param name="name">The expert's name, which its random numbers follow from.</param>
/// <param name="options">The options, checked.</param>
public sealed class SyntheticExpert(string name, SyntheticOptions options) : ImmediateExpertSource, ISimulatedExpert
{
    private readonly ErrorModel _errors = new(options);

    /// <inheritdoc/>
    public override ExpertDescriptor Describe() =>
        new()
        {
            Id = name,
            Person = options.Person,
            Tier = options.Tier,
            Tool = options.Tool,
            Cost = options.Cost,
            Capacity = options.Capacity,
            NeedsGroundTruth = true,
        };

    /// <inheritdoc/>
    /// <remarks>
    /// A pixel is right where its number is below the probability of its region. Where classes exclude each other there is one number for each pixel:
    /// those of plane 0 are taken.
    /// </remarks>
    public ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        var truth = request.GroundTruth ?? throw new ArgumentException(WithoutTruth(request), nameof(request));
        request.Expect("ground truth", truth, request.Classes);
        if (uniforms is { } numbers)
            Expect(numbers.Span, request);
        var probability = _errors.IsIndependent ? new double[truth.Values.Length] : null;
        var partition = new byte[truth.Values.Length];
        var mask = Draw(request, truth, uniforms is { } given ? given.Span : [], Keep, cancellation);
        return new(mask, partition) { Probability = probability };

        void Keep(byte[] regions, int start, int length)
        {
            for (var i = start; i < start + length; i += regions.Length)
            {
                regions.CopyTo(partition, i);
                if (probability is not null)
                    PixelErrors.Probabilities(regions, _errors.Accuracy!, probability.AsSpan(i, regions.Length));
            }
        }
    }

    /// <inheritdoc/>
    protected override bool AnswersByMask => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The ground truth or the region has another size than the image, the truth has other classes than were asked for, or classes exclude each other
    /// and two share a pixel.
    /// </exception>
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (request.GroundTruth is not { } truth)
            return ExpertReply.Declined(WithoutTruth(request));
        request.Expect("ground truth", truth, request.Classes);
        if (request.Region is { } region)
            request.Expect("region", region, 1);
        return ExpertReply.Answered(ExpertAnswer.To(request, Draw(request, truth, [], null, cancellation)));
    }

    /// <param name="request">What was asked.</param>
    /// <param name="truth">Its truth.</param>
    /// <param name="uniforms">Numbers in place of the expert's own, as many as the truth has values; empty for none.</param>
    /// <param name="keep">
    /// Is told the regions of one plane, and where in <c>[K, H, W]</c> they hold: the first value and how many. Null where nobody asks.
    /// </param>
    /// <param name="cancellation">Ends it early.</param>
    private MaskPlanes Draw(
        ExpertRequest request,
        MaskPlanes truth,
        ReadOnlySpan<double> uniforms,
        Action<byte[], int, int>? keep,
        CancellationToken cancellation
    )
    {
        var maps = LabelledMask.Of(truth, request);
        var values = new byte[truth.Values.Length];
        var length = values.Length / maps.Count;
        for (var index = 0; index < maps.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var map = maps[index];
            var regions = keep is null && _errors.Accuracy is null ? [] : RegionPartition.Of(map, options.Kernel);
            keep?.Invoke(regions, index * length, length);
            var drawn = _errors.Draw(
                map,
                regions,
                DrawKey.Of(request, name, options.Redraw, index),
                uniforms.IsEmpty ? [] : uniforms.Slice(index * length, map.Labels.Length),
                cancellation
            );
            drawn.Write(values.AsSpan(index * length, length));
        }
        return new(truth.Height, truth.Width, truth.Classes, values);
    }

    private void Expect(ReadOnlySpan<double> uniforms, ExpertRequest request)
    {
        if (!_errors.IsIndependent)
            throw new ArgumentException(
                $"Random numbers were given to '{name}', whose errors are not independent from pixel to pixel; "
                    + "expected none, because no single number decides over a pixel.",
                nameof(uniforms)
            );
        var expected = request.GroundTruth!.Values.Length;
        if (uniforms.Length != expected)
            throw new ArgumentException(
                $"{uniforms.Length} random numbers were given for '{request.Key}'; expected {expected}, one for each "
                    + $"of {request.Classes} planes of {request.Image.Height} by {request.Image.Width} pixels.",
                nameof(uniforms)
            );
        for (var i = 0; i < uniforms.Length; i++)
        {
            if (!(uniforms[i] is >= 0 and < 1))
                throw new ArgumentException(
                    FormattableString.Invariant($"Random number {i} for '{request.Key}' is {uniforms[i]}; expected 0 up to and without 1."),
                    nameof(uniforms)
                );
        }
    }

    private static string WithoutTruth(ExpertRequest request) =>
        $"{SyntheticFactory.Name} is simulated from the ground truth, and '{request.Case.Id}' came without one.";
}
