using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Tests.Systems;

/// <summary>The mean of two networks' answers, held against the same by hand.</summary>
public sealed class EnsembleOutputTests : TensorTest
{
    [Fact]
    public void Probabilities_are_averaged_and_come_back_as_logits()
    {
        using var scope = NewDisposeScope();

        var mean = EnsembleOutput.Mean([Output(0.9f, 0.2f), Output(0.5f, 0.6f)], ClassKind.Multilabel, RoutingParameterisation.Softmax);

        Close(0.7f, mean.Logits.sigmoid());
        Close(0.4f, nn.functional.softmax(mean.Routing!, 2).select(2, 0));
        Close(0.7f, mean.Predictor!.sigmoid());
        Assert.Null(mean.Segmentation.Features);
    }

    [Fact]
    public void Classes_that_exclude_each_other_keep_a_sum_of_1()
    {
        using var scope = NewDisposeScope();
        DeferredOutput[] outputs = [Exclusive(0.9f), Exclusive(0.3f)];

        var mean = EnsembleOutput.Mean(outputs, ClassKind.Exclusive, RoutingParameterisation.Softmax);

        Close(0.6f, nn.functional.softmax(mean.Logits, 1).select(1, 0));
        Assert.Null(mean.Routing);

        static DeferredOutput Exclusive(float first) => new("net", new(tensor([MathF.Log(first), MathF.Log(1 - first)]).reshape(1, 2, 1, 1)), null);
    }

    [Theory]
    [InlineData(RoutingParameterisation.OneVsAll, 0.4)]
    [InlineData(RoutingParameterisation.Utility, 0.45)]
    public void Each_kind_of_routing_is_averaged_as_what_it_means(RoutingParameterisation parameterisation, double expected)
    {
        using var scope = NewDisposeScope();
        DeferredOutput[] outputs = parameterisation == RoutingParameterisation.Utility ? [Of(0.2f), Of(0.7f)] : [Of(Logit(0.2f)), Of(Logit(0.6f))];

        var mean = EnsembleOutput.Mean(outputs, ClassKind.Multilabel, parameterisation).Routing!;

        Assert.Equal(expected, (parameterisation == RoutingParameterisation.Utility ? mean : mean.sigmoid())[0, 0, 0, 0, 0].ToDouble(), 1e-5);

        static DeferredOutput Of(float value) => new("net", new(zeros(1, 1, 1, 1)), new(full([1, 1, 2, 1, 1], value)));
    }

    [Fact]
    public void A_single_network_is_as_it_is_and_shapes_that_differ_are_refused()
    {
        using var scope = NewDisposeScope();
        var one = Output(0.9f, 0.2f);

        Assert.Same(one, EnsembleOutput.Mean([one], ClassKind.Multilabel, RoutingParameterisation.Softmax));
        var other = new DeferredOutput("net", new(zeros(1, 2, 2, 2)), null);
        Assert.Contains(
            "expected one shape",
            Assert.Throws<ArgumentException>(() => EnsembleOutput.Mean([one, other], ClassKind.Multilabel, RoutingParameterisation.Softmax)).Message
        );
    }

    private static DeferredOutput Output(float foreground, float model)
    {
        var routing = tensor([MathF.Log(model), MathF.Log(1 - model)]).reshape(1, 1, 2, 1, 1).expand(1, 1, 2, 2, 2).contiguous();
        return new("net", new(full([1, 1, 2, 2], Logit(foreground)), rand(1, 3, 2, 2)), new(routing, full([1, 1, 2, 2], Logit(foreground))));
    }

    private static float Logit(float probability) => MathF.Log(probability / (1 - probability));

    private static void Close(float expected, Tensor actual) => Assert.True((actual - expected).abs().max().ToSingle() < 1e-5, $"{expected}");
}
