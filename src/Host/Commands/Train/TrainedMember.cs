using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>A network that was trained. Measures are those of the validation cases in its best epoch.</summary>
/// <param name="Member">Its name in the run.</param>
/// <param name="Variant">The settings of its variant; null where the run has none.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Ended">Why it ended.</param>
/// <param name="EndedBefore">Whether it had ended before this command.</param>
/// <param name="Epochs">Epochs that were trained.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="BestEpoch">The epoch with the best System dice, from 1; null where no dice is a number.</param>
/// <param name="System">DSC of model and experts together, 0 to 1.</param>
/// <param name="Expert">DSC of the experts within their regions; null where nothing is routed.</param>
/// <param name="Model">DSC of the model within the region that it keeps; null where nothing is routed.</param>
/// <param name="ModelAlone">DSC of the model on the whole image.</param>
/// <param name="Deferral">mean(1 - M_0); null where nothing is routed.</param>
/// <param name="Coverage">The share of pixels that the model keeps; null where nothing is routed.</param>
/// <param name="Loads">The share of pixels that each expert gets; null where nothing is routed.</param>
/// <param name="Seconds">Seconds of work, those before a resume included.</param>
/// <param name="EmbeddingsFound">How often this command found an embedding in the cache.</param>
/// <param name="EmbeddingsComputed">How often it computed one for the cache.</param>
internal sealed record TrainedMember(
    string Member,
    string? Variant,
    long Seed,
    string Folder,
    string Ended,
    bool EndedBefore,
    int Epochs,
    long Steps,
    int? BestEpoch,
    double? System,
    double? Expert,
    double? Model,
    double? ModelAlone,
    double? Deferral,
    double? Coverage,
    IReadOnlyList<double>? Loads,
    double Seconds,
    long EmbeddingsFound,
    long EmbeddingsComputed
)
{
    /// <summary>Takes the numbers from a result and the member's own log.</summary>
    public static TrainedMember Of(RunMember member, TrainingResult result, EmbeddingCache cache, bool endedBefore)
    {
        var best =
            result.Stopping.BestDiceEpoch < 0
                ? null
                : EpochLog.Read(member.Folder).LastOrDefault(epoch => epoch.Epoch == result.Stopping.BestDiceEpoch)?.Validation;
        var routed = best is { Loads.Count: > 0 } ? best : null;
        return new(
            member.Name,
            member.Variant.Length == 0 ? null : member.Variant,
            member.Seed,
            member.Folder,
            result.Ended,
            endedBefore,
            result.Epochs,
            result.Steps,
            best is null ? null : result.Stopping.BestDiceEpoch + 1,
            best?.System,
            Number(routed?.Expert),
            Number(routed?.Model),
            Number(best?.ModelAlone),
            routed?.Deferral,
            routed?.Loads[0],
            routed is null ? null : [.. routed.Loads.Skip(1)],
            result.Seconds,
            cache.Hits,
            cache.Misses
        );
    }

    private static double? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
