using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using Microsoft.Extensions.Configuration;

namespace Experts.Synthetic.Tests;

/// <summary>Experts and what they are asked.</summary>
internal static class Questions
{
    public static ExpertRequest Ask(
        MaskPlanes truth,
        string caseId = "case-1",
        MaskPlanes? region = null,
        long seed = 1,
        int epoch = 0,
        ClassKind kind = ClassKind.Multilabel
    ) =>
        new()
        {
            Key = $"{caseId}/{seed}/{epoch}/{kind}/{(region is null ? "" : "region")}",
            Case = new(caseId),
            Image = new(truth.Height, truth.Width, 1, new byte[truth.Height * truth.Width]),
            Classes = truth.Classes,
            ClassKind = kind,
            Region = region,
            GroundTruth = truth,
            Seed = seed,
            Epoch = epoch,
        };

    public static SyntheticExpert Expert(params (string Key, string Value)[] options) => Named("anna", options);

    public static SyntheticExpert Named(string name, params (string Key, string Value)[] options) =>
        (SyntheticExpert)new SyntheticFactory().Create(Context(name, options));

    public static ExpertContext Context(string name, params (string Key, string Value)[] options) =>
        new(
            name,
            new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Key, option.Value))).Build(),
            RaterMasks: null
        );

    public static ExpertReply Reply(IExpertSource source, ExpertRequest request) => source.Poll(source.Submit(request));

    public static byte[] Answer(IExpertSource source, ExpertRequest request) => Reply(source, request).Answer!.Mask.Values;
}
