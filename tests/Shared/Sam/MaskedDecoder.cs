using TorchSharp;
using static TorchSharp.torch;

namespace Shared.Sam;

/// <summary>The two-way transformer once more, from the state dictionary alone: one sequence of tokens, and masks that say who sees whom.</summary>
/// <param name="Decoder">The decoder's prefix in the state dictionary, with a dot.</param>
/// <param name="Own">Its tokens' embeddings before those of routing, in order.</param>
/// <param name="Mlp">The two layers of its perceptrons.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Depth">Two-way blocks.</param>
internal sealed record MaskedDecoder(string Decoder, string[] Own, (string First, string Second) Mlp, int Heads, int Depth)
{
    /// <summary>Mixes tokens and image, where no other token and not the image sees the routing tokens.</summary>
    /// <param name="weights">The network's.</param>
    /// <param name="grid">The image's positions <c>[1, C, h, w]</c>.</param>
    /// <param name="embeddings"><c>[P, C, h, w]</c>.</param>
    /// <param name="sparse">Prompts' tokens.</param>
    /// <param name="dense">Prompts' map.</param>
    /// <returns>Tokens and image <c>[P, C, h, w]</c>.</returns>
    public (Tensor Tokens, Tensor Image) Mix(IReadOnlyDictionary<string, Tensor> weights, Tensor grid, Tensor embeddings, Tensor sparse, Tensor dense)
    {
        var native = cat([.. Own.Select(name => weights[Decoder + name + ".weight"])]);
        var (own, routing) = ((int)native.shape[0], (int)weights["routing_tokens.weight"].shape[0]);
        var (results, count) = (embeddings.shape[0], own + routing + (int)sparse.shape[1]);
        var places = cat([cat([native, weights["routing_tokens.weight"]]).unsqueeze(0).expand(results, -1, -1), sparse], 1);
        var (position, image) = (Flat(grid), Flat(embeddings + dense));
        var hidden = zeros(1, count);
        hidden[.., own..(own + routing)] = full([1], float.NegativeInfinity);
        // Native tokens do not see routing tokens, which see all; the image does not see them either.
        var among = hidden.expand(count, count).clone();
        among[own..(own + routing), ..] = zeros(1);

        var tokens = places;
        for (var layer = 0; layer < Depth; layer++)
        {
            var name = $"{Decoder}transformer.layers.{layer}.";
            var placed = layer == 0 ? tokens : tokens + places;
            var attended = Attend(name + "self_attn", placed, placed, tokens, among);
            tokens = Norm(name + "norm1", layer == 0 ? attended : tokens + attended);
            tokens = Norm(name + "norm2", tokens + Attend(name + "cross_attn_token_to_image", tokens + places, image + position, image, null));
            tokens = Norm(name + "norm3", tokens + Linear($"{name}mlp.{Mlp.Second}", Linear($"{name}mlp.{Mlp.First}", tokens).relu()));
            image = Norm(name + "norm4", image + Attend(name + "cross_attn_image_to_token", image + position, tokens + places, tokens, hidden));
        }
        tokens = Norm(
            Decoder + "transformer.norm_final_attn",
            tokens + Attend(Decoder + "transformer.final_attn_token_to_image", tokens + places, image + position, image, null)
        );
        return (tokens, image.transpose(1, 2).reshape(embeddings.shape));

        Tensor Linear(string layer, Tensor input) => input.matmul(weights[layer + ".weight"].t()) + weights[layer + ".bias"];

        Tensor Norm(string layer, Tensor input) =>
            nn.functional.layer_norm(input, [input.shape[2]], weights[layer + ".weight"], weights[layer + ".bias"], 1e-5);

        Tensor Attend(string layer, Tensor queries, Tensor keys, Tensor values, Tensor? mask)
        {
            var (q, k, v) = (Linear(layer + ".q_proj", queries), Linear(layer + ".k_proj", keys), Linear(layer + ".v_proj", values));
            var size = q.shape[2] / Heads;
            var parts = Enumerable
                .Range(0, Heads)
                .Select(head =>
                {
                    var scores = q.narrow(2, head * size, size).matmul(k.narrow(2, head * size, size).transpose(1, 2)) / Math.Sqrt(size);
                    return (mask is null ? scores : scores + mask).softmax(2).matmul(v.narrow(2, head * size, size));
                });
            return Linear(layer + ".out_proj", cat(parts.ToArray(), 2));
        }
    }

    private static Tensor Flat(Tensor map) => map.flatten(2).transpose(1, 2);
}
