namespace Backbones.Sam2.Tests;

/// <summary>The prompts of the reference's cases.</summary>
internal static class GoldenPrompts
{
    public static string[] Cases => ["point", "points_ignore", "box", "box_point", "mask", "point_mask", "empty"];

    /// <summary>One result's prompts of a case.</summary>
    public static PromptBatch Of(string network, string name)
    {
        // Which of the file's three points, and what they say.
        (int First, long[] Labels)? points = name switch
        {
            "point" => (0, [1]),
            "points_ignore" => (0, [1, 0, -1]),
            "box_point" => (0, [0]),
            "point_mask" => (1, [0]),
            _ => null,
        };
        return new()
        {
            Points = points is { } places ? GoldenSam2.Tensor(network, "prompt.points").narrow(1, places.First, places.Labels.Length) : null,
            PointLabels = points is { } said ? tensor(said.Labels).view(1, -1) : null,
            Boxes = name.StartsWith("box") ? GoldenSam2.Tensor(network, "prompt.box").reshape(1, 4) : null,
            Masks = name.EndsWith("mask") ? GoldenSam2.Tensor(network, "prompt.mask") : null,
        };
    }
}
