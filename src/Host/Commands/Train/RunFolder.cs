using DeferredSeg.Host.Configuration.Resolved;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>A run's folder before its networks are trained.</summary>
internal sealed class RunFolder(RunPlan plan)
{
    private string Configuration => Path.Combine(plan.Folder, RunPlan.ConfigurationFile);

    /// <summary>Whether a network was begun.</summary>
    public static bool HasCheckpoint(RunMember member) => Directory.Exists(member.Folder) && Directory.EnumerateFiles(member.Folder, "checkpoint-*.safetensors").Any();

    /// <summary>Refuses a folder in which a run lies.</summary>
    /// <param name="command">What to type to go on.</param>
    /// <exception cref="DataException">There is one.</exception>
    public void RequireNew(string command)
    {
        List<string> begun = [.. plan.Members.Where(HasCheckpoint).Select(member => member.Name)];
        if (begun.Count == 0 && !File.Exists(Configuration)) return;
        throw new DataException($"{plan.Folder} holds a run already{(begun.Count == 0 ? "" : $" ({string.Join(", ", begun)})")}. Go on with it: {command}\nOr choose another folder with --set run:folder=…");
    }

    /// <summary>Writes what the run is trained by, so that <c>--config</c> takes it.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void WriteConfiguration(PluginHost plugins)
    {
        TextFile.CreateFolder(plan.Folder);
        TextFile.Write(Configuration, ResolvedFile.Text(plan.Experiment, plugins, [new("run:folder", plan.Folder, "default")]));
    }
}
