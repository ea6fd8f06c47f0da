using DeferredSeg.Abstractions.Experts;

namespace Experts.Baselines;

/// <summary>An expert who is always right: the ground truth is the answer. The upper bound of what deferral can reach.</summary>
/// <remarks>
/// The answer covers exactly the region that was asked; outside of it the mask is 0, so that no more truth leaves than was asked for.
/// A question without ground truth is declined.
/// </remarks>
public sealed class OracleExpert(string name, OracleOptions options) : ImmediateExpertSource
{
    /// <inheritdoc/>
    public override ExpertDescriptor Describe() =>
        new()
        {
            Id = name,
            Person = options.Person,
            Tier = options.Tier,
            Cost = options.Cost,
            NeedsGroundTruth = true,
        };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The ground truth or the region has another size than the image, or the truth has other classes than were asked for.
    /// </exception>
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (request.Task != ExpertTask.Annotate)
            return ExpertReply.Declined(BaselinesPlugin.Unknown(request.Task, OracleFactory.Name));
        if (request.GroundTruth is not { } truth)
            return ExpertReply.Declined($"{OracleFactory.Name} answers with the ground truth, and '{request.Case.Id}' came without one.");
        request.Expect("ground truth", truth, request.Classes);
        return ExpertReply.Answered(ExpertAnswer.To(request, truth));
    }
}
