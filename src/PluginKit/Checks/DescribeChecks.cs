namespace DeferredSeg.PluginKit.Checks;

/// <summary>The description.</summary>
public sealed class BackboneDescribeCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "describe";

    /// <inheritdoc/>
    public override string Proves => "The description is the same at every call, names the contribution, and its numbers make sense.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var found = trial.Description;
        if (found.Id != subject.Id)
            throw Failure($"Id is '{found.Id}'", $"'{subject.Id}', as the factory and plugin.json say");
        if (string.IsNullOrWhiteSpace(found.Version))
            throw Failure("Version is empty", "the plugin's version");
        Input(found.Input);
        if (found.Classes < 1)
            throw Failure($"Classes is {found.Classes}", "at least 1");
        if (found.DecoderChannels < 1)
            throw Failure($"DecoderChannels is {found.DecoderChannels}", "at least 1");
        Features(found.Features);
        if (found.RoutesNatively != trial.Backbone is INativeRouting)
            throw Failure(
                $"RoutesNatively is {found.RoutesNatively}, and the backbone {(found.RoutesNatively ? "does not implement" : "implements")} INativeRouting",
                "both or neither"
            );
        var names = trial.Module?.named_parameters().Select(parameter => parameter.name).ToList();
        var loose = found.FrozenParts.FirstOrDefault(part => names is null || !names.Exists(name => name.StartsWith(part, StringComparison.Ordinal)));
        if (loose is not null)
            throw Failure($"FrozenParts has '{loose}', with which no parameter's name begins", "prefixes of parameter names");
        if (!AreEqual(found, Guarded.Call("Describe", trial.Backbone.Describe)))
            throw Failure("the second call gives another value than the first", "the same value at every call");
        return CheckVerdict.Passed;
    }

    private static void Input(InputRule rule)
    {
        if (rule.Channels < 1)
            throw Failure($"Input.Channels is {rule.Channels}", "at least 1");
        if (rule.SpatialAxes is not (2 or 3))
            throw Failure($"Input.SpatialAxes is {rule.SpatialAxes}", "2 or 3");
        if (rule.SmallestSize < 1 || rule.SizeMultiple < 1)
            throw Failure($"Input.SmallestSize is {rule.SmallestSize} and SizeMultiple {rule.SizeMultiple}", "at least 1 each");
        if (rule.FixedSizes is { } sizes && (sizes.Count != rule.SpatialAxes || sizes.Any(size => size < rule.SmallestSize || size % rule.SizeMultiple != 0)))
            throw Failure($"Input.FixedSizes is {string.Join(" by ", sizes)}", $"{rule.SpatialAxes} sizes that obey the other rules");
    }

    private static void Features(IReadOnlyList<FeatureMap> features)
    {
        if (features.GroupBy(feature => feature.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Failure($"Features names '{twice.Key}' twice", "each name once");
        if (features.FirstOrDefault(feature => feature.Channels < 1 || feature.Stride < 1 || feature.Depth < 0) is { } wrong)
            throw Failure($"the feature map {wrong}", "channels and stride of at least 1, depth of at least 0");
        if (features.Zip(features.Skip(1)).FirstOrDefault(pair => pair.Second.Stride < pair.First.Stride) is { Second: { } finer })
            throw Failure($"the feature map '{finer.Name}' is finer than the one before it", "the finest first");
    }

    private static bool AreEqual(BackboneDescription one, BackboneDescription other) =>
        WithoutLists(one) == WithoutLists(other)
        && one.Features.SequenceEqual(other.Features)
        && one.FrozenParts.SequenceEqual(other.FrozenParts)
        && (one.Input.FixedSizes ?? []).SequenceEqual(other.Input.FixedSizes ?? []);

    private static BackboneDescription WithoutLists(BackboneDescription description) =>
        description with
        {
            Features = [],
            FrozenParts = [],
            Input = description.Input with { FixedSizes = null },
        };

    private static CheckFailure Failure(string found, string expected) =>
        new("Describe", found, expected, "Correct the description, which must follow from the options alone.");
}

/// <summary>The description.</summary>
public sealed class HeadDescribeCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "describe";

    /// <inheritdoc/>
    public override string Proves => "The description is the same at every call and names the contribution.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [];

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var found = trial.Description;
        if (found.Id != subject.Id)
            throw Failure($"Id is '{found.Id}'", $"'{subject.Id}', as the factory and plugin.json say");
        if (string.IsNullOrWhiteSpace(found.Version))
            throw Failure("Version is empty", "the plugin's version");
        if (!Enum.IsDefined(found.Parameterisation))
            throw Failure($"Parameterisation is {(int)found.Parameterisation}", string.Join(", ", Enum.GetNames<RoutingParameterisation>()));
        if (found != Guarded.Call("Describe", trial.Head.Describe))
            throw Failure("the second call gives another value than the first", "the same value at every call");
        return CheckVerdict.Passed;
    }

    private static CheckFailure Failure(string found, string expected) =>
        new("Describe", found, expected, "Correct the description, which must follow from the options alone.");
}

/// <summary>The descriptor.</summary>
public sealed class ExpertDescribeCheck : ExpertConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "describe";

    /// <inheritdoc/>
    public override string Proves => "The descriptor is the same at every call, has the expert's name of the configuration, and its numbers make sense.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var found = trial.Descriptor;
        if (found.Id != ExpertTrial.ExpertName)
            throw Failure($"Id is '{found.Id}'", $"'{ExpertTrial.ExpertName}', the name that Create was given");
        if (!(found.Cost >= 0) || !double.IsFinite(found.Cost))
            throw Failure($"Cost is {found.Cost}", "a finite number of at least 0");
        if (found.Capacity is { } capacity && !(capacity is >= 0 and <= 1))
            throw Failure($"Capacity is {capacity}", "0 to 1, or null");
        if (found != Guarded.Call("Describe", trial.Source.Describe))
            throw Failure("the second call gives another value than the first", "the same value at every call");
        return CheckVerdict.Passed;
    }

    private static CheckFailure Failure(string found, string expected) =>
        new("Describe", found, expected, "Correct the descriptor, which must follow from name and options alone.");
}
