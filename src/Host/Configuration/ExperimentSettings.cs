using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.References;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Fitting;
using DeferredSeg.Engine.Training;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration;

/// <summary>An experiment: which network, which head, which experts, and how they are run.</summary>
/// <param name="Seed">The seed of everything random: fresh weights, data order, simulated experts. The same seed gives the same result.</param>
/// <param name="Device">Where networks compute: cpu, cuda, or cuda:1 and so on.</param>
/// <param name="Dataset">The images and masks, how they are divided and prepared.</param>
/// <param name="Backbone">The segmentation network.</param>
/// <param name="Head">What routes pixels.</param>
/// <param name="Experts">The experts 1 to J, in the order of the routing channels.</param>
/// <param name="Routing">How routing logits become decisions.</param>
/// <param name="Reference">How the reference that answers are measured by is made, where raters left masks.</param>
/// <param name="Losses">What the routing is trained by.</param>
/// <param name="Training">How segmentor and routing are trained.</param>
/// <param name="Fitting">How a head of estimates is fitted to the trained network.</param>
/// <param name="Cache">Where what a frozen encoder computed is kept.</param>
/// <param name="Run">Which networks a run trains and where they lie.</param>
/// <param name="Evaluation">What is measured of them.</param>
/// <param name="Plugins">Where plugins are and how they are treated.</param>
public sealed record ExperimentSettings(
    long Seed = 0,
    string Device = "cpu",
    DatasetSettings? Dataset = null,
    BackboneSettings? Backbone = null,
    HeadSettings? Head = null,
    IReadOnlyList<ExpertSettings>? Experts = null,
    RoutingPolicy? Routing = null,
    ReferencePolicy? Reference = null,
    DeferralLossOptions? Losses = null,
    TrainingOptions? Training = null,
    FittingOptions? Fitting = null,
    EmbeddingCacheOptions? Cache = null,
    RunSettings? Run = null,
    EvaluationSettings? Evaluation = null,
    PluginsSettings? Plugins = null
);

/// <summary>The segmentation network.</summary>
/// <param name="Id">A backbone's name, for example UNet; plugin/name where several plugins have one of that name.</param>
/// <param name="Options">The backbone's own options.</param>
/// <param name="Weights">
/// A .safetensors or PyTorch .pth file, relative to the file that names it or to the working folder; without it, or with an empty text, the weights are
/// fresh. {data} in it is
/// where datasets lie, {member} the name of the network in its run, such as seed-0.
/// </param>
/// <param name="Model">
/// For backbones that run a model file (TorchScript, Onnx): the file, or the folder of a MONAI bundle, relative to the file that names it or to the working
/// folder. {data} in it is where datasets lie.
/// </param>
/// <param name="WeightsRoot">
/// Which part of the file of weights is taken, as a key or a dotted path of keys, for example ema or state_dict.model; without it the one that fits.
/// </param>
/// <param name="Wrappers">What is put around the network, the innermost first: several passes, several networks.</param>
public sealed record BackboneSettings(
    string Id = "UNet",
    IConfiguration? Options = null,
    string? Weights = null,
    string? WeightsRoot = null,
    string? Model = null,
    IReadOnlyList<WrapperSettings>? Wrappers = null
);

/// <summary>What is put around a network.</summary>
/// <param name="Id">A wrapper's name, for example TestTime or Ensemble; plugin/name where several plugins have one of that name.</param>
/// <param name="Options">The wrapper's own options.</param>
/// <param name="Members">
/// For wrappers that take further networks (Ensemble): a network of a run, such as runs/a/seed-1; a model file (.onnx, .pt, .ts) or the folder of a MONAI
/// bundle; or a file of weights for the same backbone with the same options. Relative to the file that names it or to the working folder; {data} in it is
/// where datasets lie.
/// </param>
public sealed record WrapperSettings(string Id = "", IConfiguration? Options = null, IReadOnlyList<string>? Members = null) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Id.Length == 0)
            yield return "a wrapper has no id; expected what is put around the backbone, such as TestTime or Ensemble.";
    }
}

/// <summary>What routes pixels.</summary>
/// <param name="Id">A deferral head's name; plugin/name where several plugins have one of that name.</param>
/// <param name="Options">The head's own options.</param>
/// <param name="Weights">
/// A .safetensors or PyTorch .pth file, relative to the file that names it or to the working folder; without it, or with an empty text, the weights are
/// fresh. {data} in it is
/// where datasets lie, {member} the name of the network in its run, such as seed-0.
/// </param>
public sealed record HeadSettings(string Id = "RoutingChannels", IConfiguration? Options = null, string? Weights = null);

/// <summary>One expert.</summary>
/// <param name="Source">An expert source's name, for example oracle; plugin/name where several plugins have one of that name.</param>
/// <param name="Name">The expert's name in tables and files, unique in the experiment; without it the source's name, numbered where there are several.</param>
/// <param name="Options">The source's own options.</param>
public sealed record ExpertSettings(string Source = "", string? Name = null, IConfiguration? Options = null) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        // No default: one that knows the truth would answer where a name was forgotten.
        if (Source.Length == 0)
            yield return $"{(Name is null ? "an expert has" : $"the expert '{Name}' has")} no source; expected who answers, such as synthetic or recorded.";
    }
}

/// <summary>Where plugins are and how they are treated.</summary>
/// <param name="Folder">A further folder with one folder for each plugin, besides those that are built in and those of DEFERREDSEG_PLUGINS.</param>
/// <param name="Disabled">Plugins, by id, that are not to be loaded.</param>
/// <param name="CallLimitSeconds">
/// How long one call into a plugin may take, in seconds; without it there is no limit. A plugin that overruns it is quarantined.
/// </param>
/// <param name="Isolation">
/// Where the code of plugins runs: assembly, in assemblies of its own in this process; or process, in a process of its own for each, which may crash, hang or
/// run out of memory without harm to anything else. Training and fitting need assembly.
/// </param>
/// <param name="Isolated">With isolation process: the plugins, by id, that it is for; without it all.</param>
/// <param name="MemoryLimitMegabytes">
/// With isolation process: the memory that each process may have, in MiB; without it nine tenths of the machine's. With it calls are limited to 600 seconds
/// where callLimitSeconds says nothing.
/// </param>
public sealed record PluginsSettings(
    string? Folder = null,
    IReadOnlyList<string>? Disabled = null,
    [OptionRange(0.001, 1e6)] double? CallLimitSeconds = null,
    PluginIsolation Isolation = PluginIsolation.Assembly,
    IReadOnlyList<string>? Isolated = null,
    [OptionRange(64, 1e7)] double? MemoryLimitMegabytes = null
);

/// <summary>Where the code of plugins runs.</summary>
public enum PluginIsolation
{
    /// <summary>In this process, in assemblies of its own.</summary>
    Assembly,

    /// <summary>In a process of its own.</summary>
    Process,
}
