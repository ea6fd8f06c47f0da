namespace Heads.RoutingChannels.Tests;

/// <summary>The layers written as sums, in double precision. Maps are <c>[channel][row, column]</c>.</summary>
internal static class NaiveHead
{
    /// <summary>A convolution with an odd square kernel, zeros around the map.</summary>
    public static double[][,] Convolve(double[][,] input, Tensor weight, Tensor bias)
    {
        var (outputs, size) = ((int)weight.shape[0], (int)weight.shape[2]);
        var (height, width) = (input[0].GetLength(0), input[0].GetLength(1));
        var (kernel, offset) = (weight.detach().@double().data<double>().ToArray(), bias.detach().@double().data<double>().ToArray());
        return Maps(
            outputs,
            height,
            width,
            (output, row, column) =>
            {
                var sum = offset[output];
                for (var channel = 0; channel < input.Length; channel++)
                {
                    for (var tap = 0; tap < size * size; tap++)
                    {
                        var (y, x) = (row + tap / size - size / 2, column + tap % size - size / 2);
                        if (y >= 0 && y < height && x >= 0 && x < width)
                            sum += input[channel][y, x] * kernel[(output * input.Length + channel) * size * size + tap];
                    }
                }
                return sum;
            }
        );
    }

    public static double[][,] Rectify(double[][,] input) =>
        Maps(input.Length, input[0].GetLength(0), input[0].GetLength(1), (channel, row, column) => Math.Max(0, input[channel][row, column]));

    /// <summary>Bilinear with pixel centres at halves: <c>align_corners</c> false.</summary>
    public static double[][,] Resize(double[][,] input, int height, int width)
    {
        var (rows, columns) = (input[0].GetLength(0), input[0].GetLength(1));
        return Maps(
            input.Length,
            height,
            width,
            (channel, row, column) =>
            {
                var (top, bottom, down) = Between(row, height, rows);
                var (left, right, over) = Between(column, width, columns);
                var map = input[channel];
                return (1 - down) * ((1 - over) * map[top, left] + over * map[top, right])
                    + down * ((1 - over) * map[bottom, left] + over * map[bottom, right]);
            }
        );

        static (int Low, int High, double Part) Between(int index, int size, int from)
        {
            var at = Math.Max(0, (index + 0.5) * from / size - 0.5);
            var low = Math.Min((int)at, from - 1);
            return (low, Math.Min(low + 1, from - 1), at - low);
        }
    }

    /// <summary>One result of <c>[P, C, h, w]</c>.</summary>
    public static double[][,] Of(Tensor maps, int result)
    {
        var values = maps[result].detach().@double();
        return Maps((int)values.shape[0], (int)values.shape[1], (int)values.shape[2], (channel, row, column) => values[channel, row, column].ToDouble());
    }

    private static double[][,] Maps(int channels, int height, int width, Func<int, int, int, double> value)
    {
        var maps = new double[channels][,];
        for (var channel = 0; channel < channels; channel++)
        {
            maps[channel] = new double[height, width];
            for (var row = 0; row < height; row++)
            {
                for (var column = 0; column < width; column++)
                    maps[channel][row, column] = value(channel, row, column);
            }
        }
        return maps;
    }
}
