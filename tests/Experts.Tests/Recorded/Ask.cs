using System.Text;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using Microsoft.Extensions.Configuration;

namespace Experts.Recorded.Tests;

/// <summary>Experts from JSON, and questions to them.</summary>
internal static class Ask
{
    public static IRecordedExpert Expert(IRaterMasks masks, string json = "{}", string name = "anna") =>
        (IRecordedExpert)new RecordedFactory().Create(new ExpertContext(name, Options(json), masks));

    public static IConfiguration Options(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    public static string Refusal(IRaterMasks masks, string json, string name = "anna") =>
        Assert.ThrowsAny<ArgumentException>(() => Expert(masks, json, name)).Message;

    public static ExpertRequest Question(
        string caseId,
        long seed = 0,
        MaskPlanes? region = null,
        int classes = 1,
        int width = TableOfMasks.Width,
        int epoch = 0
    ) =>
        new()
        {
            Key = $"{caseId}/{seed}/{epoch}/{region is null}",
            Case = new(caseId),
            Image = new(1, width, 1, new byte[width]),
            Classes = classes,
            Region = region,
            Seed = seed,
            Epoch = epoch,
        };

    public static ExpertReply Reply(IExpertSource expert, ExpertRequest request) => expert.Poll(expert.Submit(request));

    /// <summary>The one rater whom the expert names, or null; the answer is held against it.</summary>
    public static string? Rater(IRecordedExpert expert, TableOfMasks masks, string caseId, long seed = 0)
    {
        var origin = expert.Origin(caseId, seed);
        var reply = Reply(expert, Question(caseId, seed));
        Assert.Equal(origin.Raters.Count == 0 ? ExpertStatus.Declined : ExpertStatus.Answered, reply.Status);
        if (origin.Raters.Count == 0)
            return null;
        var rater = Assert.Single(origin.Raters);
        Assert.Contains(rater, origin.OfPerson);
        Assert.Equal(masks.Values(rater), reply.Answer!.Mask.Values);
        return rater;
    }
}
