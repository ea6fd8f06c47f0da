using System.Globalization;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Runs;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>A run that was trained.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Members">Its networks.</param>
internal sealed record TrainedRun(string Folder, IReadOnlyList<TrainedMember> Members)
{
    /// <summary>Refuses networks that run in processes of their own: their parameters are not here to be changed.</summary>
    /// <exception cref="ConfigurationException">One does.</exception>
    private static void RequireHere(RunPlan plan, PluginHost plugins)
    {
        foreach (var settings in plan.Members.Select(member => member.Experiment.Settings))
        {
            var named = new List<(ContributionKind Kind, string Id)> { (ContributionKind.Backbone, (settings.Backbone ?? new()).Id) };
            named.AddRange((settings.Backbone?.Wrappers ?? []).Select(wrapper => (ContributionKind.Wrapper, wrapper.Id)));
            if ((settings.Training ?? new()).Deferral && settings.Head is { } head)
                named.Add((ContributionKind.Head, head.Id));
            foreach (var (kind, id) in named)
            {
                if (plugins.Find(kind, id).Plugin is { Process: not null } plugin)
                    throw new ConfigurationException(
                        $"$.plugins.isolation is process for {plugin.ShownId}, and training changes the parameters of its {kind.ToString().ToLowerInvariant()} "
                            + $"{id}, which must be in this process. Say --isolation assembly, or let $.plugins.isolated name the plugins of experts alone."
                    );
            }
        }
    }

    /// <summary>Trains every network of a run in turn.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="resume">Whether to go on with what is there.</param>
    /// <param name="command">What to type to go on.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="DataException">The folder holds a run already, or cannot be written.</exception>
    /// <exception cref="ConfigurationException">The run was started with other settings.</exception>
    public static TrainedRun Train(RunPlan plan, PluginHost plugins, bool resume, string command, CancellationToken cancellation)
    {
        RequireHere(plan, plugins);
        var folder = new RunFolder(plan, plugins);
        // A folder that is not there yet is made when nothing is wrong any more.
        using var early = Directory.Exists(plan.Folder) ? RunLock.Take(plan.Folder) : null;
        if (resume && !File.Exists(Path.Combine(plan.Folder, RunPlan.ConfigurationFile)))
            Console.Error.WriteLine($"There is no run in {plan.Folder} to go on with; it begins.");
        if (resume)
            folder.RequireSame();
        else
            folder.RequireNew(command);
        // What is wrong with the last variant is better known before the first is trained.
        if (!resume)
        {
            var told = new HashSet<string>(StringComparer.Ordinal);
            foreach (var variant in plan.Members.DistinctBy(member => member.Variant))
                MemberTraining.Check(variant, plugins, told, cancellation);
        }
        TextFile.CreateFolder(plan.Folder);
        using var held = early is null ? RunLock.Take(plan.Folder) : null;
        folder.WriteConfiguration();
        var members = new List<TrainedMember>();
        using var stopping = cancellation.Register(() => Console.Error.WriteLine("Stopping after this step; Ctrl-C again stops at once."));
        try
        {
            foreach (var member in plan.Members)
            {
                cancellation.ThrowIfCancellationRequested();
                members.Add(MemberTraining.Train(member, plugins, resume, cancellation));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine($"Stopped; {members.Count} of {plan.Members.Count} networks have ended. Go on with: {command}");
            throw;
        }
        catch when (!resume && folder.IsUnbegun)
        {
            folder.Forget();
            throw;
        }
        return new(plan.Folder, members);
    }
}

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
/// <param name="Expert">DSC of the experts within their regions; null where nothing is routed; 1 where nobody was asked, as two empty masks agree.</param>
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

/// <summary>A trained run as a table.</summary>
internal static class TrainingTable
{
    public static void Write(TrainedRun run)
    {
        var routed = run.Members.Any(member => member.Coverage is not null);
        // Narrow enough for a terminal of 80 columns.
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("Network").NoWrap().PadLeft(0).PadRight(0));
        foreach (
            var head in (string[])
                ["Epochs", "Best", .. routed ? (string[])["System", "Expert", "Model"] : [], "Alone", .. routed ? (string[])["Coverage"] : [], "Time"]
        )
            table.AddColumn(new TableColumn(head).RightAligned().NoWrap().PadLeft(0).PadRight(0));
        foreach (var one in run.Members)
        {
            table.AddRow([
                one.Member.EscapeMarkup(),
                Whole(one.Epochs),
                one.BestEpoch is { } best ? Whole(best) : "-",
                .. routed ? (string[])[Percent(one.System), Percent(one.Coverage == 1 ? null : one.Expert), Percent(one.Model)] : [],
                Percent(one.ModelAlone),
                .. routed ? (string[])[Percent(one.Coverage)] : [],
                TimeSpan.FromSeconds(one.Seconds).ToString(one.Seconds < 86400 ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
            ]);
        }
        AnsiConsole.Write(table);
        Console.WriteLine(
            "On the validation cases in the best epoch, in per cent: DSC of "
                + $"{(routed ? "System, Expert and Model, of the model alone on whole images; coverage is what the model keeps" : "the model")}."
        );
        foreach (var one in run.Members)
        {
            var loads = one.Loads is { } shares ? $" Loads {string.Join(", ", shares.Select(share => Percent(share)))}." : "";
            var cached =
                one.EmbeddingsFound + one.EmbeddingsComputed == 0 ? "" : $" Embeddings: {one.EmbeddingsFound} found, {one.EmbeddingsComputed} computed.";
            Console.WriteLine($"{one.Member}: {(one.EndedBefore ? "had ended before, " : "")}{one.Steps} steps, {one.Ended}.{loads}{cached}");
        }
        Console.WriteLine($"Written to {run.Folder}.");
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share is { } part ? (100 * part).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
