using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Routing;

namespace DeferredSeg.Deferral.Tests.Routing;

/// <summary>Three classes on three pixels: the model says 1 in class 0 alone, expert 1 in class 1, expert 2 in class 2.</summary>
public sealed class FusionTests
{
    private static readonly MaskPlanes _model = new(1, 3, 3, [1, 1, 1, 0, 0, 0, 0, 0, 0]);
    private static readonly MaskPlanes[] _experts = [new(1, 3, 3, [0, 0, 0, 1, 1, 1, 0, 0, 0]), new(1, 3, 3, [0, 0, 0, 0, 0, 0, 1, 1, 1])];

    [Fact]
    public void One_decision_holds_for_all_classes() =>
        Assert.Equal(
            [1, 0, 0, 0, 1, 0, 0, 0, 1],
            Fusion
                .Of(
                    _model,
                    _experts,
                    [
                        [0, 1, 2],
                    ]
                )
                .Values
        );

    [Fact]
    public void Decisions_of_each_class_are_in_the_order_of_the_classes() =>
        Assert.Equal(
            [0, 0, 1, 0, 1, 0, 0, 0, 1],
            Fusion
                .Of(
                    _model,
                    _experts,
                    [
                        [1, 1, 0],
                        [0, 1, 2],
                        [0, 1, 2],
                    ]
                )
                .Values
        );

    [Fact]
    public void Where_the_first_class_has_no_decision_it_stays_the_models() =>
        Assert.Equal(
            [1, 1, 1, 1, 0, 0, 0, 0, 1],
            Fusion
                .Of(
                    _model,
                    _experts,
                    [
                        [1, 0, 0],
                        [0, 0, 2],
                    ]
                )
                .Values
        );
}
