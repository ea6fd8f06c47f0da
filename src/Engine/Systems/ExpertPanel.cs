using System.Globalization;
using System.Security.Cryptography;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Engine.Systems;

/// <summary>The experts of an experiment, asked together about the pixels that were routed to each.</summary>
/// <param name="experts">Experts 1 to J, in the order of the routing channels; the caller's to dispose.</param>
public sealed class ExpertPanel(IReadOnlyList<IExpertSource> experts)
{
    /// <summary>Who they are.</summary>
    public IReadOnlyList<ExpertDescriptor> Experts { get; } = [.. experts.Select(expert => expert.Describe())];

    /// <summary>Asks one expert about one image and looks for the answer once.</summary>
    /// <param name="expert">The expert's index, from 0.</param>
    /// <param name="question">What to ask, without a key.</param>
    /// <param name="origin">
    /// What the question follows from, where an answer may come later: the same question is found again, and another image, other weights or another
    /// configuration ask another one. Null in training, where every epoch asks anew.
    /// </param>
    /// <param name="cancellation">Ends a long computation early.</param>
    public ExpertReply Ask(int expert, ExpertRequest question, QuestionOrigin? origin = null, CancellationToken cancellation = default)
    {
        var source = experts[expert];
        var id = source.Submit(question with { Key = KeyOf(expert, question, origin) }, cancellation);
        return source.Poll(id, cancellation);
    }

    /// <summary>The key under which a question is asked.</summary>
    /// <param name="expert">The expert's index, from 0.</param>
    /// <param name="question">The question; its own key is not looked at.</param>
    /// <param name="origin">What it follows from; null in training.</param>
    public string KeyOf(int expert, ExpertRequest question, QuestionOrigin? origin) => Key(Experts[expert].Id, question, origin);

    /// <summary>The region that an answer decides: what was asked, within what the answer covers, without what the expert abstained from.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="answer">What came back.</param>
    /// <returns>One plane of the image's size.</returns>
    public static MaskPlanes Decided(ExpertRequest question, ExpertAnswer answer)
    {
        var values = question.Region is null ? MaskPlanes.Full(question.Image.Grid, 1).Values : (byte[])question.Region.Values.Clone();
        for (var i = 0; i < values.Length; i++)
        {
            if (answer.Region?.Values[i] == 0 || answer.Abstained?.Values[i] == 1)
                values[i] = 0;
        }
        return new(question.Image.Grid, 1, values);
    }

    private static string Key(string expert, ExpertRequest question, QuestionOrigin? origin)
    {
        if (origin is null)
            return string.Create(CultureInfo.InvariantCulture, $"{question.Task}/{question.Seed}/{question.Epoch}/{expert}/{question.Case.Id}");
        var region = question.Region is { } asked ? Convert.ToHexStringLower(SHA256.HashData(asked.Values)) : "everywhere";
        string[] parts = [origin.Image, origin.Model, origin.Configuration, region];
        var identity = string.Join('-', parts.Select(part => part[..Math.Min(part.Length, QuestionOrigin.Digits)]));
        return string.Create(CultureInfo.InvariantCulture, $"{question.Task}/{question.Seed}/{expert}/{question.Case.Id}/{identity}/{question.Round}");
    }
}

/// <summary>What a question to an expert follows from, as hexadecimal hashes of at least <see cref="Digits"/> digits.</summary>
/// <param name="Image">Of the image that is shown, its truth included.</param>
/// <param name="Model">Of the network's weights.</param>
/// <param name="Configuration">Of all settings that a result depends on.</param>
public sealed record QuestionOrigin(string Image, string Model, string Configuration)
{
    /// <summary>How many digits of each a question's key has.</summary>
    public const int Digits = 12;
}
