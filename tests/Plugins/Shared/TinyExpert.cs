namespace Tiny;

/// <summary>A sound expert to derive from: the truth with some pixels flipped.</summary>
public class TinyExpert(string name, double flipRate) : ImmediateExpertSource
{
    public const string Id = "tiny";

    protected string Name { get; } = name;

    protected double FlipRate { get; } = flipRate;

    public override ExpertDescriptor Describe() => new() { Id = Name, NeedsGroundTruth = true };

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (request.GroundTruth is not { } truth)
            return ExpertReply.Declined("The ground truth is missing.");
        return ExpertReply.Answered(
            new(Flipped(truth, StableRandom.Of(request.Seed, Name, request.Case.Id, $"{request.Epoch}"))) { Region = request.Region, Confidence = 1 - FlipRate }
        );
    }

    protected MaskPlanes Flipped(MaskPlanes truth, StableRandom random) =>
        new(truth.Height, truth.Width, truth.Classes, [.. truth.Values.Select((value, index) => (byte)(random.Uniform(index) < FlipRate ? 1 - value : value))]);
}
