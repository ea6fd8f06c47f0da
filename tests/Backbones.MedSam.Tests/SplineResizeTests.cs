namespace Backbones.MedSam.Tests;

/// <summary>Resizing against B-splines whose coefficients come from solving for the samples, and sums over all of them.</summary>
public sealed class SplineResizeTests : ScopedTensorTest
{
    [Fact]
    public void Any_size_gives_what_the_definition_gives()
    {
        var random = new Random(Seed);
        for (var trial = 0; trial < 40; trial++)
        {
            var (height, width, newHeight, newWidth) = (random.Next(1, 14), random.Next(1, 14), random.Next(1, 20), random.Next(1, 20));
            var values = Enumerable.Range(0, height * width).Select(_ => random.NextDouble() * 255).ToArray();

            var found = SplineResize.Resize(new(values, height, width), newHeight, newWidth);

            var expected = Naive(values, height, width, newHeight, newWidth);
            Assert.Equal((newHeight, newWidth), (found.Height, found.Width));
            for (var i = 0; i < expected.Length; i++)
                Assert.True(
                    Math.Abs(expected[i] - found.Values[i]) < 1e-7,
                    $"seed {Seed}, trial {trial}, {height} by {width} to {newHeight} by {newWidth}: {found.Values[i]}, expected {expected[i]}"
                );
        }
    }

    private static double[] Naive(double[] values, int height, int width, int newHeight, int newWidth)
    {
        var rows = Matrix(height, newHeight);
        var columns = Matrix(width, newWidth);
        var result = new double[newHeight * newWidth];
        for (var y = 0; y < newHeight; y++)
        {
            for (var x = 0; x < newWidth; x++)
            {
                for (var i = 0; i < height; i++)
                {
                    for (var j = 0; j < width; j++)
                        result[y * newWidth + x] += rows[y, i] * columns[x, j] * values[i * width + j];
                }
            }
        }
        return result;
    }

    // What each sample gives to each result, along one axis.
    private static double[,] Matrix(int length, int newLength)
    {
        var deviation = Math.Max(0, (length / (double)newLength - 1) / 2);
        var basis = new double[length, length];
        for (var i = 0; i < length; i++)
        {
            for (var tap = i - 2; tap <= i + 2; tap++)
                basis[i, Reflect(tap, length)] += Spline(i - tap);
        }
        var solved =
            length == 1
                ? new double[,]
                {
                    { 1 },
                }
                : Inverse(basis);
        var matrix = new double[newLength, length];
        for (var x = 0; x < newLength; x++)
        {
            var place = (x + 0.5) * length / newLength - 0.5;
            var weights = new double[length];
            for (var tap = (int)Math.Floor(place) - 3; tap <= place + 3; tap++)
                weights[Reflect(tap, length)] += Spline(place - tap);
            for (var i = 0; i < length; i++)
            {
                var coefficient = 0.0;
                for (var k = 0; k < length; k++)
                    coefficient += weights[k] * solved[k, i];
                foreach (var (sample, share) in Smoothing(i, length, deviation))
                    matrix[x, sample] += coefficient * share;
            }
        }
        return matrix;
    }

    private static IEnumerable<(int Sample, double Share)> Smoothing(int at, int length, double deviation)
    {
        var radius = deviation <= 1e-15 ? 0 : (int)(4 * deviation + 0.5);
        double Weight(int i) => radius == 0 ? 1 : Math.Exp(-i * i / (2 * deviation * deviation));
        var sum = Enumerable.Range(-radius, 2 * radius + 1).Sum(Weight);
        return Enumerable.Range(-radius, 2 * radius + 1).Select(i => (Reflect(at + i, length), Weight(i) / sum));
    }

    private static double Spline(double distance) =>
        Math.Abs(distance) switch
        {
            < 1 => 2.0 / 3 - distance * distance + Math.Abs(distance * distance * distance) / 2,
            < 2 => Math.Pow(2 - Math.Abs(distance), 3) / 6,
            _ => 0,
        };

    // Steps back and forth until it is inside.
    private static int Reflect(int index, int length)
    {
        if (length == 1)
            return 0;
        while (index < 0 || index >= length)
            index = index < 0 ? -index : 2 * (length - 1) - index;
        return index;
    }

    // Gauss and Jordan; the matrix is dominated by its diagonal.
    private static double[,] Inverse(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var (left, right) = ((double[,])matrix.Clone(), new double[size, size]);
        for (var i = 0; i < size; i++)
            right[i, i] = 1;
        for (var pivot = 0; pivot < size; pivot++)
        {
            var by = left[pivot, pivot];
            for (var k = 0; k < size; k++)
                (left[pivot, k], right[pivot, k]) = (left[pivot, k] / by, right[pivot, k] / by);
            for (var row = 0; row < size; row++)
            {
                var factor = left[row, pivot];
                if (row == pivot || factor == 0)
                    continue;
                for (var k = 0; k < size; k++)
                    (left[row, k], right[row, k]) = (left[row, k] - factor * left[pivot, k], right[row, k] - factor * right[pivot, k]);
            }
        }
        return right;
    }
}
