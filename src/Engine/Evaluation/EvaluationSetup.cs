using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>A trained network, the cases to measure it on, and how. Everything stays the caller's to dispose.</summary>
public sealed record EvaluationSetup
{
    /// <summary>The segmentor, in evaluation mode.</summary>
    public required ISegmentorBackbone Backbone { get; init; }

    /// <summary>The head, in evaluation mode; null where nothing is routed.</summary>
    public IDeferralHead? Head { get; init; }

    /// <summary>Experts 1 to J; none where nothing is routed. On the native grid they must have been given masks as the dataset lays them.</summary>
    public IReadOnlyList<IExpertSource> Experts { get; init; } = [];

    /// <summary>The cases.</summary>
    public required PreparedCases Cases { get; init; }

    /// <summary>How routing becomes decisions.</summary>
    public RoutingPolicy Policy { get; init; } = new();

    /// <summary>What fitting found about the mask that does not answer under the policy; null where nothing is known.</summary>
    public RoutingGate? OtherGate { get; init; }

    /// <summary>On which pixels is measured.</summary>
    public EvaluationGrid Grid { get; init; }

    /// <summary>Shares of each image's measured pixels, 0 to 1, at which routing is compared with orders that need no router.</summary>
    public IReadOnlyList<double> Budgets { get; init; } = [];

    /// <summary>What of the distance of surfaces is none, in millimetres; for whole volumes.</summary>
    public double Tolerance { get; init; } = 1;

    /// <summary>How volumes are cut for a network of three axes; null for networks of images.</summary>
    public TileRule? Tiles { get; init; }

    /// <summary>What questions follow from, by case; null where everybody answers about everything at once.</summary>
    public Func<PreparedCase, QuestionOrigin>? Origin { get; init; }

    /// <summary>Whether regions are answered in every way that there is, to compare what each takes.</summary>
    public bool ComparesWays { get; init; }

    /// <summary>Conversations that the network holds, for regions that are chosen or clicked; null where it holds none.</summary>
    public HeldConversations? Conversations { get; init; }

    /// <summary>The seed with which experts are asked, and of random orders.</summary>
    public long Seed { get; init; }

    /// <summary>Where the networks' parameters lie.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>What results say of the network: its variant of the run.</summary>
    public string Variant { get; init; } = "";

    /// <summary>What results say of the network: its seed.</summary>
    public long NetworkSeed { get; init; }
}

/// <summary>On which pixels a system is measured.</summary>
public enum EvaluationGrid
{
    /// <summary>Those that the network sees, after cropping and resizing.</summary>
    Network,

    /// <summary>Those of the dataset: logits are brought back bilinearly, outside of a crop the model says background and keeps the pixels.</summary>
    Native,
}
