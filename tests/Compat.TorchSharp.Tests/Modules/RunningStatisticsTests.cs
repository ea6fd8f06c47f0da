using Compat.TorchSharp.Tests.Operators;
using Compat.TorchSharp.Tests.Operators.Tables;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Compat.TorchSharp.Tests.Modules;

/// <summary>Batch normalisation over several batches, training and after.</summary>
public sealed class RunningStatisticsTests : TensorTest
{
    private static readonly Dictionary<string, (Func<double, bool, BatchNorm> Create, long[] Shape)> _norms = new()
    {
        ["BatchNorm1d"] = ((momentum, tracked) => BatchNorm1d(3, 1e-3, momentum, track_running_stats: tracked, dtype: float64), [4, 3]),
        ["BatchNorm1d of sequences"] = ((momentum, tracked) => BatchNorm1d(3, 1e-3, momentum, track_running_stats: tracked, dtype: float64), [2, 3, 4]),
        ["BatchNorm2d"] = ((momentum, tracked) => BatchNorm2d(3, 1e-3, momentum, track_running_stats: tracked, dtype: float64), [2, 3, 2, 4]),
        ["BatchNorm3d"] = ((momentum, tracked) => BatchNorm3d(3, 1e-3, momentum, track_running_stats: tracked, dtype: float64), [2, 3, 2, 1, 4]),
    };

    public static TheoryData<string> Norms => [.. _norms.Keys];

    [Theory]
    [MemberData(nameof(Norms))]
    public void Statistics_run_with_every_batch_and_serve_afterwards(string name)
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        using var module = _norms[name].Create(0.3, true);
        Assert.Equal(["running_mean", "running_var", "num_batches_tracked"], module.named_buffers().Select(buffer => buffer.name));
        double[] mean = [0, 0, 0], variance = [1, 1, 1];
        for (var batch = 0; batch < 3; batch++)
        {
            var x = new In(_norms[name].Shape).Draw(random);
            Check.Same(Normalizations.Over(x, i => i[1], 1e-3), Nd.From(module.call(Check.ToTensor(x))), 1e-10, $"training (seed {Seed})");
            for (var c = 0; c < 3; c++)
            {
                mean[c] = 0.7 * mean[c] + 0.3 * Normalizations.Channel(x, c).Average();
                variance[c] = 0.7 * variance[c] + 0.3 * Normalizations.Unbiased(Normalizations.Channel(x, c));
            }
            Check.Same(Nd.List(mean), Nd.From(module.running_mean!), 1e-12, "running mean");
            Check.Same(Nd.List(variance), Nd.From(module.running_var!), 1e-12, "running variance");
        }
        Assert.Equal(3, module.num_batches_tracked!.item<long>());
        module.eval();
        var seen = new In(_norms[name].Shape).Draw(random);
        Check.Same(Nd.Make(seen.Shape, i => (seen[i] - mean[i[1]]) / Math.Sqrt(variance[i[1]] + 1e-3)), Nd.From(module.call(Check.ToTensor(seen))), 1e-10, "evaluation");
        Assert.Equal(3, module.num_batches_tracked!.item<long>());
        module.reset_running_stats();
        Assert.Equal((0.0, 3.0, 0L), (module.running_mean!.sum().ToDouble(), module.running_var!.sum().ToDouble(), module.num_batches_tracked!.item<long>()));
    }

    [Fact]
    public void Without_a_momentum_the_statistics_are_means_over_all_batches()
    {
        using var scope = NewDisposeScope();
        using var module = BatchNorm1d(1, dtype: float64);
        module.momentum = null;
        foreach (var level in (double[])[1, 2, 6])
        {
            using var y = module.call(torch.tensor(new[,] { { level - 1 }, { level + 1 } }));
        }
        Assert.Equal((3.0, 2.0), (module.running_mean!.ToDouble(), module.running_var!.ToDouble()));
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Without_running_statistics_every_batch_is_its_own_measure(string name)
    {
        using var scope = NewDisposeScope();
        using var module = _norms[name].Create(0.1, false);
        Assert.Empty(module.buffers());
        module.eval();
        var x = new In(_norms[name].Shape).Draw(new Random(Seed));
        Check.Same(Normalizations.Over(x, i => i[1], 1e-3), Nd.From(module.call(Check.ToTensor(x))), 1e-10, $"evaluation (seed {Seed})");
    }

    [Fact]
    public void Inputs_of_other_dimensions_are_refused()
    {
        using var scope = NewDisposeScope();
        using var one = BatchNorm1d(3);
        using var two = BatchNorm2d(3);
        using var three = BatchNorm3d(3);
        using var instance = InstanceNorm2d(3);
        foreach (var (module, shape) in (IEnumerable<(NormBase, long[])>)[(one, [2, 3, 4, 5]), (two, [2, 3, 4]), (three, [2, 3, 4, 5]), (instance, [2, 3])])
            Assert.Throws<ArgumentException>(() => module.call(torch.zeros(shape)));
    }

    [Fact]
    public void Instance_statistics_run_when_they_are_tracked()
    {
        using var scope = NewDisposeScope();
        using var module = InstanceNorm2d(3, momentum: 0.25, track_running_stats: true, dtype: float64);
        var x = In.Real(2, 3, 2, 2).Draw(new Random(Seed));
        module.call(Check.ToTensor(x));
        Check.Same(Nd.Make([3], c => 0.25 * Normalizations.Channel(x, c[0]).Average()), Nd.From(module.running_mean!), 1e-12, $"running mean (seed {Seed})");
        module.eval();
        var variances = Nd.From(module.running_var!);
        Check.Same(Nd.Make(x.Shape, i => (x[i] - 0.25 * Normalizations.Channel(x, i[1]).Average()) / Math.Sqrt(variances[i[1]] + 1e-5)), Nd.From(module.call(Check.ToTensor(x))), 1e-10, "evaluation");
    }
}
