using System.CommandLine;
using System.Runtime.CompilerServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Plugins.Loading;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.Processes;
using DeferredSeg.Host.Plugins.Unloading;
using DeferredSeg.Host.Runs;
using DeferredSeg.Libtorch;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using DeferredSeg.Reporting;
using DeferredSeg.Schema;
using Microsoft.Extensions.Configuration;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary><c>plugins validate</c>: whether a plugin keeps the contract, check by check.</summary>
internal static class PluginsValidateCommand
{
    public static Command Create()
    {
        var format = OutputFormat.Create();
        var folder = new Argument<string>("dir") { Description = "The plugin's folder, with its DLL and plugin.json." };
        var seed = new Option<long>("--seed") { Description = "The seed of all random inputs and weights.", DefaultValueFactory = _ => 1 };
        var set = new Option<string[]>("--set") { Description = "An option to check with, name:option=value, for example UNet:width=8. May be repeated." };
        var model = new Option<string?>("--model") { Description = "The model file to check with, for backbones that run one (TorchScript, Onnx)." };
        var largest = new Option<int>("--largest-size")
        {
            Description = "The largest image that is tried, in pixels along an axis, 1 to 4096.",
            DefaultValueFactory = _ => 128,
        };
        largest.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value is < 1 or > 4096)
                result.AddError($"--largest-size is {value}; expected 1 to 4096.");
        });
        var command = new Command(
            "validate",
            "Checks whether a plugin keeps the contract: shapes, determinism, gradients, leaks, batches, threads, options, unloading. It runs "
                + "in a process of its own, which it may end without ending this command. "
                + "Exit code 5 where a check failed.\n\n"
                + "Examples:\n"
                + "  ./deferredseg plugins validate artifacts/plugins/Backbones.UNet --set UNet:width=8\n"
                + "  ./deferredseg plugins validate artifacts/plugins/Backbones.Onnx --model net.onnx\n"
                + "  ./deferredseg plugins validate my-plugins/Backbones.Mine --format json"
        )
        {
            folder,
            seed,
            set,
            model,
            largest,
            format,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var options = LayeredConfiguration.Read([], parsed.GetValue(set) ?? [], environment: false).Root;
                    var plugin = Judged(parsed.GetValue(folder)!);
                    var source = ModelFile.Open(parsed.GetValue(model), "--model");
                    var request = new CheckRequest(
                        plugin.Folder,
                        0,
                        [],
                        options.AsEnumerable().ToDictionary(entry => entry.Key, entry => entry.Value),
                        parsed.GetValue(seed),
                        parsed.GetValue(largest),
                        source is null ? null : new(source.Path, source.Sha256)
                    );
                    using var subject = new IsolatedSubject(plugin.Folder, plugin.Manifest!, options);
                    var results = Run(plugin, subject, request, cancellation);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(results.Select(result => new Row(result.Check, result.Contribution, Text(result.Outcome), result.Message)));
                    else
                        Write(plugin, results);
                    return results.Any(result => result.Outcome == CheckOutcome.Failed) ? ExitCode.Plugin : ExitCode.Ok;
                })
        );
        return command;
    }

    private static Plugin Judged(string folder)
    {
        if (!File.Exists(Path.Combine(folder, PluginManifest.FileName)))
            throw new PluginException($"{folder} has no {PluginManifest.FileName}; name the folder of one plugin, with its DLL and {PluginManifest.FileName}.");
        var path = CanonicalPath.Of(folder);
        var plugin = PluginDiscovery.Judge(Path.GetDirectoryName(path)!, path, new(Path.GetDirectoryName(path)!));
        return plugin.State == PluginState.Found ? plugin : throw plugin.Refusal();
    }

    /// <summary>Runs the checks in a process of the plugin's own, a fresh one after each check that it does not survive.</summary>
    private static List<CheckResult> Run(Plugin plugin, IsolatedSubject subject, CheckRequest request, CancellationToken cancellation)
    {
        var plan = ConformanceSuite.Plan(subject).ToList();
        List<CheckResult> results = [];
        using var blocks = new SharedBlocks();
        using var spares = new SpareProcess();
        using var process = new PluginProcess(plugin.Id, ProcessLimits.Of(null, null), blocks, spares);
        using var bar = new ProgressBar("Checking", plan.Count);
        foreach (var (check, contribution) in plan)
        {
            try
            {
                results.Add(process.Check(request with { Index = results.Count, Before = results }, cancellation));
            }
            catch (PluginFaultException e)
            {
                results.Add(
                    new(
                        check.FullName,
                        contribution?.Id ?? plugin.Id,
                        CheckOutcome.Failed,
                        $"{e.Message} Expected a plugin that throws where something goes wrong. The other checks were run in a fresh process."
                    )
                );
            }
            bar.Show(results.Count, check.FullName);
        }
        return results;
    }

    private static void Write(Plugin plugin, IReadOnlyList<CheckResult> results)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Check", "Of", "Result");
        foreach (var result in results)
            table.AddRow(result.Check.EscapeMarkup(), result.Contribution.EscapeMarkup(), Text(result.Outcome));
        AnsiConsole.Write(table);
        foreach (var result in results.Where(result => result.Outcome == CheckOutcome.Failed))
            Console.WriteLine($"\n{result.Check} failed: {result.Message}");
        foreach (var result in results.Where(result => result.Outcome == CheckOutcome.NotApplicable && result.Message is not null))
            Console.WriteLine($"{result.Check}, {result.Contribution}: {result.Message}");
        int Count(CheckOutcome outcome) => results.Count(result => result.Outcome == outcome);
        Console.WriteLine(
            $"\n{plugin.ShownId}: {Count(CheckOutcome.Passed)} passed, {Count(CheckOutcome.Failed)} failed, {Count(CheckOutcome.NotApplicable)} not applicable"
        );
    }

    private static string Text(CheckOutcome outcome) => outcome == CheckOutcome.NotApplicable ? "not applicable" : outcome.ToString().ToLowerInvariant();

    private sealed record Row(string Check, string Contribution, string Result, string? Message);
}

/// <summary>A plugin under examination, loaded as the host loads plugins, but called without guards.</summary>
internal sealed class IsolatedSubject(string folder, PluginManifest manifest, IConfiguration options) : IPluginSubject
{
    private LoadedPlugin? _loaded;

    public string Id => manifest.Id;

    public IReadOnlyList<DeclaredContribution> Declared { get; } =
    [
        .. manifest.Contributions.Select(one => new DeclaredContribution(Kind(one.Kind), one.Id)
        {
            Options = options.GetSection(one.Id),
            OptionsSchema = one.Options is null ? null : SchemaJson.ToText(one.Options),
        }),
    ];

    public IReadOnlyList<RegisteredFactory> Registered => [.. Loaded().Factories.Names.Select(name => new RegisteredFactory(Kind(name.Kind), name.Id))];

    public IReadOnlyList<string> EntryClasses => Loaded().EntryClasses;

    public IBackboneFactory Backbone(string id) => Find(Loaded().Factories.Backbones, factory => factory.Id == id, id);

    public IBackboneWrapperFactory Wrapper(string id) => Find(Loaded().Factories.Wrappers, factory => factory.Id == id, id);

    public IHeadFactory Head(string id) => Find(Loaded().Factories.Heads, factory => factory.Id == id, id);

    public IExpertSourceFactory ExpertSource(string id) => Find(Loaded().Factories.Experts, factory => factory.Id == id, id);

    public UnloadResult Unload(int collections)
    {
        if (_loaded is null)
            return new(CheckOutcome.NotApplicable, "it was not loaded");
        var context = Release();
        return UnloadProof.IsGone(context)
            ? new(CheckOutcome.Passed, null)
            : new(CheckOutcome.Failed, UnloadProof.DescribeHolders(context, Id, null).TrimEnd('.'));
    }

    public void Dispose()
    {
        if (_loaded is not null)
            Release();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Release()
    {
        var context = new WeakReference(_loaded!.Context, trackResurrection: true);
        _loaded.Dispose();
        _loaded = null;
        return context;
    }

    private LoadedPlugin Loaded() => _loaded ??= LoadedPlugin.Load(folder, manifest);

    private T Find<T>(IReadOnlyList<T> factories, Func<T, bool> isWanted, string id) =>
        factories.FirstOrDefault(isWanted) ?? throw new ArgumentException($"{Id} registered no '{id}'.", nameof(id));

    private static CheckKind Kind(ContributionKind kind) =>
        kind switch
        {
            ContributionKind.Backbone => CheckKind.Backbone,
            ContributionKind.Wrapper => CheckKind.Wrapper,
            ContributionKind.Head => CheckKind.Head,
            _ => CheckKind.Expert,
        };
}
