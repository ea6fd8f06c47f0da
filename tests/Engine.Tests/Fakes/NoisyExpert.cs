using System.Globalization;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>The truth with a share of pixels flipped, by seed, name, case and epoch.</summary>
internal sealed class NoisyExpert(string name, double errors) : ImmediateExpertSource
{
    public Func<string, bool> Declines { get; init; } = _ => false;

    /// <summary>What a pixel costs, in units of one wrong pixel.</summary>
    public double Cost { get; init; }

    public List<(string Case, long Seed, int Epoch)> Asked { get; } = [];

    public override ExpertDescriptor Describe() =>
        new()
        {
            Id = name,
            NeedsGroundTruth = true,
            Cost = Cost,
        };

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        Asked.Add((request.Case.Id, request.Seed, request.Epoch));
        if (Declines(request.Case.Id))
            return ExpertReply.Declined("not seen");
        var random = StableRandom.Of(request.Seed, name, request.Case.Id, request.Epoch.ToString(CultureInfo.InvariantCulture));
        var truth = request.GroundTruth!;
        return ExpertReply.Answered(
            new(
                new MaskPlanes(
                    truth.Height,
                    truth.Width,
                    truth.Classes,
                    [.. truth.Values.Select((value, i) => (byte)(random.Uniform(i) < errors ? 1 - value : value))]
                )
            )
        );
    }
}
