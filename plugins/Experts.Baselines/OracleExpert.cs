using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;

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
    protected override bool AnswersByMask => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The ground truth or the region has another size than the image, or the truth has other classes than were asked for.
    /// </exception>
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (request.GroundTruth is not { } truth)
            return ExpertReply.Declined($"{OracleFactory.Name} answers with the ground truth, and '{request.Case.Id}' came without one.");
        request.Expect("ground truth", truth, request.Classes);
        return ExpertReply.Answered(ExpertAnswer.To(request, truth));
    }
}

/// <summary>The options of <c>oracle</c>.</summary>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel.</param>
/// <param name="Person">The person whom the answers stand for, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example senior.</param>
public sealed record OracleOptions([OptionRange(0, 1e9)] double Cost = 0, string? Person = null, string? Tier = null);

/// <summary>Makes experts who are always right.</summary>
public sealed class OracleFactory : IExpertSourceFactory
{
    internal const string Name = "oracle";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context) => new OracleExpert(context.Name, OptionReader.Read<OracleOptions>(context.Options));
}
