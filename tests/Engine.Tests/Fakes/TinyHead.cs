using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>Routing and predictor by one convolution each, with dropout before, so that torch's generator takes part.</summary>
internal sealed class TinyHead(int features, int experts, bool perClass = false, int classes = 1, int axes = 2) : ITrainableHead
{
    private readonly TorchSharp.Modules.Dropout _dropout = nn.Dropout(0.3);
    private readonly int _routings = perClass ? classes : 1;
    private readonly Convolutions _layers = new(features, (experts + 1) * (perClass ? classes : 1), axes);

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
            routing.reshape([shape[0], _routings, experts + 1, .. shape[2..]]).MoveToOuterDisposeScope(),
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
        public Convolutions(int features, int routings, int axes)
            : base(nameof(Convolutions))
        {
            using var scope = NewDisposeScope();
            nn.Module<Tensor, Tensor> Layer(int channels) => axes == 2 ? nn.Conv2d(features, channels, 1) : nn.Conv3d(features, channels, 1);
            (Routing, Predictor) = (Layer(routings), Layer(1));
            register_module("0", Routing);
            register_module("1", Predictor);
        }

        public nn.Module<Tensor, Tensor> Routing { get; }

        public nn.Module<Tensor, Tensor> Predictor { get; }
    }
}
