using DeferredSeg.Abstractions.Experts;

namespace __Name__;

/// <summary>Outlines what is bright: the mean of a pixel's channels against a threshold. It answers at once and knows no truth.</summary>
public sealed class __Class__Expert(string name, __Class__Options options) : ImmediateExpertSource
{
    /// <inheritdoc/>
    public override ExpertDescriptor Describe() => new() { Id = name, Tool = "__Class__", Cost = options.Cost };

    /// <inheritdoc/>
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (request.Classes != 1) return ExpertReply.Declined($"This expert tells one class from the background; {request.Classes} classes were asked for.");
        var image = request.Image;
        var mask = new byte[image.Height * image.Width];
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            var sum = 0;
            for (var channel = 0; channel < image.Channels; channel++) sum += image.Values[channel * mask.Length + pixel];
            mask[pixel] = (byte)(sum >= options.Threshold * image.Channels ? 1 : 0);
        }
        return ExpertReply.Answered(ExpertAnswer.To(request, new(image.Height, image.Width, 1, mask)));
    }
}
