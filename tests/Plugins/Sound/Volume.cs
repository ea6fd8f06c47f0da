namespace Sound.Volume;

/// <summary>A backbone for volumes of one size that cannot be trained.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration)
    {
        registration.AddService<IScale, FolderScale>();
        registration.AddBackbone<Factory>();
    }
}

public interface IScale
{
    float Value { get; }
}

/// <summary>Asks where the plugin lies, as one that reads a file of its own would.</summary>
public sealed class FolderScale(PluginEnvironment environment) : IScale
{
    public float Value { get; } =
        File.Exists(Path.Combine(environment.Folder, "plugin.json")) ? 2 : throw new FileNotFoundException("The plugin does not lie in its folder.");
}

public sealed class Factory(IScale scale) : IBackboneFactory
{
    public string Id => "Volume";

    public ISegmentorBackbone Create(BackboneContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known();
        problems.Throw();
        return new Backbone(scale.Value);
    }
}

public sealed class Backbone(float scale) : ISegmentorBackbone
{
    private static readonly InputRule _input = new()
    {
        Channels = 2,
        SpatialAxes = 3,
        FixedSizes = [4, 6, 8],
    };

    public BackboneDescription Describe() =>
        new()
        {
            Id = "Volume",
            Version = "1.0.0",
            Input = _input,
            Classes = 1,
            ClassKind = ClassKind.Multilabel,
            DecoderChannels = 2,
            Features = [new("half", 2, 2, 0)],
            IsBatchIndependent = true,
            IsThreadSafe = true,
        };

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _input.Check(images);
        if (request.FeatureNames.Except(["half"]).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"There is no feature map '{unknown}'.", nameof(request));
        return new([("scaled", images.mul(scale)), ("half", functional.interpolate(images, scale_factor: [0.5, 0.5, 0.5], mode: InterpolationMode.Nearest))]);
    }

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        prompts.Count((int)embedding["scaled"].shape[0]);
        var images = embedding["scaled"];
        var rows = prompts.ImageIndex is { } index
            ? images.index_select(0, tensor(index.Select(row => (long)row).ToArray(), device: images.device))
            : images.clone();
        return new(rows.mean([1], keepdim: true).MoveToOuterDisposeScope(), rows.MoveToOuterDisposeScope());
    }

    public void Dispose() { }
}
