using Backbones.MedSam.Images;

namespace Backbones.MedSam.Tests;

/// <summary>Attention against a second implementation that pads with zeros, cuts out every window and computes all of it.</summary>
public sealed class WindowAttentionTests : ScopedTensorTest
{
    [Fact]
    public void Any_image_any_window_and_any_tables_give_what_padding_gives()
    {
        var random = new Random(Seed);
        using var frozen = no_grad();
        for (var trial = 0; trial < 12; trial++)
        {
            var (height, width, window) = (random.Next(1, 12), random.Next(1, 12), random.Next(0, 8));
            var (heads, channels, batch) = (random.Next(1, 4), random.Next(1, 5), random.Next(1, 3));
            int? span = random.Next(4) == 0 ? null : random.Next(1, 9);
            var bias = random.Next(3) > 0;
            using var attention = new EncoderAttention(heads * channels, heads, bias, span);
            foreach (var parameter in attention.parameters())
                parameter.normal_(0, 0.7);
            var tokens = randn(batch, height, width, heads * channels);
            var layout = window == 0 ? TokenLayout.Global(height, width) : TokenLayout.Windowed(height, width, window);

            var found = layout.Restore(attention.Attend(layout.Arrange(tokens.flatten(1, 2)), layout)).view(tokens.shape);

            var expected = Naive(attention, tokens, heads, window);
            var difference = (found - expected).abs().max().ToDouble();
            Assert.True(
                difference < 1e-4,
                $"seed {Seed}, trial {trial}: {height} by {width} tokens, window {window}, {heads} heads of {channels}, "
                    + $"tables of {span}, bias {bias}: {difference}"
            );
        }
    }

    [Fact]
    public void Tiles_of_rows_join_to_the_whole()
    {
        using var frozen = no_grad();
        // 60 by 60 tokens make 13 million scores a head, many tiles of which the last is smaller.
        var (queries, keys, values) = (randn(1, 60, 60, 4), randn(1, 60, 60, 4), randn(1, 60, 60, 4));

        var found = HeadAttention.Attend(queries, keys, values, null);

        var scores = queries.view(3600, 4).matmul(keys.view(3600, 4).t()).div(2);
        GoldenMedSam.Close(scores.softmax(1).matmul(values.view(3600, 4)).unsqueeze(0), found, 1e-5, $"seed {Seed}");
    }

    private static Tensor Naive(EncoderAttention attention, Tensor tokens, int heads, int window)
    {
        var (batch, height, width, channels) = (tokens.shape[0], (int)tokens.shape[1], (int)tokens.shape[2], tokens.shape[3]);
        var (rows, columns) = window == 0 ? (height, width) : (window, window);
        var (down, across) = ((height + rows - 1) / rows, (width + columns - 1) / columns);
        var padded = nn.functional.pad(tokens, [0, 0, 0, across * columns - width, 0, down * rows - height]);
        var result = zeros_like(padded);
        for (var y = 0; y < down; y++)
        {
            for (var x = 0; x < across; x++)
            {
                var (top, left) = (y * rows, x * columns);
                result[.., top..(top + rows), left..(left + columns), ..] = Window(attention, padded[.., top..(top + rows), left..(left + columns), ..], heads);
            }
        }
        Assert.Equal(batch, result.shape[0]);
        Assert.Equal(channels, result.shape[3]);
        return result[.., ..height, ..width, ..];
    }

    // One window at a time, every pair of tokens at a time.
    private static Tensor Window(EncoderAttention attention, Tensor tokens, int heads)
    {
        Tensor? Weight(string name) => attention.get_parameter(name);
        var (batch, rows, columns, width) = (tokens.shape[0], (int)tokens.shape[1], (int)tokens.shape[2], tokens.shape[3]);
        var channels = width / heads;
        var qkv = nn.functional.linear(tokens.reshape(batch, rows * columns, width), Weight("qkv.weight")!, Weight("qkv.bias"));
        var parts = new List<Tensor>();
        for (var head = 0; head < heads; head++)
        {
            Tensor Part(int part) => qkv.narrow(2, part * width + head * channels, channels);
            var scores = Part(0).matmul(Part(1).transpose(1, 2)).div(Math.Sqrt(channels));
            if (Weight("rel_pos_h") is { } tableRows)
            {
                var (alongRows, alongColumns) = (
                    RelativePositions.Between(rows, rows, tableRows),
                    RelativePositions.Between(columns, columns, Weight("rel_pos_w")!)
                );
                for (var q = 0; q < rows * columns; q++)
                {
                    for (var k = 0; k < rows * columns; k++)
                    {
                        var table = alongRows[q / columns, k / columns] + alongColumns[q % columns, k % columns];
                        scores[.., q, k] = scores[.., q, k] + Part(0)[.., q].matmul(table);
                    }
                }
            }
            parts.Add(scores.softmax(2).matmul(Part(2)));
        }
        return nn.functional.linear(cat(parts, 2), Weight("proj.weight")!, Weight("proj.bias")).view(batch, rows, columns, width);
    }
}
