using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Server.Cases;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Server.Api;

/// <summary>A region in a reader's list.</summary>
internal sealed record WorkAnswer(
    string Id,
    string CaseKey,
    string CaseId,
    string Expert,
    ExpertTask Task,
    RegionBox Box,
    double? Worth,
    WorkState State,
    long Version,
    bool Second
);

/// <summary>A region that the reader has now, with their draft.</summary>
internal sealed record ClaimAnswer(
    string Id,
    long Fence,
    long LeaseUntil,
    long Version,
    string CaseKey,
    string CaseId,
    string Expert,
    ExpertTask Task,
    int Depth,
    int Height,
    int Width,
    int Channels,
    int Bits,
    int Classes,
    bool Exclusive,
    RegionBox Box,
    bool Everywhere,
    bool StartsFromModel,
    bool Second,
    int Proposals,
    int Round,
    IReadOnlyList<JsonElement> Strokes
)
{
    public static ClaimAnswer Of(Claim claim)
    {
        var (question, grid) = (claim.Question, claim.Question.Image.Grid);
        return new(
            claim.AssignmentId,
            claim.Fence,
            claim.LeaseUntil,
            claim.Version,
            Cases.CaseKey.Of(question.Case.Id),
            question.Case.Id,
            question.Expert,
            question.Task,
            grid.Depth,
            grid.Height,
            grid.Width,
            question.Image.Channels,
            question.Image.Samples is null ? 8 : 16,
            question.Classes,
            question.ClassKind == ClassKind.Exclusive,
            question.Box,
            question.Region is null,
            claim.StartsFromModel,
            question.Before is not null,
            question.Proposals.Count,
            question.Round,
            [.. claim.Strokes.Select(stroke => JsonSerializer.Deserialize<JsonElement>(stroke.Json()))]
        );
    }
}

/// <summary>Strokes to add, all or none.</summary>
internal sealed record StrokesWritten(long Fence, long Version, string? WriteId, IReadOnlyList<StrokeWritten>? Strokes);

/// <summary>A stroke, and the milliseconds it took: at work, and by the clock on the wall.</summary>
internal sealed record StrokeWritten(JsonElement Stroke, long Active = 0, long Wall = 0);

/// <summary>The draft's version now.</summary>
internal sealed record VersionAnswer(long Version);

/// <summary>A region is to be ended with what is painted.</summary>
internal sealed record SealWanted(long Fence, long Version, double? Confidence = null);

/// <summary>A region is to be ended without an answer.</summary>
internal sealed record DeclineWanted(long Fence, string? Reason);

/// <summary>What happened on the screen besides strokes, and the milliseconds it took: at work, and by the clock on the wall.</summary>
internal sealed record NoteWritten(string? What, long Active = 0, long Wall = 0);

/// <summary>The region under whose name the second answer is given.</summary>
internal sealed record SecondAsked(string Id);

/// <summary>Which claim is meant.</summary>
internal sealed record Fenced(long Fence);

/// <summary>Until when a region is the reader's, in milliseconds since 1970, UTC.</summary>
internal sealed record LeaseAnswer(long LeaseUntil);

/// <summary>A region is ended.</summary>
internal sealed record SealedResult(long Version, long SealedAt);
