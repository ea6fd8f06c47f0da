using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Training.Batches;
using Shared;

namespace DeferredSeg.Engine.Tests.Validation;

public sealed class ValidationTests : ScopedTensorTest
{
    [Theory]
    [InlineData(new[] { 1.0, 0 }, null)]
    [InlineData(new[] { 0.99, 0.01 }, 0.8)]
    [InlineData(new double[0], null)]
    public void Experts_whom_nobody_asked_have_no_dice(double[] loads, double? expected) =>
        Assert.Equal(expected, new ValidationResult(0.9, 0.8, 0.7, 0.6, null, loads).AskedExpert);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Measures_are_those_of_a_loop_over_pixels(bool perClass)
    {
        const int classes = 2;
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var (height, width, experts) = (random.Next(2, 9), random.Next(2, 9), random.Next(1, 4));
        var plane = height * width;
        byte[] Bits(int length) => [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(2))];
        MaskPlanes Mask(int planes) => new(height, width, planes, Bits(planes * plane));
        var field = new MaskPlanes(height, width, 1, [1, .. Bits(plane - 1)]);
        var one = new BatchCase(
            new(new("case"), new float[plane], new(height, width, 1, new byte[plane]), Mask(classes), GeometricVariant.None) { FieldOfView = field },
            new([.. Enumerable.Range(0, experts).Select(_ => Mask(classes))], [.. Enumerable.Range(0, experts).Select(_ => Mask(1))])
        );
        var model = Bits(classes * plane);
        long[][] decisions =
        [
            .. Enumerable.Range(0, perClass ? classes : 1).Select(_ => Enumerable.Range(0, plane).Select(_ => (long)random.Next(experts + 1)).ToArray()),
        ];
        var logits = tensor(Array.ConvertAll(model, value => value == 1 ? 1f : -1f), [classes, height, width]);
        var preferred = decisions.SelectMany(decision =>
            Enumerable.Range(0, experts + 1).SelectMany(channel => decision.Select(chosen => chosen == channel ? 3f : 0f))
        );
        var routing = tensor(preferred.ToArray(), [decisions.Length, experts + 1, height, width]);

        var found = new MeasuredCase(DecidedGrid.Of(one.Prepared, logits, routing, null, ClassKind.Multilabel), one.Answers!, ClassKind.Multilabel, 0);

        double[] sums = new double[3];
        var loads = new double[experts + 1];
        var seen = 0;
        for (var k = 0; k < classes; k++)
        {
            var decision = decisions[perClass ? k : 0];
            var counts = new (int Both, int Sum)[3];
            for (var pixel = 0; pixel < plane; pixel++)
            {
                if (field.Values[pixel] == 0)
                    continue;
                var channel = (int)decision[pixel];
                if (channel > 0 && one.Answers!.Answered[channel - 1].Values[pixel] == 0)
                    channel = 0;
                var truth = one.Prepared.Reference.Plane(k)[pixel];
                var answer = channel == 0 ? model[k * plane + pixel] : one.Answers!.Masks[channel - 1].Plane(k)[pixel];
                foreach (var part in (int[])[0, channel == 0 ? 2 : 1])
                    counts[part] = (counts[part].Both + truth * answer, counts[part].Sum + truth + answer);
                loads[channel]++;
                seen++;
            }
            for (var part = 0; part < 3; part++)
                sums[part] += counts[part].Sum == 0 ? 1 : 2.0 * counts[part].Both / counts[part].Sum;
        }
        double Dice(Func<RoutedOverlaps, Overlap> of) => found.Perspectives.Average(overlaps => of(overlaps).Dice);
        double[] expected = [.. sums.Select(sum => sum / classes), .. loads.Select(load => load / seen)];
        double[] shares =
        [
            .. Enumerable
                .Range(0, experts + 1)
                .Select(channel => found.Decisions.Average(decision => (double)decision.Count(chosen => chosen == channel) / decision.Length)),
        ];
        double[] measured = [Dice(one => one.System), Dice(one => one.ExpertOnly), Dice(one => one.ModelOnly), .. shares];
        Assert.True(
            expected.Zip(measured).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12),
            $"{string.Join(", ", measured)} is not {string.Join(", ", expected)} (seed {seed})."
        );
    }
}
