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
        _paddingIndex = padding_idx ?? -1;
        weight = new Parameter(torch.empty(num_embeddings, embedding_dims, dtype, device));
        register_parameter(nameof(weight), weight);
        nn.init.normal_(weight);
    }

    public Parameter weight { get; set; }

    public override Tensor forward(Tensor input) => Interop.Ops.embedding.Call(weight, input, _paddingIndex);
}
