namespace DeferredSeg.PluginKit.Trials;

/// <summary>Random tensors that follow from the seed, not from torch's global generator.</summary>
internal static class TrialInputs
{
    /// <summary>Values from 0 to 1, float32; different for another salt.</summary>
    public static Tensor Random(long[] shape, ConformanceSettings settings, int salt = 0)
    {
        using var generator = new torch.Generator((ulong)settings.Seed + (ulong)salt, torch.CPU);
        return torch.rand(shape, generator: generator, dtype: torch.ScalarType.Float32).to(settings.Device);
    }

    /// <summary>Runs something with torch's global generator seeded, and puts the generator back.</summary>
    public static T Seeded<T>(long seed, Func<T> body)
    {
        using var before = torch.get_rng_state();
        using var generator = torch.manual_seed(seed);
        try
        {
            return body();
        }
        finally
        {
            torch.set_rng_state(before);
        }
    }
}

/// <summary>Image sizes that an input rule allows, the smallest first; all follow from the rule.</summary>
internal static class TrialSizes
{
    /// <summary>The smallest allowed size of an axis: the first multiple that is not too small.</summary>
    public static int Smallest(InputRule rule) =>
        (int)Math.Ceiling(Math.Max(1, rule.SmallestSize) / (double)Math.Max(1, rule.SizeMultiple)) * Math.Max(1, rule.SizeMultiple);

    /// <summary>Spatial sizes, the slowest axis first: square, then with one longer axis, then with another, each by one multiple more.</summary>
    public static IReadOnlyList<long[]> Of(InputRule rule, ConformanceSettings settings)
    {
        if (rule.FixedSizes is { } only)
            return
            [
                [.. only.Select(size => (long)size)],
            ];
        var smallest = Smallest(rule);
        var sizes = new List<long[]>();
        for (var index = 0; index < Math.Max(1, settings.Sizes); index++)
        {
            var size = Enumerable.Range(0, rule.SpatialAxes).Select(axis => smallest + (long)rule.SizeMultiple * Growth(index, axis)).ToArray();
            if (index == 0 || size.Max() <= settings.LargestSize)
                sizes.Add(size);
        }
        return sizes;
    }

    // Size 0 is the smallest; size i grows by i multiples along one axis, in turn, and by one less along the others.
    private static int Growth(int index, int axis) => index == 0 ? 0 : index - (axis == index % 2 ? 1 : 0);
}

/// <summary>Prompts that lie in the image. Their tensors belong to the innermost dispose scope.</summary>
internal static class TrialPrompts
{
    /// <summary>The kind with which a network is asked where one will do: the first that it takes.</summary>
    public static PromptKinds Usual(BackboneDescription description) => Kinds(description).FirstOrDefault(PromptKinds.None);

    /// <summary>The kinds that a network takes, each by itself.</summary>
    public static IEnumerable<PromptKinds> Kinds(BackboneDescription description) =>
        new[] { PromptKinds.Box, PromptKinds.Points, PromptKinds.Mask }.Where(kind => description.Prompts.HasFlag(kind));

    /// <summary>One prompt of a kind for each result; boxes and points shrink from result to result, so that no two are the same.</summary>
    public static PromptBatch Make(PromptKinds kind, int results, long[] size, ConformanceSettings settings, IReadOnlyList<int>? imageIndex = null)
    {
        var (height, width) = ((float)size[^2], (float)size[^1]);
        var rows = Enumerable.Range(0, results).ToArray();
        float Margin(int row, float length) => length * (row + 1) / (4f * (results + 1));
        return kind switch
        {
            PromptKinds.Box => new()
            {
                ImageIndex = imageIndex,
                Boxes = Rows(
                    [.. rows.SelectMany(row => new[] { Margin(row, width), Margin(row, height), width - Margin(row, width), height - Margin(row, height) })],
                    [results, 4],
                    settings
                ),
            },
            PromptKinds.Points => new()
            {
                ImageIndex = imageIndex,
                Points = Rows(
                    [.. rows.SelectMany(row => new[] { width / 2 + Margin(row, width), height / 2 + Margin(row, height) })],
                    [results, 1, 2],
                    settings
                ),
                PointLabels = torch.ones([results, 1], dtype: torch.ScalarType.Int64, device: settings.Device),
            },
            PromptKinds.Mask => new()
            {
                ImageIndex = imageIndex,
                Masks = torch.zeros([results, 1, .. settings.MaskPromptSize!.Select(length => (long)length)], device: settings.Device),
            },
            _ => new() { ImageIndex = imageIndex },
        };
    }

    /// <summary>One result of a batch by itself.</summary>
    public static PromptBatch Single(PromptBatch prompts, int result) =>
        prompts.Map(tensor => tensor.narrow(0, result, 1)) with
        {
            ImageIndex = [prompts.ImageIndex?[result] ?? result],
        };

    private static Tensor Rows(float[] values, long[] shape, ConformanceSettings settings) => torch.tensor(values, device: settings.Device).reshape(shape);
}
