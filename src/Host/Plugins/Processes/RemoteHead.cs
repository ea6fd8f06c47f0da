using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>A deferral head in a process of its plugin's own.</summary>
internal sealed class RemoteHead : IDeferralHead
{
    private readonly RemoteThing _thing;
    private readonly torch.Device _device;
    private readonly StepResult _made;

    public RemoteHead(PluginProcess process, Step step)
    {
        _device = torch.device(step.Device);
        _thing = new(process);
        try
        {
            _made = _thing.Take(step, draws: true);
        }
        catch
        {
            _thing.Release();
            throw;
        }
    }

    /// <summary>Whether it has parameters that the host fills.</summary>
    public bool HasModule => _made.Abilities.Contains(nameof(ITrainableHead));

    public HeadDescription Describe() => _made.Head!;

    public DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default) =>
        _thing.Process.Call(
            _thing,
            "Route",
            new Cargo().Add(segmentation),
            null,
            _device,
            static (delivery, value) => value is null ? null! : delivery.Deferral(),
            cancellation
        );

    /// <summary>Fills its module from a file that training wrote.</summary>
    public void LoadModule(string path) => _thing.Take(new(StepKind.Module) { Paths = [Path.GetFullPath(path)] }, draws: false);

    public void Dispose() => _thing.Release();
}
