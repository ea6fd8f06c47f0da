using Compat.TorchSharp.Tests.Operators;
using TorchSharp.Modules;

namespace Compat.TorchSharp.Tests.Optim;

/// <summary>Learning rate schedules against their closed forms, and gradient clipping.</summary>
public sealed class ScheduleTests : TensorTest
{
    private static readonly Dictionary<string, (Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> Create, Func<double, int, double> Rate)> _schedules = new()
    {
        ["StepLR"] = (o => optim.lr_scheduler.StepLR(o, 3, 0.5), (rate, epoch) => rate * Math.Pow(0.5, epoch / 3)),
        ["CosineAnnealingLR"] = (o => optim.lr_scheduler.CosineAnnealingLR(o, 5, 0.01), (rate, epoch) => 0.01 + (rate - 0.01) * (1 + Math.Cos(Math.PI * epoch / 5)) / 2),
        ["LambdaLR"] = (o => optim.lr_scheduler.LambdaLR(o, epoch => 1.0 / (epoch + 1)), (rate, epoch) => rate / (epoch + 1)),
    };

    public static TheoryData<string> Schedules => [.. _schedules.Keys];

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Every_epoch_has_the_rate_of_the_closed_form(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([new SGD.ParamGroup([new Parameter(torch.ones(1))], 0.2), new SGD.ParamGroup([new Parameter(torch.ones(1))], 0.8)], 0.1);
        var schedule = _schedules[name].Create(optimizer);
        for (var epoch = 0; epoch < 13; epoch++)
        {
            double[] expected = [_schedules[name].Rate(0.2, epoch), _schedules[name].Rate(0.8, epoch)];
            Assert.Equal(expected, optimizer.ParamGroups.Select(group => group.LearningRate), (a, b) => Math.Abs(a - b) < 1e-12);
            Assert.Equal(expected, schedule.get_last_lr(), (a, b) => Math.Abs(a - b) < 1e-12);
            Assert.Equal([0.2, 0.8], optimizer.ParamGroups.Select(group => group.InitialLearningRate));
            schedule.step();
        }
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void An_epoch_can_be_named(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([new Parameter(torch.ones(1))], 0.2);
        var schedule = _schedules[name].Create(optimizer);
        schedule.step(7);
        Assert.Equal(_schedules[name].Rate(0.2, 7), optimizer.ParamGroups.Single().LearningRate, 12);
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(1.0)]
    [InlineData(double.PositiveInfinity)]
    public void Gradients_are_scaled_to_a_joint_norm(double power)
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        Parameter[] parameters = [new(torch.zeros(2, 3, float64)), new(torch.zeros(4, float64)), new(torch.zeros(1))];
        var gradients = parameters[..2].Select(p => In.Real(p.shape).Draw(random)).ToArray();
        for (var i = 0; i < 2; i++) parameters[i].grad = Check.ToTensor(gradients[i]);
        var all = gradients.SelectMany(g => g.Data).Select(Math.Abs).ToArray();
        var norm = double.IsInfinity(power) ? all.Max() : Math.Pow(all.Sum(v => Math.Pow(v, power)), 1 / power);
        Assert.Equal(norm, nn.utils.clip_grad_norm_(parameters, norm * 2, power), 12);
        for (var i = 0; i < 2; i++) Check.Same(gradients[i], Nd.From(parameters[i].grad!), 0, "a norm within the limit");
        Assert.Equal(norm, nn.utils.clip_grad_norm_(parameters, norm / 2, power), 12);
        for (var i = 0; i < 2; i++) Check.Same(gradients[i].Map(v => v * (norm / 2 / (norm + 1e-6))), Nd.From(parameters[i].grad!), 1e-12, "a norm beyond the limit");
        Assert.Null(parameters[2].grad);
    }

    [Fact]
    public void Gradients_are_cut_to_a_range()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(torch.zeros(3));
        parameter.grad = torch.tensor([-2f, 0.25f, 7]);
        nn.utils.clip_grad_value_([parameter], 0.5);
        Assert.Equal([-0.5f, 0.25f, 0.5f], parameter.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Parameters_become_one_vector()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(torch.tensor(new float[,] { { 1, 2 }, { 3, 4 } })), new(torch.tensor([5f]))];
        Assert.Equal([1f, 2, 3, 4, 5], nn.utils.parameters_to_vector(parameters).data<float>().ToArray());
    }
}
