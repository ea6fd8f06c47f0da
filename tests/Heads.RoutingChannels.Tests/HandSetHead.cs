namespace Heads.RoutingChannels.Tests;

/// <summary>
/// A head whose weights are quarters over a map of whole numbers, so that its logits are the same to the last bit on every machine.
/// </summary>
internal static class HandSetHead
{
    /// <summary>Three maps: the column, the row, and a disc. <c>[1, 3, h, w]</c>.</summary>
    public static Tensor Features(int height, int width)
    {
        var values = new float[3 * height * width];
        for (var pixel = 0; pixel < height * width; pixel++)
        {
            var (row, column) = (pixel / width, pixel % width);
            var (down, right) = (2 * row - height + 1, 2 * column - width + 1);
            values[pixel] = column;
            values[height * width + pixel] = row;
            values[2 * height * width + pixel] = 4 * (down * down + right * right) < height * width * 2 ? 4 : 0;
        }
        return tensor(values, [1, 3, height, width]);
    }

    /// <summary>Routes the maps.</summary>
    /// <param name="options">The head's shape.</param>
    /// <param name="experts">J.</param>
    /// <param name="classes">K.</param>
    /// <param name="map">Height and width of the features.</param>
    /// <param name="size">Height and width of the logits.</param>
    /// <param name="routing">For each routing and channel: the weights of column, row and disc, and the bias; in quarters.</param>
    public static DeferralOutput Route(
        RoutingChannelsOptions options,
        int experts,
        int classes,
        (int Height, int Width) map,
        (int Height, int Width) size,
        int[][] routing
    )
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var head = new RoutingChannelsHead(options, experts, 3, classes);
        head.Module.get_parameter("routing.weight")!
            .copy_(tensor(routing.SelectMany(row => row[..3]).Select(quarter => quarter / 4f).ToArray(), [routing.Length, 3, 1, 1]));
        head.Module.get_parameter("routing.bias")!.copy_(tensor(routing.Select(row => row[3] / 4f).ToArray()));
        if (options.Predictor)
        {
            // The first hidden channel is the disc's edge from within, the second the disc itself.
            var kernel = zeros([2, 3, 3, 3]);
            kernel[0, 2].fill_(-0.125);
            kernel[0, 2, 1, 1] = tensor(1f);
            kernel[1, 2, 1, 1] = tensor(0.25f);
            head.Module.get_parameter("predictor.0.weight")!.copy_(kernel);
            head.Module.get_parameter("predictor.0.bias")!.zero_();
            head.Module.get_parameter("predictor.2.weight")!.copy_(tensor(new[] { 0.5f, 1 }, [1, 2, 1, 1]));
            head.Module.get_parameter("predictor.2.bias")!.fill_(-1);
        }
        using var segmentation = new SegmentationOutput(zeros([1, classes, size.Height, size.Width]), Features(map.Height, map.Width));
        var output = head.Route(segmentation);
        output.RoutingLogits.MoveToOuterDisposeScope();
        output.PredictorLogit?.MoveToOuterDisposeScope();
        return output;
    }

    /// <summary>Three experts: one on the disc, two in corners, on features half as large as the logits.</summary>
    public static DeferralOutput ThreeExperts() =>
        Route(
            new RoutingChannelsOptions(PredictorWidth: 2),
            3,
            1,
            (8, 10),
            (16, 20),
            [
                [0, 0, 0, 8],
                [0, 0, 3, 0],
                [2, 2, -1, -16],
                [-2, 1, -1, 4],
            ]
        );
}
