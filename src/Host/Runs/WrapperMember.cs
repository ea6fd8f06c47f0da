using DeferredSeg.Abstractions.Options;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Host.Commands.Train;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Runs;

/// <summary>A network that a wrapper takes besides the one that it is put around.</summary>
/// <param name="Key">Who names it, a configuration key, for example <c>backbone:wrappers:0:members:1</c>.</param>
/// <param name="Named">As it was named.</param>
/// <param name="Backbone">Which backbone it is, with its weights or its model file.</param>
internal sealed record WrapperMember(string Key, string Named, BackboneSettings Backbone)
{
    private const string Weights = "backbone.safetensors";

    /// <summary>The network of a run that it is, as the run's configuration says; null for a file.</summary>
    public RunMember? Trained { get; private init; }

    /// <summary>How many experts the network was trained to route to natively, if it can; 0 for none.</summary>
    public int RoutingExperts => Trained is { Experiment.Settings: { Training: null or { Deferral: true } } settings } ? settings.Experts?.Count ?? 0 : 0;

    /// <summary>What its key is as a JSON path, for messages.</summary>
    public string Path => "$" + string.Concat(Key.Split(':').Select(part => char.IsAsciiDigit(part[0]) ? $"[{part}]" : "." + part));

    /// <summary>The files that it is made of; they are there.</summary>
    public IReadOnlyList<string> Files =>
        [
            .. Backbone.Model is { Length: > 0 } model ? [ModelFile.Locate(model, Path)] : (string[])[],
            .. Backbone.Weights is { Length: > 0 } weights ? [DataRoot.Resolve(weights)] : (string[])[],
        ];

    /// <summary>All members of an experiment's wrappers, wrapper by wrapper.</summary>
    /// <exception cref="ConfigurationException">One is no network, or is wrapped itself.</exception>
    /// <exception cref="DataException">One is not there or not trained.</exception>
    public static IReadOnlyList<IReadOnlyList<WrapperMember>> Of(Experiment experiment, PluginHost plugins) =>
        [
            .. (experiment.Settings.Backbone?.Wrappers ?? []).Select(
                (wrapper, i) =>
                    (IReadOnlyList<WrapperMember>)
                        [.. (wrapper.Members ?? []).Select((named, j) => Open(named, ConfiguredPaths.MemberKey(i, j), experiment.Settings.Backbone!, plugins))]
            ),
        ];

    /// <summary>What its answers follow from, as text, wherever its files lie.</summary>
    /// <param name="plugins">The plugins present.</param>
    public string Identity(PluginHost plugins)
    {
        IEnumerable<string> options = Trained is null
            ? []
            : ResolvedValues
                .Of(Trained.Experiment, plugins)
                .Where(value => value.Value is not null && value.Path.StartsWith("backbone:options:", StringComparison.Ordinal))
                .Select(value => $"{value.Path}={TrainedConfiguration.Plain(value.Value!)}");
        return string.Join(' ', [Backbone.Id, FileHash.Of(Files), .. options]);
    }

    private static WrapperMember Open(string named, string key, BackboneSettings wrapped, PluginHost plugins)
    {
        var place = DataRoot.Resolve(named);
        var member = new WrapperMember(key, named, wrapped);
        if (Directory.Exists(place) && RunOf(place) is { } run)
            return member.OfRun(run, System.IO.Path.GetFullPath(place), plugins);
        if (!System.IO.Path.Exists(place))
            throw new FileNotFoundException(
                $"{member.Path} names {place}, and that is not there; expected a network of a run such as runs/a/seed-1, a model file, or a file of weights.",
                place
            );
        if (File.Exists(place) && IsWeights(place))
            return member with { Backbone = wrapped with { Weights = place, WeightsRoot = null, Wrappers = null } };
        var file = ModelFile.Locate(named, member.Path);
        var id =
            ModelFile.BackboneOf(file)
            ?? throw new ConfigurationException(
                $"{member.Path} is {place}, whose extension tells no kind; expected a network of a run such as runs/a/seed-1, a model file (.onnx, .pt, .ts), "
                    + "or a file of weights (.safetensors, .pth)."
            );
        // A model of the wrapped network's own kind is described by the same options.
        var isSameKind = string.Equals(id, wrapped.Id[(wrapped.Id.IndexOf('/') + 1)..], StringComparison.OrdinalIgnoreCase);
        return member with { Backbone = isSameKind ? wrapped with { Model = place, Weights = null, Wrappers = null } : new(id, Model: place) };
    }

    private WrapperMember OfRun(string run, string place, PluginHost plugins)
    {
        var configuration = System.IO.Path.Combine(run, RunPlan.ConfigurationFile);
        var members = Plan(run, configuration, plugins).Members;
        var names = string.Join(", ", members.Select(one => one.Name));
        var name = System.IO.Path.GetRelativePath(run, place).Replace('\\', '/');
        var trained =
            members.FirstOrDefault(one => one.Name == name)
            ?? (name == "." && members.Count == 1 ? members[0] : null)
            ?? throw new ConfigurationException(
                name == "."
                    ? $"{Path} names the run {run}, which has {members.Count} networks: {names}. Name one of them, such as {Named}/{members[0].Name}."
                    : $"{Path} names {Named}, and the run {run} has no network '{name}'; its networks are {names}."
                        + (NearestName.Of(name, members.Select(one => one.Name)) is { } near ? $" Did you mean '{near}'?" : "")
            );
        var backbone = trained.Experiment.Settings.Backbone ?? new();
        if (backbone.Wrappers is { Count: > 0 } wrappers)
            throw new ConfigurationException(
                $"{Path} names {Named}, whose network is wrapped itself ({string.Join(", ", wrappers.Select(one => one.Id))}); expected a network without "
                    + "wrappers. Name the networks that it is made of."
            );
        var best = System.IO.Path.Combine(run, trained.Name, "best");
        var weights = System.IO.Path.Combine(best, Weights);
        if (File.Exists(weights))
            return this with { Trained = trained, Backbone = backbone with { Weights = weights, WeightsRoot = null } };
        if ((trained.Experiment.Settings.Training ?? new()).TrainBackbone && !Directory.Exists(best))
            throw new DataException(
                $"{Path} names {Named}, and {best} is not there; expected the best weights of a trained network. Train the run to its first validation: "
                    + "./deferredseg train --resume, or name another network."
            );
        return backbone is { Weights: { Length: > 0 } } or { Model: { Length: > 0 } }
            ? this with
            {
                Trained = trained,
                Backbone = backbone,
            }
            : throw new DataException(
                $"{Path} names {Named}, whose backbone was never trained: there is no {weights}, and {configuration} names neither weights nor a model."
            );
    }

    private RunPlan Plan(string run, string configuration, PluginHost plugins)
    {
        try
        {
            return RunPlan.Read(
                further => LayeredConfiguration.Read([configuration], [$"run:folder={run}", .. further], environment: false),
                plugins,
                System.IO.Path.GetFileName(run)
            );
        }
        catch (ConfigurationException e)
        {
            throw new ConfigurationException($"{Path} names {Named}, and {configuration} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The run that a folder is, or is a network of; null for none.</summary>
    private static string? RunOf(string place)
    {
        var folder = new DirectoryInfo(System.IO.Path.GetFullPath(place));
        // variant-1/seed-0 lies two below its run.
        for (var depth = 0; depth < 3 && folder is not null; depth++, folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, RunPlan.ConfigurationFile)))
                return folder.FullName;
        }
        return null;
    }

    /// <summary>Whether a file holds tensors by name; .pt and .pth may be that, or a network with its code.</summary>
    private static bool IsWeights(string file)
    {
        if (System.IO.Path.GetExtension(file).Equals(".safetensors", StringComparison.OrdinalIgnoreCase))
            return true;
        if (ModelFile.BackboneOf(file) != "TorchScript")
            return false;
        try
        {
            using var tensors = WeightFile.Open(file);
            return true;
        }
        catch (WeightFileException)
        {
            return false;
        }
    }
}
