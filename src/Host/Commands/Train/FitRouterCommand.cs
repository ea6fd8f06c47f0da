using System.CommandLine;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary><c>fit-router</c>: a router of estimates for networks that are trained already, as a run of its own.</summary>
internal static class FitRouterCommand
{
    private const string Description = """
        Fits a router to networks that are trained already, in seconds: the network stays as it is. The result is a run of its own, which route and
        evaluate take. docs/estimates.md says how it is fitted and what it is worth.

        Examples:
          ./deferredseg fit-router --run runs/demo
          ./deferredseg fit-router --run runs/demo --passes --output runs/demo-passes
          ./deferredseg fit-router --run runs/demo-router --on local/ --gate-only --output runs/demo-local

        Exit codes: 3 the configuration is not right, 4 data cannot be read or a run was not trained, 5 a plugin failed, 130 interrupted.
        """;

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The folder of the run whose networks are taken.", Required = true };
        var member = new Option<string?>("--member") { Description = "One network of it alone, such as seed-1 or variant-2/seed-1; without it all of them." };
        var on = new Option<string?>("--on")
        {
            Description =
                "Cases to fit on instead of those that the networks were trained on: a folder laid out as the run's dataset; all of its cases are taken.",
        };
        var output = new Option<string?>("--output") { Description = "The new run's folder; by default the run's with -router behind it." };
        var passes = new Option<bool>("--passes")
        {
            Description = "Lets the router see how eight turned passes of the network differ (the wrapper TestTime): better, at eight times the cost.",
        };
        var gate = new Option<bool>("--gate-only")
        {
            Description = "Keeps the weights of a run that has such a router, and finds anew on these cases whether asking pays, and from which threshold.",
        };
        var files = new Option<string[]>("--config") { Description = "A JSON file with further settings. May be repeated; a later one wins." };
        var settings = new Option<string[]>("--set") { Description = "One setting, for example fitting:steps=500; wins over files. May be repeated." };
        var resume = new Option<bool>("--resume") { Description = "Goes on with what was interrupted." };
        var plugins = new PluginSelection();
        var format = OutputFormat.Create();
        var command = new Command("fit-router", Description) { run, member, on, output, passes, gate, files, settings, resume, format };
        plugins.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var request = new RouterRequest(
                        RunLocation.Find(parsed.GetValue(run)!),
                        parsed.GetValue(member),
                        parsed.GetValue(on),
                        parsed.GetValue(passes),
                        parsed.GetValue(gate),
                        parsed.GetValue(files) ?? [],
                        parsed.GetValue(settings) ?? []
                    );
                    using var host = ExperimentSelection.Open(plugins, parsed, request.Root);
                    var folder = parsed.GetValue(output) ?? Path.TrimEndingDirectorySeparator(parsed.GetValue(run)!) + "-router";
                    var result = TrainedRun.Train(
                        request.Plan(folder, host),
                        host,
                        parsed.GetValue(resume),
                        TrainingCommandLine.Resuming(parsed),
                        cancellation
                    );
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(result);
                    else
                        TrainingTable.Write(result);
                    return ExitCode.Ok;
                })
        );
        return command;
    }
}

/// <summary>Which networks get a router, and on which cases it is fitted.</summary>
internal sealed class RouterRequest
{
    private const string HeadId = "Estimates";

    private readonly string _run;
    private readonly string? _member;
    private readonly IReadOnlyList<string> _files;
    private readonly IReadOnlyList<string> _settings;
    private readonly bool _gateOnly;
    private readonly string? _on;

    /// <exception cref="DataException">There is no run, or no such folder.</exception>
    /// <exception cref="ConfigurationException">Weights are to be kept of a run that has no such router.</exception>
    public RouterRequest(string run, string? member, string? on, bool passes, bool gateOnly, IReadOnlyList<string> files, IReadOnlyList<string> settings)
    {
        (_run, _member, _gateOnly, _on) = (run, member?.Trim('/'), gateOnly, on);
        var file = Path.Combine(run, RunPlan.ConfigurationFile);
        if (on is not null && !Directory.Exists(on))
            throw new DataException($"--on is {on}, and there is no such folder; expected one with cases, laid out as the run's dataset.");
        _files = [file, .. files];
        var first = LayeredConfiguration.Read([file], [], environment: false).Root;
        HasRouter = string.Equals(first["head:id"]?.Split('/')[^1], HeadId, StringComparison.OrdinalIgnoreCase);
        if (gateOnly && !HasRouter)
            throw new ConfigurationException(
                $"--gate-only keeps a router, and the head of {run} is {first["head:id"] ?? "none"}; expected a run whose head is {HeadId}. Leave --gate-only out."
            );
        List<string> own = ["training:deferral=true", "training:trainBackbone=false"];
        if (!HasRouter)
            own.Add($"head:id={HeadId}");
        if (passes)
            own.AddRange(["backbone:wrappers:0:id=TestTime", "backbone:wrappers:0:options:symmetries=dihedral", "backbone:wrappers:0:options:answer=first"]);
        if (gateOnly)
            own.Add("fitting:refit=false");
        if (on is not null)
            own.AddRange([$"dataset:folder={on}", "dataset:split:validation=0", "dataset:split:test=0"]);
        _settings = [.. own, .. settings];
    }

    /// <summary>Whether the run has a router of estimates already.</summary>
    private bool HasRouter { get; }

    /// <summary>The settings, for where plugins are.</summary>
    public Microsoft.Extensions.Configuration.IConfiguration Root => Layers([]).Root;

    /// <summary>The new run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <exception cref="ConfigurationException">Something is not right, or there is no such network.</exception>
    /// <exception cref="DataException">A network was not trained.</exception>
    public RunPlan Plan(string folder, PluginHost plugins)
    {
        var trained = RunPlan.Read(further => LayeredConfiguration.Read([_files[0]], [$"run:folder={_run}", .. further], environment: false), plugins, _run);
        var chosen = _member is null ? trained.Members : [.. trained.Members.Where(one => one.Name == _member)];
        if (chosen.Count == 0)
            throw new ConfigurationException(
                $"{_run} has no network '{_member}'; its networks are {string.Join(", ", trained.Members.Select(one => one.Name))}."
            );
        if (_on is not null && chosen.Select(one => one.Variant).Distinct().Count() > 1)
            throw new ConfigurationException(
                $"--on takes all cases of a folder, and the networks of {_run} were trained on different parts of a dataset; expected one of them: --member "
                    + $"{chosen[0].Name}."
            );
        List<string> further = [$"run:folder={folder}"];
        if (_member is not null || _on is not null)
            further.AddRange([
                .. chosen[0].Variant.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(_ => _on is null),
                "run:pooled=[]",
                FormattableString.Invariant($"run:seeds=[{string.Join(',', chosen.Select(one => one.Seed))}]"),
            ]);
        further.AddRange(Weights("backbone", chosen));
        if (_gateOnly)
            further.AddRange(Weights("head", chosen));
        return RunPlan.Read(more => Layers([.. further, .. more]), plugins, folder);
    }

    // The best weights of each network; what was not trained still comes from where the run had it.
    private IEnumerable<string> Weights(string part, IReadOnlyList<RunMember> chosen)
    {
        foreach (var one in chosen)
        {
            if (!Directory.Exists(one.Best))
                throw new DataException(
                    $"{one.Best} is not there, so the network {one.Name} of {_run} has no trained weights yet. Train it: ./deferredseg train"
                );
        }
        var file = Path.Combine("best", $"{part}.safetensors");
        if (!File.Exists(Path.Combine(chosen[0].Folder, file)))
            return [];
        // Members of the new run may be named otherwise.
        var name = chosen.Count == 1 ? chosen[0].Name : ConfiguredPaths.Member;
        return [$"{part}:weights={Path.Combine(Path.GetFullPath(_run), name, file)}"];
    }

    private LayeredConfiguration Layers(IReadOnlyList<string> further) =>
        LayeredConfiguration.Read(_files, [.. _settings, .. further], environment: true, without: HasRouter ? [] : ["head", "losses"]);
}
