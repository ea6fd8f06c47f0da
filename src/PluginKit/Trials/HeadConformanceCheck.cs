namespace DeferredSeg.PluginKit.Trials;

/// <summary>A check of a deferral head that is made for the largest number of experts, in evaluation mode.</summary>
public abstract class HeadConformanceCheck : ConformanceCheck
{
    internal const string Describes = "head/describe";
    internal const string Shapes = "head/shapes";
    internal const string Ownership = "head/ownership";
    internal const string Determinism = "head/determinism";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Head;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes, Ownership];

    private protected sealed override CheckVerdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        using var mode = torch.set_grad_enabled(Trains);
        using var trial = new HeadTrial(subject, subject.Settings.LargestExperts, NeedsNativeRouting(subject));
        return Examine(trial, subject, cancellation);
    }

    private protected virtual bool Trains => false;

    private protected abstract CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation);

    // A head is made with native routing first, and without where it does not need it.
    private static bool NeedsNativeRouting(ConformanceSubject subject)
    {
        using var head = new HeadTrial(subject, experts: 1, nativeRouting: true);
        return head.Description.NeedsNativeRouting;
    }
}

/// <summary>A deferral head under examination, made for some J, in evaluation mode.</summary>
internal sealed class HeadTrial : IDisposable
{
    // Sizes of a made-up decoder; the contract lets a head be made for any.
    private const int FeatureChannels = 6;
    private const int Classes = 2;
    private const int ImageChannels = 3;
    private const int FeatureHeight = 5;
    private const int FeatureWidth = 7;

    private readonly ConformanceSettings _settings;

    public HeadTrial(ConformanceSubject subject, int experts, bool nativeRouting, int weights = 0)
    {
        _settings = subject.Settings;
        Experts = experts;
        NativeRouting = nativeRouting;
        Head = Guarded.Call(
            $"Create for {experts} experts",
            () =>
                TrialInputs.Seeded(
                    _settings.Seed + weights,
                    () =>
                        subject
                            .Plugin.Head(subject.Id)
                            .Create(new(subject.Options, _settings.Device, experts, FeatureChannels, Classes, nativeRouting) { ImageChannels = ImageChannels })
                )
        );
        try
        {
            Description = Guarded.Call("Describe", Head.Describe);
            Module?.eval();
        }
        catch
        {
            Head.Dispose();
            throw;
        }
    }

    public IDeferralHead Head { get; }

    public HeadDescription Description { get; }

    public int Experts { get; }

    public bool NativeRouting { get; }

    public Module? Module => (Head as ITrainableHead)?.Module;

    /// <summary>A made-up decoding: logits at twice the features' size.</summary>
    public SegmentationOutput Segmentation(int results, int channels = FeatureChannels) =>
        new(
            TrialInputs.Random([results, Classes, 2 * FeatureHeight, 2 * FeatureWidth], _settings, 1),
            TrialInputs.Random([results, channels, FeatureHeight, FeatureWidth], _settings, 2)
        )
        {
            RoutingLogits = NativeRouting ? TrialInputs.Random([results, Routings, Experts + 1, 2 * FeatureHeight, 2 * FeatureWidth], _settings, 3) : null,
            PredictorLogit = NativeRouting ? TrialInputs.Random([results, 1, 2 * FeatureHeight, 2 * FeatureWidth], _settings, 4) : null,
            Image = Description.ReadsImage ? TrialInputs.Random([results, ImageChannels, 2 * FeatureHeight, 2 * FeatureWidth], _settings, 5) : null,
        };

    /// <summary>What the routing of one result has before its pixels: R and J + 1, or the groups and maps of estimates.</summary>
    public long[] Channels
    {
        get
        {
            if (Description.Parameterisation != RoutingParameterisation.Estimates)
                return [Routings, Experts + 1];
            var layout = new EstimateLayout(ClassKind.Multilabel, Classes, Experts);
            return [layout.Groups, layout.Maps];
        }
    }

    public int Routings => Description is { RoutesPerClass: true } ? Classes : 1;

    public DeferralOutput Route(SegmentationOutput segmentation, string call = "Route") => Guarded.Call(call, () => Head.Route(segmentation));

    public void Dispose() => Guarded.Call("Dispose", Head.Dispose);
}
