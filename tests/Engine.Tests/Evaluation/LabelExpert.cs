using System.Globalization;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Engine.Tests.Evaluation;

/// <summary>The true class of most pixels, the next class of the others: one class at every pixel.</summary>
internal sealed class LabelExpert(string name, double errors) : ImmediateExpertSource
{
    public override ExpertDescriptor Describe() => new() { Id = name, NeedsGroundTruth = true };

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        var truth = request.GroundTruth!;
        var random = StableRandom.Of(request.Seed, name, request.Case.Id, request.Epoch.ToString(CultureInfo.InvariantCulture));
        var pixels = truth.Height * truth.Width;
        var values = new byte[truth.Values.Length];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var label = Enumerable.Range(0, truth.Classes).First(k => truth.Values[k * pixels + pixel] == 1);
            if (random.Uniform(pixel) < errors)
                label = (label + 1) % truth.Classes;
            values[label * pixels + pixel] = 1;
        }
        return ExpertReply.Answered(new(new MaskPlanes(truth.Height, truth.Width, truth.Classes, values)));
    }
}
