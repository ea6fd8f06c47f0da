using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, looked up by number.</summary>
public sealed class Embedding : Module<Tensor, Tensor>
{
    private readonly long _paddingIndex;

    internal Embedding(long num_embeddings, long embedding_dims, long? padding_idx, Device? device, ScalarType? dtype)
        : base(nameof(Embedding))
    {
        if (padding_idx is { } index && (index < -num_embeddings || index >= num_embeddings)) throw new ArgumentException($"padding_idx ({index}) must be within num_embeddings ({num_embeddings}).", nameof(padding_idx));
        // libtorch counts from the start; -1 stands for none.
        _paddingIndex = padding_idx is { } given ? given < 0 ? given + num_embeddings : given : -1;
        weight = new Parameter(torch.empty(num_embeddings, embedding_dims, dtype, device));
        register_parameter(nameof(weight), weight);
        nn.init.normal_(weight);
        if (_paddingIndex < 0) return;
        using var row = weight.detach();
        row[_paddingIndex].Use(padding => padding.zero_());
    }

    public Parameter weight { get; set; }

    public override Tensor forward(Tensor input) => Interop.Ops.embedding.Call(weight, input, _paddingIndex);
}
