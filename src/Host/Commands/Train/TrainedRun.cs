using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>A run that was trained.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Members">Its networks.</param>
internal sealed record TrainedRun(string Folder, IReadOnlyList<TrainedMember> Members)
{
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
        var folder = new RunFolder(plan, plugins);
        // A folder that is not there yet is made when nothing is wrong any more.
        using var early = Directory.Exists(plan.Folder) ? RunLock.Take(plan.Folder) : null;
        if (resume)
            folder.RequireSame();
        else
            folder.RequireNew(command);
        // What is wrong with the last variant is better known before the first is trained.
        if (!resume)
            foreach (var variant in plan.Members.DistinctBy(member => member.Variant))
                MemberTraining.Check(variant, plugins);
        TextFile.CreateFolder(plan.Folder);
        using var held = early is null ? RunLock.Take(plan.Folder) : null;
        folder.WriteConfiguration();
        var members = new List<TrainedMember>();
        using var told = cancellation.Register(() => Console.Error.WriteLine("Stopping after this step; Ctrl-C again stops at once."));
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
