using Backbones.UNet;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Training.Progress;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>A run of seconds: a U-Net of a few hundred weights, two experts, seven cases to learn from and two to validate on.</summary>
internal sealed class TinyRun : IDisposable
{
    public static readonly TrainingOptions Brief = new(
        LearningRate: 1e-2,
        BatchSize: 2,
        Accumulation: 2,
        Epochs: 3,
        Augmentation: Augmentation.Turns,
        CheckpointSteps: 1
    );

    public TinyRun(
        TrainingOptions? options = null,
        string? folder = null,
        bool resume = false,
        int seed = 5,
        IPreparedCases? train = null,
        EmbeddingCache? cache = null
    )
    {
        using var generator = manual_seed(seed);
        Backbone = new(new UNetOptions(Width: 2, Depth: 1));
        Head = new(2, 2);
        Experts = [new("good", 0.02), new("bad", 0.4)];
        Setup = new()
        {
            Backbone = Backbone,
            Head = Head,
            Panel = new ExpertPanel(Experts),
            Train = train ?? new PhantomCases("train", 1, 7),
            Validation = new PhantomCases("validation", 2, 2),
            Options = options ?? Brief,
            Seed = seed,
            Folder = folder,
            Resume = resume,
            Cache = cache,
        };
    }

    public UNetBackbone Backbone { get; }

    public TinyHead Head { get; }

    public IReadOnlyList<NoisyExpert> Experts { get; init; }

    public TrainingSetup Setup { get; set; }

    public SilentObserver Seen { get; init; } = new();

    public TrainingResult Run(ITrainingObserver? observer = null, CancellationToken cancellation = default) =>
        TrainingRun.Run(Setup, observer ?? Seen, cancellation);

    /// <summary>All weights and buffers, as bytes.</summary>
    public string Weights()
    {
        using var scope = NewDisposeScope();
        return string.Join(
            '\n',
            Backbone
                .Module.state_dict()
                .Concat(Head.Module.state_dict())
                .Select(entry => $"{entry.Key} {Convert.ToHexString(entry.Value.detach().contiguous().bytes)}")
        );
    }

    public void Dispose()
    {
        Head.Dispose();
        Backbone.Dispose();
        foreach (var expert in Experts)
            expert.Dispose();
    }
}
