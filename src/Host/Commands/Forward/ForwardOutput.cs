using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Forward;

/// <summary>The tensors that a forward run writes. They stay their owners', or the innermost dispose scope's.</summary>
internal sealed class ForwardOutput
{
    private readonly Dictionary<string, Tensor> _tensors = [];
    private int _gradients;
    private int _buffers;

    /// <summary>Adds one tensor. What the network calls like one that is there already is left out.</summary>
    public void Add(string name, Tensor? tensor)
    {
        if (tensor is not null)
            _tensors.TryAdd(name, tensor);
    }

    /// <summary>Adds what a decoding gave.</summary>
    public void Add(SegmentationOutput output, bool withFeatures)
    {
        Add("logits", output.Logits);
        if (withFeatures)
            if (output.Features is { } features)
                Add("features", features);
        Add("hypotheses", output.Hypotheses);
        Add("scores", output.Scores);
        // Where all classes share a routing it is written as the losses take it, [P, J + 1, H, W].
        Add("routing_logits", output.RoutingLogits is { } routing && routing.shape[1] == 1 ? routing.squeeze(1) : output.RoutingLogits);
        Add("predictor_logit", output.PredictorLogit);
        foreach (var (name, extra) in output.Extras)
            Add(name, extra);
    }

    /// <summary>Adds an embedding's tensors as <c>embedding.name</c>.</summary>
    public void Add(Embedding embedding)
    {
        foreach (var name in embedding.Names)
            Add($"embedding.{name}", embedding[name]);
    }

    /// <summary>
    /// Adds the loss, the mean binary cross-entropy with logits, and its gradients as <c>grad.parameter</c>; a parameter that it does not reach has
    /// none.
    /// </summary>
    public void AddGradients(torch.nn.Module module, Tensor logits, Tensor target)
    {
        var loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, target);
        loss.backward();
        Add("loss", loss);
        foreach (var (name, parameter) in module.named_parameters().Where(entry => entry.parameter.grad is not null))
        {
            Add($"grad.{name}", parameter.grad);
            _gradients++;
        }
    }

    /// <summary>Adds the persistent buffers, running statistics among them, as <c>after.buffer</c>.</summary>
    public void AddBuffers(torch.nn.Module module)
    {
        var parameters = module.named_parameters().Select(entry => entry.name).ToHashSet();
        foreach (var (name, buffer) in module.state_dict().Where(entry => !parameters.Contains(entry.Key)))
        {
            Add($"after.{name}", buffer);
            _buffers++;
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <returns>What was written, for people.</returns>
    /// <exception cref="DataException">It cannot be written.</exception>
    public string Save(string path)
    {
        TensorOutput.Save(_tensors, path);
        var shown = _tensors
            .Where(entry => !entry.Key.StartsWith("grad.", StringComparison.Ordinal) && !entry.Key.StartsWith("after.", StringComparison.Ordinal))
            .Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]");
        var counted = new[] { (_gradients, "gradients"), (_buffers, "buffers") }
            .Where(entry => entry.Item1 > 0)
            .Select(entry => $"{entry.Item1} {entry.Item2}");
        return $"{path}: {string.Join(", ", shown.Concat(counted))}";
    }
}
