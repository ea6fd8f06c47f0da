using Backbones.UNet;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Systems;
using Shared;

namespace DeferredSeg.Engine.Tests.Evaluation;

public sealed class EvaluationPassTests : ScopedTensorTest
{
    private readonly int _seed = TestSeed.Value;

    [Theory]
    [InlineData(1, ClassKind.Multilabel, false)]
    [InlineData(2, ClassKind.Multilabel, true)]
    [InlineData(3, ClassKind.Exclusive, false)]
    public void System_Expert_and_Model_are_those_of_the_validation_of_a_training(int classes, ClassKind kind, bool perClass)
    {
        TestSeed.Print(_ =>
        {
            using var rig = new Rig(_seed, classes, kind, perClass, 16, 16);
            var expected = rig.Validated();

            var cases = Enumerable.Range(0, 3).Select(index => rig.Pass().Measure(index).Numbers).ToList();

            double Mean(Func<CaseEvaluation, double> value) => cases.Average(value);
            Assert.Equal(expected.System, Mean(one => one.System.Rates(EmptyMasks.Agree).Dice), 1e-9);
            Assert.Equal(expected.ModelAlone, Mean(one => one.Find(PolicyKey.Model)!.Rates(EmptyMasks.Agree).Dice), 1e-9);
            Assert.Equal(expected.System, Mean(one => one.Perspectives.Average(overlaps => overlaps.System.Dice)), 1e-9);
            Assert.Equal(expected.Expert, Mean(one => one.Perspectives.Average(overlaps => overlaps.ExpertOnly.Dice)), 1e-9);
            Assert.Equal(expected.Model, Mean(one => one.Perspectives.Average(overlaps => overlaps.ModelOnly.Dice)), 1e-9);
            if (perClass && kind == ClassKind.Exclusive)
                return;
            for (var channel = 0; channel < 3; channel++)
                Assert.Equal(expected.Loads[channel], Mean(one => one.Channels[channel].Hard), 1e-9);
            Assert.Equal(expected.Deferral!.Value, Mean(one => 1 - one.Channels[0].Soft), 1e-5);
        });
    }

    [Fact]
    public void A_budget_is_a_share_of_the_pixels_in_the_field_of_view_and_nothing_beyond_it_is_routed()
    {
        TestSeed.Print(_ =>
        {
            var view = new byte[16 * 16];
            for (var pixel = 0; pixel < view.Length; pixel++)
                view[pixel] = (byte)(pixel % 16 < 6 ? 1 : 0);
            foreach (var policy in (RoutingPolicy[])[new(), new(MinimumRegion: 2)])
            {
                using var rig = new Rig(_seed, 1, ClassKind.Multilabel, false, 16, 16, view) { Policy = policy };

                var one = rig.Pass(budgets: [0.25, 1]).Measure(0);

                Assert.Equal(96, one.Numbers.Pixels);
                foreach (var budget in (double[])[0.25, 1])
                {
                    var deferred = one.Numbers.Find(PolicyKey.At(budget))!.Deferred;
                    // Single pixels of one expert go back to the model.
                    if (policy.MinimumRegion == 0)
                        Assert.Equal(budget, deferred, 1e-12);
                    else
                        Assert.InRange(deferred, 0, budget + 1e-12);
                }
                Assert.Equal(96, one.Numbers.Find(PolicyKey.Model)!.Classes[0].Pixels);
                Assert.All(Enumerable.Range(0, view.Length).Where(pixel => view[pixel] == 0), pixel => Assert.Equal(0, one.Decision[0][pixel]));
            }
        });
    }

    [Fact]
    public void The_native_grid_is_the_networks_where_nothing_was_resized_and_the_datasets_where_it_was()
    {
        TestSeed.Print(_ =>
        {
            using var same = new Rig(_seed, 1, ClassKind.Multilabel, false, 16, 16);
            using var larger = new Rig(_seed, 1, ClassKind.Multilabel, false, 40, 24) { Size = [16, 16] };

            Assert.Equal(Text(same.Pass().Measure(1).Numbers), Text(same.Pass(EvaluationGrid.Native).Measure(1).Numbers));
            var native = larger.Pass(EvaluationGrid.Native).Measure(0);

            Assert.Equal(40 * 24, native.Numbers.Pixels);
            Assert.Equal((40, 24), (native.Truth.Height, native.Truth.Width));
            Assert.Equal(larger.Truth(0), native.Truth.Values);
            Assert.Equal(16 * 16, larger.Pass().Measure(0).Numbers.Pixels);

            static string Text(CaseEvaluation one) =>
                string.Join('\n', one.Policies.Select(policy => $"{policy.Policy.Name} {string.Join(' ', policy.Classes)} {policy.Deferred:R}"));
        });
    }

    [Fact]
    public void Where_an_expert_is_silent_the_models_answer_stands()
    {
        TestSeed.Print(_ =>
        {
            using var rig = new Rig(_seed, 1, ClassKind.Multilabel, false, 16, 16) { Declines = true };

            var one = rig.Pass(budgets: [1]).Measure(0).Numbers;

            Assert.All(one.Policies, policy => Assert.Equal(one.Policies[0].Classes, policy.Classes));
            Assert.Equal(0, one.Find(PolicyKey.At(1))!.Deferred);
        });
    }

    [Fact]
    public void Asking_costs_what_each_expert_says()
    {
        TestSeed.Print(_ =>
        {
            using var rig = new Rig(_seed, 1, ClassKind.Multilabel, false, 16, 16) { Costs = [0.25, 0.5] };

            var one = rig.Pass().Measure(0).Numbers;

            double Cost(PolicyKey policy) => one.Find(policy)!.Cost;
            Assert.Equal((0, 0.25, 0.5), (Cost(PolicyKey.Model), Cost(new("expert", "first")), Cost(new("expert", "second"))));
            Assert.Equal(0.75, Cost(new("majority")), 1e-12);
            Assert.Equal(0.25 * one.Channels[1].Hard + 0.5 * one.Channels[2].Hard, one.System.Cost, 1e-12);
            Assert.All(one.Policies, policy => Assert.Equal(1 - policy.Classes[0].Rates(EmptyMasks.Agree).Accuracy + policy.Cost, policy.Risk, 1e-12));
        });
    }

    [Fact]
    public void Without_routing_the_model_alone_is_the_system()
    {
        TestSeed.Print(_ =>
        {
            using var rig = new Rig(_seed, 1, ClassKind.Multilabel, false, 16, 16);

            var one = new EvaluationPass(rig.Setup() with { Head = null, Experts = [] }).Measure(0).Numbers;

            Assert.Equal([PolicyKey.Model], one.Policies.Select(policy => policy.Policy));
            Assert.Empty(one.Channels);
            Assert.Same(one.Policies[0], one.System);
        });
    }

    [Fact]
    public void The_ledger_says_who_was_given_the_truth()
    {
        using var rig = new Rig(_seed, 1, ClassKind.Multilabel, false, 16, 16);

        var summary = LedgerSummary.Of([rig.Pass().Ledger(0).Single(), rig.Pass().Ledger(1).Single()]);

        Assert.Equal([2, 2], summary.Experts.Select(expert => expert.GivenTruth));
    }

    private sealed class Rig : IDisposable
    {
        private readonly UNetBackbone _backbone;
        private readonly TinyHead _head;
        private readonly IReadOnlyList<DatasetCase> _cases;
        private readonly int _classes;
        private readonly ClassKind _kind;

        public Rig(int seed, int classes, ClassKind kind, bool perClass, int height, int width, byte[]? view = null)
        {
            (_classes, _kind) = (classes, kind);
            using var generator = manual_seed(seed);
            _backbone = new(new UNetOptions(Width: 2, Depth: 1, Classes: classes, ClassKind: kind));
            _head = new(2, 2, perClass, classes);
            _backbone.Module.eval();
            _head.Module.eval();
            var random = new Random(seed);
            _cases =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => new DatasetCase(
                        new($"case{i}"),
                        [.. Enumerable.Range(0, height * width).Select(_ => (float)random.NextDouble())],
                        1,
                        height,
                        width
                    )
                    {
                        Gold = new(height, width, classes, Masks(random, height * width)),
                        FieldOfView = view is null ? null : new(height, width, 1, view),
                    }),
            ];
        }

        public RoutingPolicy Policy { get; init; } = new();

        public int[]? Size { get; init; }

        public bool Declines { get; init; }

        public double[] Costs { get; init; } = [0, 0];

        public byte[] Truth(int index) => _cases[index].Gold!.Values;

        public EvaluationPass Pass(EvaluationGrid grid = EvaluationGrid.Network, double[]? budgets = null) =>
            new(Setup() with { Grid = grid, Budgets = budgets ?? [] });

        public EvaluationSetup Setup() =>
            new()
            {
                Backbone = _backbone,
                Head = _head,
                Experts = Experts(),
                Cases = Cases(),
                Policy = Policy,
            };

        public ValidationResult Validated()
        {
            // A run of no epochs only validates; its pass is internal, as is this one's.
            var setup = new DeferredSeg.Engine.Training.TrainingSetup
            {
                Backbone = _backbone,
                Head = _head,
                Panel = new(Experts()),
                Train = Cases(),
                Validation = Cases(),
                Options = new(TrainBackbone: false),
                Policy = Policy,
            };
            var parts = new DeferredSeg.Engine.Training.TrainedParts(setup);
            parts.Eval();
            var system = new DeferredSystem(_backbone, _head, CPU);
            return new ValidationPass(setup, system, new(system, parts, new(setup, system, parts))).Run(default);
        }

        public void Dispose()
        {
            _head.Dispose();
            _backbone.Dispose();
        }

        private IExpertSource[] Experts() =>
            _kind == ClassKind.Exclusive
                ? [new LabelExpert("first", 0.1), new LabelExpert("second", 0.3)]
                :
                [
                    new NoisyExpert("first", 0.1) { Declines = _ => Declines, Cost = Costs[0] },
                    new NoisyExpert("second", 0.3) { Declines = _ => Declines, Cost = Costs[1] },
                ];

        private PreparedCases Cases()
        {
            var dataset = new MemoryDataset(_cases, _classes, _kind);
            return new(dataset, dataset.Cases, new(Size), _backbone.Describe().Input, new(dataset));
        }

        private byte[] Masks(Random random, int pixels)
        {
            var values = new byte[_classes * pixels];
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                if (_kind == ClassKind.Exclusive)
                    values[random.Next(_classes) * pixels + pixel] = 1;
                else
                    for (var k = 0; k < _classes; k++)
                        values[k * pixels + pixel] = (byte)random.Next(2);
            }
            return values;
        }
    }
}
