using DeferredSeg.Abstractions.Experts;

namespace Experts.Baselines;

/// <summary>An expert who says the same about every pixel of every class. Whoever defers to it gains nothing but what the value happens to hit.</summary>
/// <remarks>The answer covers exactly the region that was asked; outside of it the mask is 0.</remarks>
public sealed class ConstantExpert(string name, ConstantOptions options) : ImmediateExpertSource
{
    /// <inheritdoc/>
    public override ExpertDescriptor Describe() =>
        new()
        {
            Id = name,
            Person = options.Person,
            Tier = options.Tier,
            Cost = options.Cost,
        };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The region has another size than the image, or fewer than one class was asked for.</exception>
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (request.Task != ExpertTask.Annotate)
            return ExpertReply.Declined(BaselinesPlugin.Unknown(request.Task, ConstantFactory.Name));
        if (request.Classes < 1)
            throw new ArgumentException($"'{request.Key}' asks for {request.Classes} classes; expected at least 1.", nameof(request));
        var values = new byte[request.Classes * request.Image.Height * request.Image.Width];
        Array.Fill(values, (byte)options.Value);
        return ExpertReply.Answered(ExpertAnswer.To(request, new(request.Image.Height, request.Image.Width, request.Classes, values)));
    }
}
