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
    public static TrainedRun Train(RunPlan plan, PluginHost plugins, bool resume, string command, CancellationToken cancellation)
    {
        var folder = new RunFolder(plan);
        if (!resume) folder.RequireNew(command);
        folder.WriteConfiguration(plugins);
        var members = new List<TrainedMember>();
        try
        {
            foreach (var member in plan.Members)
            {
                cancellation.ThrowIfCancellationRequested();
                members.Add(MemberTraining.Train(member, plugins, resume && RunFolder.HasCheckpoint(member), cancellation));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine($"Stopped; {members.Count} of {plan.Members.Count} networks have ended. Go on with: {command}");
            throw;
        }
        return new(plan.Folder, members);
    }
}
