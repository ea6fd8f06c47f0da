using Backbones.UNet;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.References;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Fitting;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Tests.Evaluation;
using DeferredSeg.Engine.Tests.Fakes;

namespace DeferredSeg.Engine.Tests.Fitting;

/// <summary>Experts whose errors are known, on a network that knows nothing: estimates must become their frequencies.</summary>
public sealed class RouterFittingTests : ScopedTensorTest
{
    [Fact]
    public void Estimates_become_the_frequencies_of_truth_and_answers()
    {
        using var rig = new FittingRig(errors: 0.1);

        var router = rig.Fit(new(Steps: 300, Pixels: 512, LearningRate: 0.05, Folds: 0));

        Assert.Null(router);
        var (t, s1, s0) = rig.MeanEstimates();
        Assert.Equal(rig.Foreground, t, 0.03);
        Assert.Equal(0.9, s1, 0.04);
        Assert.Equal(0.1, s0, 0.04);
    }

    [Fact]
    public void The_same_seed_fits_the_same_weights_and_another_does_not()
    {
        float[] Weights(long seed)
        {
            using var rig = new FittingRig(errors: 0.1);
            rig.Fit(new(Steps: 20, Pixels: 64, Folds: 2), seed);
            return rig.Weights();
        }

        var first = Weights(1);
        Assert.Equal(first, Weights(1));
        Assert.NotEqual(first, Weights(2));
    }

    /// <summary>An expert who is nearly always right, next to a network that knows nothing, answers best alone; one who guesses is asked by nobody.</summary>
    [Theory]
    [InlineData(0.02, GateUse.Expert)]
    [InlineData(0.5, GateUse.Model)]
    public void The_gate_keeps_what_is_best_alone(double errors, GateUse expected)
    {
        using var rig = new FittingRig(errors, flips: errors > 0.4);

        var router = rig.Fit(new(Steps: 200, Pixels: 512, LearningRate: 0.05, Folds: 3))!;

        Assert.Equal(12, router.Patients);
        Assert.Equal(12, router.Cases);
        if (expected == GateUse.Expert)
            // Routing may tie with asking always, and never falls behind by more than noise.
            Assert.True(router.OnModel.Gate.Use is GateUse.Expert || router.OnModel.Dice >= router.OnModel.Without - 1e-9);
        else
            Assert.True(router.OnEstimate.Asked < 0.05);
        Assert.InRange(Math.Abs(router.OnModel.Expected - router.OnModel.Changed), 0, 0.06);
    }

    [Fact]
    public void What_was_found_travels_as_a_file()
    {
        using var rig = new FittingRig(errors: 0.1);
        var router = rig.Fit(new(Steps: 10, Pixels: 64, Folds: 2))!;
        var folder = Directory.CreateTempSubdirectory("router");
        try
        {
            router.Write(folder.FullName);

            Assert.Equal(router, FittedRouter.Read(folder.FullName));
            File.WriteAllText(Path.Combine(folder.FullName, FittedRouter.FileName), "{ \"diceLevel\": ");
            Assert.Contains("fit-router", Assert.Throws<Formats.WeightFileException>(() => FittedRouter.Read(folder.FullName)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        Assert.Null(FittedRouter.Read(Path.GetTempPath()));
    }

    [Fact]
    public void A_policy_takes_from_a_router_what_it_does_not_set_itself()
    {
        var gain = new Gain(0.05, 0.01);
        var router = new FittedRouter
        {
            DiceLevel = 0.7,
            AnswerThreshold = 0.33,
            Patients = 5,
            Cases = 9,
            Adapted = new(0.001, 0.01),
            OnModel = new(new(GateUse.Model), 0.7, 0.7, new(0, 0.01), 0.1, 0.3, 0.3),
            OnEstimate = new(new(GateUse.Route), 0.8, 0.7, gain, 0.1, 0.3, 0.3),
        };

        var plain = router.Fill(new());
        Assert.Equal((0.7, 0.33, 0.005, GateUse.Model), (plain.DiceLevel, plain.AnswerThreshold, plain.Margin, plain.Gate!.Use));
        // A mask that is no better than the network's does not answer in its place, unless gates are not looked at.
        Assert.Equal(ModelAnswer.Model, router.Fill(new(Answer: ModelAnswer.Estimate)).Answer);
        var open = router.Fill(new(Answer: ModelAnswer.Estimate, UseGate: false, Margin: 0, DiceLevel: 0.9));
        Assert.Equal((ModelAnswer.Estimate, 0.9, 0.0, null), (open.Answer, open.DiceLevel, open.Margin, open.Gate));
        Assert.Equal(GateUse.Route, (router with { Adapted = gain }).Fill(new(Answer: ModelAnswer.Estimate)).Gate!.Use);
    }

    [Fact]
    public void One_cycle_rises_and_falls()
    {
        double[] rates = [.. Enumerable.Range(0, 101).Select(step => OneCycle.RateAt(1, step, 101))];

        Assert.Equal(1.0 / 25, rates[0], 1e-9);
        Assert.Equal(1, rates.Max(), 1e-3);
        Assert.InRange(Array.IndexOf(rates, rates.Max()), 18, 20);
        Assert.Equal(1.0 / 250_000, rates[^1], 1e-9);
    }

    [Fact]
    public void A_head_that_cannot_be_fitted_and_no_case_are_told()
    {
        using var rig = new FittingRig(errors: 0.1);

        Assert.Contains("cannot be fitted", Assert.Throws<ArgumentException>(() => rig.FitOther()).Message);
    }
}

/// <summary>Twelve images whose pixels say nothing, of one third foreground, and one expert with known errors.</summary>
internal sealed class FittingRig : IDisposable
{
    private const int Size = 24;

    private readonly UNetBackbone _backbone;
    private readonly PixelHead _head;
    private readonly ExpertPanel _panel;
    private readonly PreparedCases _cases;

    public FittingRig(double errors, bool flips = false)
    {
        var random = new Random(4);
        List<DatasetCase> cases =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(i =>
                {
                    byte[] truth = [.. Enumerable.Range(0, Size * Size).Select(_ => (byte)(random.NextDouble() < 1.0 / 3 ? 1 : 0))];
                    return Case(i, truth);
                }),
        ];
        Foreground = cases.Average(one => one.Gold!.Values.Average(value => (double)value));
        manual_seed(1);
        _backbone = new(new UNetOptions(Width: 4, Depth: 1));
        _backbone.Module.eval();
        _panel = new([new NoisyExpert("expert", flips ? 0.5 : errors)]);
        var dataset = new MemoryDataset(cases);
        _cases = new(dataset, dataset.Cases, new(Intensity: IntensityRule.Unit), _backbone.Describe().Input, new CaseReferences(dataset));
        manual_seed(2);
        _head = new();
    }

    public double Foreground { get; }

    public FittedRouter? Fit(FittingOptions options, long seed = 1) =>
        RouterFitting.Run(
            new()
            {
                System = new(_backbone, _head, CPU),
                Fresh = () => new PixelHead(),
                Panel = _panel,
                Cases = [_cases],
                Options = options,
                Seed = seed,
            }
        );

    public void FitOther()
    {
        using var other = new TinyHead(4, 1);
        RouterFitting.Run(
            new()
            {
                System = new(_backbone, other, CPU),
                Fresh = () => new PixelHead(),
                Panel = _panel,
                Cases = [_cases],
            }
        );
    }

    public (double T, double S1, double S0) MeanEstimates()
    {
        using var frozen = no_grad();
        var mean = _head.Estimate(zeros(1, 1)).sigmoid();
        return (mean[0][0][0].ToDouble(), mean[0][0][1].ToDouble(), mean[0][0][2].ToDouble());
    }

    public float[] Weights() => [.. _head.Module.parameters().SelectMany(one => one.data<float>().ToArray())];

    public void Dispose()
    {
        _head.Dispose();
        _backbone.Dispose();
    }

    private static DatasetCase Case(int number, byte[] truth) =>
        new(new($"case-{number}", $"patient-{number}", Geometry.Unknown), new float[Size * Size], 1, Size, Size)
        {
            Gold = new(Size, Size, 1, truth),
            FullScale = 1,
        };

    /// <summary>One linear layer on the logit of each pixel.</summary>
    private sealed class PixelHead : IPixelwiseHead
    {
        private readonly TorchSharp.Modules.Linear _layer = nn.Linear(1, 3);

        public nn.Module Module => _layer;

        public IReadOnlyList<string> WithoutDecay => ["bias"];

        public HeadDescription Describe() =>
            new()
            {
                Id = "Pixel",
                Version = "1.0.0",
                Parameterisation = RoutingParameterisation.Estimates,
                HasPredictor = false,
                NeedsFeatures = false,
            };

        public Tensor Inputs(SegmentationOutput segmentation) => zeros_like(segmentation.Logits);

        public void Standardise(Tensor mean, Tensor deviation) { }

        public Tensor Estimate(Tensor inputs) => _layer.call(inputs).unsqueeze(1);

        public DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
        {
            using var scope = NewDisposeScope();
            var shape = segmentation.Logits.shape;
            var estimates = Estimate(Inputs(segmentation).permute(0, 2, 3, 1).reshape(-1, 1));
            return new(estimates.view(shape[0], shape[2], shape[3], 1, 3).permute(0, 3, 4, 1, 2).contiguous().MoveToOuterDisposeScope());
        }

        public void Dispose() => _layer.Dispose();
    }
}
