using System.Security.Cryptography;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Engine.Cache;
using TorchSharp.Modules;

namespace DeferredSeg.Engine.Training;

/// <summary>Which parameters a run trains, and which tensors it changes: those parameters and, of modules in training mode, the buffers.</summary>
internal sealed class TrainedParts
{
    private readonly nn.Module? _backbone;
    private readonly nn.Module? _head;
    private readonly IReadOnlyList<string> _frozen;
    private readonly IReadOnlyList<nn.Module> _frozenModules;
    private readonly IReadOnlyList<(string Name, Tensor Value, bool Trains, bool Changes)> _all;

    public TrainedParts(TrainingSetup setup)
    {
        _backbone = (setup.Backbone as ITrainableBackbone)?.Module;
        _head = setup.Options.Deferral ? (setup.Head as ITrainableHead)?.Module : null;
        _frozen = setup.Backbone.Describe().FrozenParts;
        TrainsBackbone = setup.Options.TrainBackbone && _backbone is not null && _backbone.parameters().Any(parameter => parameter.requires_grad);
        _frozenModules =
            _backbone is null || !TrainsBackbone ? [] : [.. _backbone.named_modules().Where(entry => IsFrozen(entry.name + ".")).Select(entry => entry.module)];
        // Listed once: names of all tensors of a network would cost every step more than its small operators.
        _all = [.. All()];
        Changing = [.. _all.Where(entry => entry.Changes).Select(entry => (entry.Name, entry.Value))];
        Buffers = [.. _all.Where(entry => entry.Changes && !entry.Trains).Select(entry => entry.Value)];
        Parameters = [.. _all.Where(entry => entry.Trains).Select(entry => (entry.Name, (Parameter)entry.Value))];
        if (Parameters.Count > 0)
            return;
        var backbone =
            _backbone is null ? "cannot be trained"
            : setup.Options.TrainBackbone ? "declares all its parameters frozen"
            : "is not to be trained (trainBackbone is false)";
        var head = _head is null ? "there is no head that can be trained" : "the head has no parameters";
        throw new InvalidOperationException($"There is nothing to train: the backbone {setup.Backbone.Describe().Id} {backbone} and {head}.");
    }

    /// <summary>Whether any parameter of the backbone is trained.</summary>
    public bool TrainsBackbone { get; }

    /// <summary>The parameters that are trained, by name: <c>backbone.…</c> and <c>head.…</c>.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>All tensors that training changes.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Changing { get; }

    /// <summary>The buffers among <see cref="Changing"/>: what a forward pass alone changes.</summary>
    public IReadOnlyList<Tensor> Buffers { get; }

    /// <summary>What an encoding without trained parameters may be computed with; buffers as they are before training.</summary>
    public IEnumerable<(string Name, Tensor Value)> Untrained =>
        _all.Where(entry => !entry.Trains && entry.Name.StartsWith("backbone.", StringComparison.Ordinal)).Select(entry => (entry.Name, entry.Value));

    /// <summary>The trained modules in training mode, their frozen parts and everything else in evaluation mode.</summary>
    public void Train()
    {
        _head?.train();
        if (_backbone is null)
            return;
        _backbone.train(TrainsBackbone);
        foreach (var module in _frozenModules)
            module.eval();
    }

    /// <summary>Everything in evaluation mode.</summary>
    public void Eval()
    {
        _head?.eval();
        _backbone?.eval();
    }

    /// <summary>Forgets all gradients, so that a parameter without any is not moved.</summary>
    public void ClearGradients()
    {
        // A module's own zero_grad reads every gradient first, which takes twenty times as long.
        foreach (var (_, parameter) in Parameters)
            parameter.grad = null;
    }

    /// <summary>A hash of names, shapes and types of what is trained and of the values of what is not.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value, _, changes) in _all)
        {
            if (changes)
                EncoderIdentity.Add(hash, $"{name} {value.dtype} [{string.Join(',', value.shape)}]");
            else
                EncoderIdentity.Add(hash, name, value);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IEnumerable<(string Name, Tensor Value, bool Trains, bool Changes)> All()
    {
        var backbone = _backbone is null ? [] : Of(_backbone, "backbone.", TrainsBackbone, _frozen);
        return _head is null ? backbone : backbone.Concat(Of(_head, "head.", true, []));
    }

    private static IEnumerable<(string Name, Tensor Value, bool Trains, bool Changes)> Of(
        nn.Module module,
        string prefix,
        bool trained,
        IReadOnlyList<string> frozen
    )
    {
        foreach (var (name, value) in module.state_dict())
        {
            var trains = trained && value is Parameter { requires_grad: true };
            yield return (
                prefix + name,
                value,
                trains,
                trains || (trained && value is not Parameter && !frozen.Any(part => name.StartsWith(part, StringComparison.Ordinal)))
            );
        }
    }

    private bool IsFrozen(string name) => _frozen.Any(part => name.StartsWith(part, StringComparison.Ordinal));
}
