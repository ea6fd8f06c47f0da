namespace Backbones.MedSam.Tests;

public sealed class PositionEncodingTests : ScopedTensorTest
{
    [Fact]
    public void Each_coordinate_is_a_share_of_its_own_side()
    {
        var random = new Random(Seed);
        var (height, width, channels) = (random.Next(20, 200), random.Next(201, 400), 2 * random.Next(2, 9));
        using var encoding = new PositionEncoding(channels);
        using var frozen = no_grad();
        var points = rand(3, 2, 2) * 200;

        var found = encoding.Points(points, height, width);

        Assert.Equal([3, 2, channels], found.shape);
        for (var result = 0; result < 3; result++)
        {
            for (var point = 0; point < 2; point++)
            {
                // A pixel's centre lies half a pixel right of and below its number.
                var (x, y) = ((points[result, point, 0].ToDouble() + 0.5) / width, (points[result, point, 1].ToDouble() + 0.5) / height);
                Expect(encoding, x, y, found[result, point]);
            }
        }
    }

    [Fact]
    public void The_grid_has_each_tokens_centre()
    {
        var random = new Random(Seed);
        var (height, width) = (random.Next(2, 6), random.Next(6, 9));
        using var encoding = new PositionEncoding(10);
        using var frozen = no_grad();

        var found = encoding.Grid(height, width);

        Assert.Equal([1, 10, height, width], found.shape);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
                Expect(encoding, (column + 0.5) / width, (row + 0.5) / height, found[0, .., row, column]);
        }
    }

    private void Expect(PositionEncoding encoding, double x, double y, Tensor found)
    {
        var frequencies = encoding.get_buffer("positional_encoding_gaussian_matrix")!;
        var half = (int)frequencies.shape[1];
        for (var i = 0; i < half; i++)
        {
            var angle = 2 * Math.PI * ((2 * x - 1) * frequencies[0, i].ToDouble() + (2 * y - 1) * frequencies[1, i].ToDouble());
            Assert.Equal(Math.Sin(angle), found[i].ToDouble(), 1e-4);
            Assert.True(Math.Abs(Math.Cos(angle) - found[half + i].ToDouble()) < 1e-4, $"seed {Seed}");
        }
    }
}
