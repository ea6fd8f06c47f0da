using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Strokes;

namespace DeferredSeg.Studies.Questions;

/// <summary>A question with all that belongs to it.</summary>
/// <param name="Id">Its name in the study.</param>
/// <param name="Key">Its name where it comes from.</param>
/// <param name="Expert">The expert of the configuration who is asked.</param>
/// <param name="Case">The image.</param>
/// <param name="Task">What is asked.</param>
/// <param name="Classes">Classes K.</param>
/// <param name="ClassKind">Whether they exclude each other.</param>
/// <param name="Image">The image to look at.</param>
/// <param name="Box">Where the region lies.</param>
public sealed record StudyQuestion(
    string Id,
    string Key,
    string Expert,
    CaseInfo Case,
    ExpertTask Task,
    int Classes,
    ClassKind ClassKind,
    ImagePlanes Image,
    RegionBox Box
)
{
    /// <summary>Where an answer is wanted; null means everywhere.</summary>
    public MaskPlanes? Region { get; init; }

    /// <summary>The model's mask; null where there is none, or the reader may not see it yet.</summary>
    public MaskPlanes? Model { get; init; }

    /// <summary>What can be accepted.</summary>
    public IReadOnlyList<MaskPlanes> Proposals { get; init; } = [];

    /// <summary>Of the proposals those, counted from 0, whose choice brings a further question.</summary>
    public IReadOnlyList<int> Followed { get; init; } = [];

    /// <summary>What painting begins with where the reader has answered before; null for a first answer.</summary>
    public MaskPlanes? Before { get; init; }

    /// <summary>What an answer is expected to be worth, in pixels; null where it is not known.</summary>
    public double? Worth { get; init; }

    /// <summary>How often this was asked before in one conversation.</summary>
    public int Round { get; init; }

    /// <summary>What strokes are drawn on.</summary>
    /// <param name="startsFromModel">Whether the region begins as the model has it.</param>
    public StrokeCanvas Canvas(bool startsFromModel) =>
        new(Image.Grid, Classes, ClassKind)
        {
            Region = Region,
            // Whoever points at what is wrong has it before them.
            Start =
                Before is not null ? Before
                : Task == ExpertTask.Click ? Proposals[0]
                : startsFromModel ? Model
                : null,
            Proposals = Proposals,
        };

    /// <summary>
    /// What a reader is given of it: of what is proposed the region alone, and in a study that hides the model nothing that tells its mask to who is to paint.
    /// </summary>
    /// <param name="arm">That of the study.</param>
    public StudyQuestion AsAsked(StudyArm arm)
    {
        if (Before is not null)
            return this;
        var shows = arm == StudyArm.Shown;
        var tells = !shows && Task == ExpertTask.Annotate && Model is not null && Proposals.Any(one => Within(one).AsSpan().SequenceEqual(Within(Model)));
        return this with
        {
            Model = shows ? Model : null,
            Proposals = tells ? [] : [.. Proposals.Select(one => new MaskPlanes(one.Grid, one.Classes, Within(one)))],
        };
    }

    private byte[] Within(MaskPlanes mask) =>
        Region is null ? mask.Values : [.. mask.Values.Select((value, i) => Region.Values[i % Region.Values.Length] == 0 ? (byte)0 : value)];
}

/// <summary>Where a region lies; rows and columns count from 0, and all four sides belong to it.</summary>
/// <param name="Top">The uppermost row.</param>
/// <param name="Left">The leftmost column.</param>
/// <param name="Bottom">The lowest row.</param>
/// <param name="Right">The rightmost column.</param>
/// <param name="Slice">The first slice of a volume that has any of it; 0 for an image.</param>
/// <param name="Pixels">How many pixels it has.</param>
public sealed record RegionBox(int Top, int Left, int Bottom, int Right, int Slice, int Pixels)
{
    /// <summary>The box of a region; null means the whole image.</summary>
    public static RegionBox Of(MaskPlanes? region, Grid grid)
    {
        if (region is null)
            return new(0, 0, grid.Height - 1, grid.Width - 1, 0, grid.Count);
        var (top, left, bottom, right, slice, pixels) = (grid.Height, grid.Width, -1, -1, -1, 0);
        for (var at = 0; at < region.Values.Length; at++)
        {
            if (region.Values[at] == 0)
                continue;
            var (row, column) = (at / grid.Width % grid.Height, at % grid.Width);
            (top, bottom, left, right) = (Math.Min(top, row), Math.Max(bottom, row), Math.Min(left, column), Math.Max(right, column));
            slice = slice < 0 ? at / grid.Width / grid.Height : slice;
            pixels++;
        }
        return pixels == 0 ? new(0, 0, 0, 0, 0, 0) : new(top, left, bottom, right, slice, pixels);
    }
}

/// <summary>A question in a list.</summary>
/// <param name="Id">Its name in the study.</param>
/// <param name="Key">Its name where it comes from.</param>
/// <param name="Expert">Who is asked.</param>
/// <param name="CaseId">The image.</param>
/// <param name="Task">What is asked.</param>
/// <param name="Box">Where the region lies.</param>
/// <param name="Worth">What an answer is expected to be worth; null where it is not known.</param>
/// <param name="Status">How far it has come.</param>
public sealed record QuestionSummary(string Id, string Key, string Expert, string CaseId, ExpertTask Task, RegionBox Box, double? Worth, ExpertStatus Status);
