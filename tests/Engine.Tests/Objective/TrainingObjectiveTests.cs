using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Tests.Objective;

public sealed class TrainingObjectiveTests : ScopedTensorTest
{
    /// <summary>Eq. 8 is over all pixels in the field of view, also those about which an expert gave no answer.</summary>
    [Fact]
    public void Rho_is_the_mean_over_all_pixels_seen_whoever_answered()
    {
        // The second expert answered about the first pixel alone; the third pixel is not seen.
        var one = new BatchCase(
            new(new("case"), new float[3], new(1, 3, 1, new byte[3]), new(1, 3, 1, [1, 0, 1]), GeometricVariant.None) { FieldOfView = new(1, 3, 1, [1, 1, 0]) },
            new([new(1, 3, 1, [1, 1, 1]), new(1, 3, 1, [0, 0, 0])], [new MaskPlanes(1, 3, 1, [1, 1, 1]), new(1, 3, 1, [1, 0, 0])])
        );
        var batch = new TrainingBatch([one], ClassKind.Multilabel, CPU);
        // Probabilities of 1/3 each, then 1/4, 1/2 and 1/4.
        var routing = tensor((double[])[0, 0, 0, 0, Math.Log(2), 9, 0, 0, 0], [1, 1, 3, 1, 3]);

        var found = new TrainingObjective(DeferralLossOptions.Paper with { Lambda1 = 0 }).Of(zeros([1, 1, 1, 3], ScalarType.Float64), routing, null, batch);

        Assert.Equal(2, batch.Groups.Count);
        double[] rho = found.Rho!.data<double>().ToArray();
        Assert.Equal(2, rho.Length);
        Assert.Equal((1.0 / 3 + 1.0 / 2) / 2, rho[0], 1e-12);
        Assert.Equal((1.0 / 3 + 1.0 / 4) / 2, rho[1], 1e-12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pixels_that_no_expert_saw_have_the_same_cross_entropy_as_the_others(bool sigmoidTwice)
    {
        // Nobody answered about the first pixel, and the second is not seen.
        var one = new BatchCase(
            new(new("case"), new float[2], new(1, 2, 1, new byte[2]), new(1, 2, 1, [1, 0]), GeometricVariant.None) { FieldOfView = new(1, 2, 1, [1, 0]) },
            new([new(1, 2, 1, [1, 1])], [new MaskPlanes(1, 2, 1, [0, 1])])
        );
        var batch = new TrainingBatch([one], ClassKind.Multilabel, CPU);
        var options = DeferralLossOptions.Official with { Lambda1 = 0, SegmentorSigmoidTwice = sigmoidTwice };
        var logits = tensor((double[])[-0.7, 3], [1, 1, 1, 2]);

        var routed = new TrainingObjective(options).Of(logits, zeros([1, 1, 2, 1, 2], ScalarType.Float64), null, batch);
        var alone = new TrainingObjective(options).Of(logits, null, null, batch);

        var z = sigmoidTwice ? 1 / (1 + Math.Exp(0.7)) : -0.7;
        Assert.Equal(Math.Log(1 + Math.Exp(-z)), routed.Total.ToDouble(), 1e-12);
        Assert.Equal(Math.Log(1 + Math.Exp(-z)), alone.Total.ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(ClassKind.Multilabel, 1, false)]
    [InlineData(ClassKind.Multilabel, 3, false)]
    [InlineData(ClassKind.Multilabel, 3, true)]
    [InlineData(ClassKind.Exclusive, 3, false)]
    public void Pixels_outside_of_the_field_of_view_and_absent_experts_take_no_part(ClassKind kind, int classes, bool perClass)
    {
        var random = new Random(Seed);
        var (count, experts, height, width) = (random.Next(1, 4), random.Next(1, 4), random.Next(2, 6), random.Next(2, 6));
        byte[] Bits(int length) => [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(2))];
        MaskPlanes Mask()
        {
            if (kind == ClassKind.Multilabel)
                return new(height, width, classes, Bits(classes * height * width));
            var values = new byte[classes * height * width];
            for (var pixel = 0; pixel < height * width; pixel++)
                values[random.Next(classes) * height * width + pixel] = 1;
            return new(height, width, classes, values);
        }
        BatchCase Case(int i) =>
            new(
                new(new($"case {i}"), new float[height * width], new(height, width, 1, new byte[height * width]), Mask(), GeometricVariant.None)
                {
                    FieldOfView = new(height, width, 1, [1, .. Bits(height * width - 1)]),
                },
                new(
                    [.. Enumerable.Range(0, experts).Select(_ => Mask())],
                    [.. Enumerable.Range(0, experts).Select(_ => new MaskPlanes(height, width, 1, Bits(height * width)))]
                )
            );
        var cases = Enumerable.Range(0, count).Select(Case).ToList();
        var batch = new TrainingBatch(cases, kind, CPU);
        var logits = randn([count, classes, height, width], ScalarType.Float64).requires_grad_();
        var routing = randn([count, perClass ? classes : 1, experts + 1, height, width], ScalarType.Float64).requires_grad_();
        var predictor = randn([count, 1, height, width], ScalarType.Float64);
        var options = DeferralLossOptions.Paper with { Classes = kind };

        var found = new TrainingObjective(options).Of(logits, routing, predictor, batch);
        found.Total.backward();
        // Where nobody answered anywhere, the routing takes no part at all.
        var moved = routing.grad ?? zeros_like(routing);

        var (total, seen) = (0.0, 0);
        for (var i = 0; i < count; i++)
        {
            for (var pixel = 0; pixel < height * width; pixel++)
            {
                var (y, x) = (pixel / width, pixel % width);
                var there = Enumerable.Range(0, experts).Where(j => cases[i].Answers!.Answered[j].Values[pixel] == 1).Select(j => (long)j).ToArray();
                var gradient = moved[i, TensorIndex.Colon, TensorIndex.Colon, y, x].abs().sum([0L]);
                if (cases[i].Prepared.FieldOfView!.Values[pixel] == 0)
                {
                    Assert.True(gradient.sum().ToDouble() == 0, $"A pixel outside moves the routing (seed {Seed}).");
                    continue;
                }
                foreach (var absent in Enumerable.Range(0, experts).Where(j => !there.Contains(j)))
                    Assert.True(gradient[absent + 1].ToDouble() == 0, $"An absent expert is moved (seed {Seed}).");
                seen++;
                total += OfPixel(i, y, x, there);
            }
        }
        Assert.True(Math.Abs(found.Total.ToDouble() - total / seen) < 1e-10, $"{found.Total.ToDouble()} is not {total / seen} (seed {Seed}).");

        double OfPixel(int i, int y, int x, long[] there)
        {
            using var scope = NewDisposeScope();
            Tensor At(Tensor map) => map.narrow(0, i, 1).narrow(-2, y, 1).narrow(-1, x, 1).contiguous();
            if (there.Length == 0)
            {
                var z = At(logits.detach());
                if (kind == ClassKind.Exclusive)
                    return -nn.functional.log_softmax(z, 1)[0, At(batch.Target)[0, 0, 0, 0].ToByte(), 0, 0].ToDouble();
                return Enumerable
                    .Range(0, classes)
                    .Average(k => Math.Log(1 + Math.Exp(At(batch.Target)[0, k, 0, 0].ToByte() == 1 ? -z[0, k, 0, 0].ToDouble() : z[0, k, 0, 0].ToDouble())));
            }
            long[] channels = [0, .. there.Select(j => j + 1)];
            return DeferralLosses
                .Total(
                    At(logits.detach()),
                    At(routing.detach()).index_select(2, tensor(channels)),
                    At(predictor),
                    At(batch.Target),
                    At(batch.Answers!).index_select(1, tensor(there)),
                    options with
                    {
                        Lambda2 = 0,
                    }
                )
                .Total.ToDouble();
        }
    }
}
