using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using Microsoft.Extensions.Configuration;

namespace Experts.Baselines.Tests;

/// <summary>Questions about an image of 2 by 3 pixels with two classes.</summary>
internal static class Questions
{
    public static MaskPlanes Truth { get; } = new(2, 3, 2, [1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1]);

    public static MaskPlanes LeftAndCorner { get; } = new(2, 3, 1, [1, 0, 0, 1, 0, 1]);

    public static ExpertRequest Ask(MaskPlanes? truth = null, MaskPlanes? region = null, int classes = 2) =>
        new()
        {
            Key = "run/case-1",
            Case = new CaseInfo("case-1"),
            Image = new ImagePlanes(2, 3, 1, new byte[6]),
            Classes = classes,
            GroundTruth = truth,
            Region = region,
        };

    public static ExpertContext Context(params (string Key, string Value)[] options) =>
        new(
            "anna",
            new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Key, option.Value))).Build(),
            RaterMasks: null
        );

    public static ExpertReply Reply(IExpertSource source, ExpertRequest request) => source.Poll(source.Submit(request));
}
