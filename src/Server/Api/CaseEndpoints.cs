using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Server.Access;
using DeferredSeg.Server.Cases;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Readers;
using DeferredSeg.Studies.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeferredSeg.Server.Api;

/// <summary>The images of the study: what is asked about them, and what came of it.</summary>
internal sealed class CaseEndpoints(Study study, Sessions sessions)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/cases", List).For(ReaderRole.Reader);
        api.MapGet("/cases/{key}", Show).For(ReaderRole.Reader);
        api.MapGet("/cases/{key}/image", Image).For(ReaderRole.Reader);
        api.MapGet("/cases/{key}/areas", Areas).For(ReaderRole.Reader);
        api.MapGet("/cases/{key}/masks/{which}", Mask).For(ReaderRole.Reader);
        api.MapGet("/cases/{key}/comparison", Compare).For(ReaderRole.Reader);
    }

    private Task List(HttpContext context)
    {
        var reader = sessions.Required(context);
        var own = study.Work.List(reader.Id).GroupBy(item => item.CaseId).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var all = reader.Role < ReaderRole.Reviewer ? [] : study.Questions.List();
        var byCase = all.GroupBy(question => question.CaseId).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        return Json.Write(context, own.Keys.Union(byCase.Keys).Order(StringComparer.Ordinal).Select(Case));

        CaseSummary Case(string id)
        {
            var mine = (own.GetValueOrDefault(id) ?? []).Where(one => one is { IsSecond: false, IsRepeat: false }).ToList();
            var asked = byCase.GetValueOrDefault(id);
            return new(
                CaseKey.Of(id),
                id,
                [.. (asked?.Select(one => one.Expert) ?? mine.Select(one => one.Expert)).Distinct().Order(StringComparer.Ordinal)],
                mine.Count,
                mine.Count(one => one.State is WorkState.Sealed or WorkState.Declined),
                mine.Any(one => one.State == WorkState.Mine),
                asked?.Count,
                asked?.Count(one => one.Status != ExpertStatus.Pending)
            );
        }
    }

    private Task Show(HttpContext context)
    {
        var seen = Seen(context);
        var question = study.Questions.Read(seen.Question);
        var image = question.Image;
        return Json.Write(
            context,
            new CaseAnswer(
                (string)context.Request.RouteValues["key"]!,
                seen.CaseId,
                image.Grid.Depth,
                image.Grid.Height,
                image.Grid.Width,
                image.Channels,
                image.Samples is null ? 8 : 16,
                question.Classes,
                question.ClassKind == ClassKind.Exclusive,
                seen.SeesModel,
                seen.SeesAll,
                [
                    .. seen.Regions.Select(one => new RegionAnswer(
                        one.AssignmentId,
                        one.Expert,
                        one.Box,
                        one.State,
                        one.Answered,
                        seen.CanAskAgain(one),
                        seen.Second(one)?.State
                    )),
                ]
            )
        );
    }

    private Task Image(HttpContext context) => PlaneContent.Write(context, study.Questions.Image(Seen(context).Question));

    private Task Areas(HttpContext context)
    {
        var seen = Seen(context);
        var grid = study.Questions.Image(seen.Question).Grid;
        return PlaneContent.Write(context, seen.Areas(PlaneContent.Slice(context, grid), grid));
    }

    private Task Mask(HttpContext context)
    {
        var seen = Seen(context);
        if (!seen.SeesModel)
            throw new ApiException(403, "The model's mask is hidden until all that you are asked about this image is answered.");
        MaskPlanes? mask = (context.Request.RouteValues["which"] as string) switch
        {
            "model" => seen.Model(),
            "fused" => seen.Fused(seen.Model()).Fused,
            "expert" => seen.Fused(seen.Model()).Expert,
            "truth" => seen.Truth(),
            _ => null,
        };
        return PlaneContent.Write(context, mask ?? throw ApiException.Missing);
    }

    private Task Compare(HttpContext context)
    {
        var seen = Seen(context);
        if (!seen.SeesModel)
            throw new ApiException(403, "The comparison is hidden until all that you are asked about this image is answered.");
        var model = seen.Model();
        var (fused, _) = seen.Fused(model);
        var truth = seen.Truth();
        var changed = Enumerable.Range(0, model.Grid.Count).Count(pixel => Differs(model, fused, pixel));
        return Json.Write(
            context,
            new ComparisonAnswer(
                model.Grid.Count,
                changed,
                seen.Regions.Count,
                seen.Regions.Count(one => one.Answered),
                Dice(fused, model),
                truth is null ? null : Dice(model, truth),
                truth is null ? null : Dice(fused, truth)
            )
        );
    }

    private SeenCase Seen(HttpContext context) => SeenCase.Find(study, sessions.Required(context), (string)context.Request.RouteValues["key"]!);

    private static bool Differs(MaskPlanes one, MaskPlanes other, int pixel)
    {
        for (var at = pixel; at < one.Values.Length; at += one.Grid.Count)
            if (one.Values[at] != other.Values[at])
                return true;
        return false;
    }

    private static double[] Dice(MaskPlanes mask, MaskPlanes truth)
    {
        var pixels = mask.Grid.Count;
        return
        [
            .. Enumerable
                .Range(0, mask.Classes)
                .Select(k => Overlap.Between(mask.Values.AsSpan(k * pixels, pixels), truth.Values.AsSpan(k * pixels, pixels)).Dice),
        ];
    }
}

/// <summary>An image in the list.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="CaseId">Its name.</param>
/// <param name="Experts">Who is asked.</param>
/// <param name="Regions">The reader's own regions.</param>
/// <param name="Done">Those of them that are ended.</param>
/// <param name="Held">Whether the reader has one of them now.</param>
/// <param name="AllRegions">Everybody's, for reviewers and owners; else null.</param>
/// <param name="AllDone">Those of them that are ended.</param>
internal sealed record CaseSummary(string Key, string CaseId, IReadOnlyList<string> Experts, int Regions, int Done, bool Held, int? AllRegions, int? AllDone);

/// <summary>An image, as far as the reader may see it.</summary>
internal sealed record CaseAnswer(
    string Key,
    string CaseId,
    int Depth,
    int Height,
    int Width,
    int Channels,
    int Bits,
    int Classes,
    bool Exclusive,
    bool SeesModel,
    bool SeesAll,
    IReadOnlyList<RegionAnswer> Regions
);

/// <summary>A region of an image.</summary>
/// <param name="Id">By which it is claimed.</param>
/// <param name="Expert">Who is asked.</param>
/// <param name="Box">Where it lies.</param>
/// <param name="State">How far it is for the reader; null where they cannot take it.</param>
/// <param name="Answered">Whether there is an answer that may be seen.</param>
/// <param name="Again">Whether the reader may give a second answer.</param>
/// <param name="Second">How far that is; null where it was not begun.</param>
internal sealed record RegionAnswer(string Id, string Expert, RegionBox Box, WorkState? State, bool Answered, bool Again, WorkState? Second);

/// <summary>Model and experts side by side.</summary>
/// <param name="Pixels">Pixels of the image.</param>
/// <param name="Changed">Those at which the answers differ from the model.</param>
/// <param name="Regions">Regions that are seen.</param>
/// <param name="Answered">Those of them with an answer.</param>
/// <param name="FusedAndModel">Dice of the fused mask and the model's, by class.</param>
/// <param name="ModelAndTruth">Dice of the model's mask and the truth; null without a truth.</param>
/// <param name="FusedAndTruth">Dice of the fused mask and the truth; null without a truth.</param>
internal sealed record ComparisonAnswer(
    int Pixels,
    int Changed,
    int Regions,
    int Answered,
    double[] FusedAndModel,
    double[]? ModelAndTruth,
    double[]? FusedAndTruth
);
