namespace DeferredSeg.PluginKit;

/// <summary>How much is tried, and with which random inputs.</summary>
public sealed record ConformanceSettings
{
    /// <summary>The seed of all random inputs and weights; printed with every failure.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many image sizes are tried, at least 1; fewer where the input rule or <see cref="LargestSize"/> allows fewer.</summary>
    public int Sizes { get; init; } = 3;

    /// <summary>The largest size of a spatial axis, in pixels. The smallest size that the input rule allows is tried even where it is larger.</summary>
    public int LargestSize { get; init; } = 128;

    /// <summary>The images of the largest batch, at least 2.</summary>
    public int LargestBatch { get; init; } = 3;

    /// <summary>The largest number J of experts that a head or native routing is made for, at least 1.</summary>
    public int LargestExperts { get; init; } = 3;

    /// <summary>The threads that call at once where a backbone says that they may, at least 2.</summary>
    public int Threads { get; init; } = 3;

    /// <summary>
    /// The size of mask prompts, the slowest axis first, which the contract leaves to the network's documentation; null where mask prompts are not tried.
    /// </summary>
    public IReadOnlyList<int>? MaskPromptSize { get; init; }

    /// <summary>The model file with which backbones that run one are checked; without it they are not made.</summary>
    public ModelSource? Model { get; init; }

    /// <summary>Where everything is computed.</summary>
    public Device Device { get; init; } = torch.CPU;

    /// <summary>How often the garbage collector runs at most until an unloaded plugin must be gone.</summary>
    public int UnloadCollections { get; init; } = 20;
}
