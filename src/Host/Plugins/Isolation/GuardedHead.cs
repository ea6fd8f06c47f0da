using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Host.Plugins.Processes;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A plugin's deferral head whose every call is guarded.</summary>
public class GuardedHead : IDeferralHead
{
    private readonly PluginGuard _guard;
    private readonly HeadContext _context;
    private IDeferralHead? _inner;

    internal GuardedHead(PluginGuard guard, IDeferralHead inner, string id, HeadContext context)
    {
        _guard = guard;
        _inner = inner;
        _context = context;
        Description = guard.Call("Describe", _ => inner.Describe(), description => Check(description, id));
    }

    /// <summary>What <see cref="Describe"/> returned when the head was made.</summary>
    public HeadDescription Description { get; }

    /// <summary>The plugin that brings it.</summary>
    public string Plugin => _guard.Plugin;

    /// <summary>
    /// Whether its weights were trained or loaded. What is not finite then is the weights' fault and the caller's to tell; of fresh weights it is the plugin's.
    /// </summary>
    public bool HasTrainedWeights { get; set; }

    /// <summary>Where its tensors lie.</summary>
    internal torch.Device Device => _context.Device;

    /// <summary>Whether it has parameters, in this process or in another.</summary>
    public bool HasModule => Inner is ITrainableHead or RemoteHead { HasModule: true };

    /// <summary>Fills its parameters from a file that training wrote, and puts it into evaluation mode.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightFileException">The file is damaged, or belongs to another head.</exception>
    public void LoadModule(string path)
    {
        if (Inner is RemoteHead remote)
        {
            _guard.Call("Module", () => remote.LoadModule(path), refusal: RemoteFailure.IsTold);
            return;
        }
        var module = ((ITrainableHead)Inner).Module;
        ModuleWeights.LoadFile(module, path);
        module.eval();
    }

    /// <summary>The plugin's own object, or what stands for it where that is in another process.</summary>
    internal IDeferralHead Inner =>
        _inner ?? throw new ObjectDisposedException(Description.Id, $"The head {Description.Id} was disposed, or its plugin {Plugin} was unloaded.");

    /// <inheritdoc/>
    public HeadDescription Describe() => Description;

    /// <summary>Computes the routing; see <see cref="IDeferralHead.Route"/>.</summary>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        var inner = Inner;
        return _guard.Call(
            "Route",
            stop => Detached.From(inner.Route(Detached.Aliases(segmentation), stop)),
            output => Check(output, segmentation),
            static output => output?.Dispose(),
            cancellation
        );
    }

    /// <summary>Frees the plugin's head. Can be called twice.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _inner, null) is { } inner)
            _guard.Free(inner);
        GC.SuppressFinalize(this);
    }

    /// <summary>A network in training may diverge; that is the trainer's to judge.</summary>
    private protected virtual bool IsFinal => !HasTrainedWeights;

    private static void Check(HeadDescription? description, string id)
    {
        if (description is null)
            throw new PluginFaultException("it returned null.");
        if (!string.Equals(description.Id, id, StringComparison.OrdinalIgnoreCase))
            throw new PluginFaultException($"it calls the head '{description.Id}'; its factory calls it '{id}'.");
        if (!Enum.IsDefined(description.Parameterisation))
            throw new PluginFaultException(
                $"its parameterisation is {description.Parameterisation}; expected {string.Join(", ", Enum.GetNames<RoutingParameterisation>())}."
            );
    }

    private long[] Channels()
    {
        if (Description.Parameterisation != RoutingParameterisation.Estimates)
            return [Description.RoutesPerClass ? _context.Classes : 1, _context.Experts + 1];
        var layout = new EstimateLayout(_context.ClassKind, _context.Classes, _context.Experts);
        return [layout.Groups, layout.Maps];
    }

    private void Check(DeferralOutput? output, SegmentationOutput segmentation)
    {
        if (output is null)
            throw new PluginFaultException("it returned null.");
        var count = segmentation.Logits.shape[0];
        var size = segmentation.Logits.shape[2..];
        TensorCheck.Expect("routing logits", output.RoutingLogits, [count, .. Channels(), .. size], _context.Device, IsFinal);
        if (Description.HasPredictor)
            TensorCheck.Expect("predictor logit", output.PredictorLogit, [count, 1, .. size], _context.Device, IsFinal);
    }
}

/// <summary>A guarded deferral head that the host may train.</summary>
public class GuardedTrainableHead : GuardedHead, ITrainableHead
{
    internal GuardedTrainableHead(PluginGuard guard, ITrainableHead inner, string id, HeadContext context)
        : base(guard, inner, id, context)
    {
        guard.Call(
            "Module",
            _ => inner.Module,
            static module =>
            {
                if (module is null)
                    throw new PluginFaultException("it is null; a trainable head has a module.");
            }
        );
    }

    /// <summary>The plugin's own module. Who keeps it keeps the plugin's code: let go of it before the plugin is unloaded.</summary>
    public torch.nn.Module Module => ((ITrainableHead)Inner).Module;

    private protected override bool IsFinal => base.IsFinal && !Module.training;
}

/// <summary>A guarded head that the host fits on pixels.</summary>
public sealed class GuardedPixelwiseHead : GuardedTrainableHead, IPixelwiseHead
{
    private readonly PluginGuard _guard;

    internal GuardedPixelwiseHead(PluginGuard guard, IPixelwiseHead inner, string id, HeadContext context)
        : base(guard, inner, id, context) => _guard = guard;

    private IPixelwiseHead Pixelwise => (IPixelwiseHead)Inner;

    /// <inheritdoc/>
    public IReadOnlyList<string> WithoutDecay => _guard.Call("WithoutDecay", _ => Pixelwise.WithoutDecay, Named);

    /// <inheritdoc/>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public Tensor Inputs(SegmentationOutput segmentation)
    {
        var shape = segmentation.Logits.shape;
        return _guard.Call("Inputs", _ => Detached.From(Pixelwise.Inputs(Detached.Aliases(segmentation))), found => Check(found, shape), Free);
    }

    /// <inheritdoc/>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public void Standardise(Tensor mean, Tensor deviation) =>
        _guard.Call(
            "Standardise",
            _ =>
            {
                Pixelwise.Standardise(mean.alias(), deviation.alias());
                return true;
            },
            static _ => { }
        );

    /// <inheritdoc/>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public Tensor Estimate(Tensor inputs) => _guard.Call("Estimate", _ => Detached.From(Pixelwise.Estimate(inputs.alias())), Present, Free);

    private static void Named(IReadOnlyList<string>? names)
    {
        if (names is null)
            throw new PluginFaultException("it is null; expected names of parameters, or none.");
    }

    private static void Present(Tensor? found)
    {
        if (found is null)
            throw new PluginFaultException("it returned null.");
    }

    private static void Check(Tensor? found, long[] logits)
    {
        Present(found);
        var shape = found!.shape;
        if (shape.Length != logits.Length || shape[0] != logits[0] || !shape[2..].SequenceEqual(logits[2..]))
            throw new PluginFaultException(
                $"the inputs are [{string.Join(", ", shape)}]; expected [{logits[0]}, F, {string.Join(", ", logits[2..])}], of the size of the logits."
            );
    }

    private static void Free(Tensor? tensor) => tensor?.Dispose();
}
