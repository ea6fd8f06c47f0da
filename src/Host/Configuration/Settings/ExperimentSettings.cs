using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.References;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Training;

namespace DeferredSeg.Host.Configuration.Settings;

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
    EmbeddingCacheOptions? Cache = null,
    RunSettings? Run = null,
    EvaluationSettings? Evaluation = null,
    PluginsSettings? Plugins = null
);
