using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>Routing and predictor by one convolution each, with dropout before, so that torch's generator takes part.</summary>
internal sealed class TinyHead(int features, int experts, bool perClass = false, int classes = 1) : ITrainableHead
{
    private readonly TorchSharp.Modules.Dropout _dropout = nn.Dropout(0.3);
    private readonly int _routings = perClass ? classes : 1;
    private readonly Convolutions _layers = new(features, (experts + 1) * (perClass ? classes : 1));

    public nn.Module Module => _layers;

    public HeadDescription Describe() =>
        new()
        {
            Id = "Tiny",
            Version = "1.0.0",
            Parameterisation = RoutingParameterisation.Softmax,
            HasPredictor = true,
            RoutesPerClass = perClass,
        };

    public DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        _dropout.train(_layers.training);
        var features = _dropout.call(segmentation.Features);
        var routing = _layers.Routing.call(features);
        var shape = routing.shape;
        return new(
            routing.reshape(shape[0], _routings, experts + 1, shape[2], shape[3]).MoveToOuterDisposeScope(),
            _layers.Predictor.call(features).MoveToOuterDisposeScope()
        );
    }

    public void Dispose()
    {
        _dropout.Dispose();
        _layers.Dispose();
    }

    private sealed class Convolutions : nn.Module
    {
        public Convolutions(int features, int routings)
            : base(nameof(Convolutions))
        {
            using var scope = NewDisposeScope();
            (Routing, Predictor) = (nn.Conv2d(features, routings, 1), nn.Conv2d(features, 1, 1));
            register_module("0", Routing);
            register_module("1", Predictor);
        }

        public TorchSharp.Modules.Conv2d Routing { get; }

        public TorchSharp.Modules.Conv2d Predictor { get; }
    }
}
