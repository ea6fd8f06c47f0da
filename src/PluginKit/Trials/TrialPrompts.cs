namespace DeferredSeg.PluginKit.Trials;

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
        new()
        {
            ImageIndex = [prompts.ImageIndex?[result] ?? result],
            Boxes = prompts.Boxes?.narrow(0, result, 1),
            Points = prompts.Points?.narrow(0, result, 1),
            PointLabels = prompts.PointLabels?.narrow(0, result, 1),
            Masks = prompts.Masks?.narrow(0, result, 1),
        };

    private static Tensor Rows(float[] values, long[] shape, ConformanceSettings settings) => torch.tensor(values, device: settings.Device).reshape(shape);
}
