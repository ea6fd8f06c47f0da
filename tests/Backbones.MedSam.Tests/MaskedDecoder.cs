namespace Backbones.MedSam.Tests;

/// <summary>The two-way transformer once more, from the state dictionary alone: one sequence of tokens, and masks that say who sees whom.</summary>
internal static class MaskedDecoder
{
    private const int Own = 5;

    /// <returns>Tokens and image <c>[P, C, h, w]</c> after mixing, where no other token and not the image sees the routing tokens.</returns>
    public static (Tensor Tokens, Tensor Image) Mix(MedSamNetwork network, Tensor embeddings, Tensor sparse, Tensor dense, int routing, int heads, int depth)
    {
        var weights = network.state_dict();
        var (results, count) = (embeddings.shape[0], Own + routing + (int)sparse.shape[1]);
        var places = cat(
            [
                cat([weights["mask_decoder.iou_token.weight"], weights["mask_decoder.mask_tokens.weight"], weights["routing_tokens.weight"]])
                    .unsqueeze(0)
                    .expand(results, -1, -1),
                sparse,
            ],
            1
        );
        var encoder = (PromptEncoder)network.named_children().Single(child => child.name == "prompt_encoder").module;
        var (position, image) = (Flat(encoder.Grid(embeddings.shape[2], embeddings.shape[3])), Flat(embeddings + dense));
        var hidden = zeros(1, count);
        hidden[.., Own..(Own + routing)] = full([1], float.NegativeInfinity);
        // Native tokens do not see routing tokens, which see all; the image does not see them either.
        var among = hidden.expand(count, count).clone();
        among[Own..(Own + routing), ..] = zeros(1);

        var tokens = places;
        for (var layer = 0; layer < depth; layer++)
        {
            var name = $"mask_decoder.transformer.layers.{layer}.";
            var placed = layer == 0 ? tokens : tokens + places;
            var attended = Attend(name + "self_attn", placed, placed, tokens, among);
            tokens = Norm(name + "norm1", layer == 0 ? attended : tokens + attended);
            tokens = Norm(name + "norm2", tokens + Attend(name + "cross_attn_token_to_image", tokens + places, image + position, image, null));
            tokens = Norm(name + "norm3", tokens + Linear(name + "mlp.lin2", Linear(name + "mlp.lin1", tokens).relu()));
            image = Norm(name + "norm4", image + Attend(name + "cross_attn_image_to_token", image + position, tokens + places, tokens, hidden));
        }
        tokens = Norm(
            "mask_decoder.transformer.norm_final_attn",
            tokens + Attend("mask_decoder.transformer.final_attn_token_to_image", tokens + places, image + position, image, null)
        );
        return (tokens, image.transpose(1, 2).reshape(embeddings.shape));

        Tensor Linear(string layer, Tensor input) => input.matmul(weights[layer + ".weight"].t()) + weights[layer + ".bias"];

        Tensor Norm(string layer, Tensor input) =>
            nn.functional.layer_norm(input, [input.shape[2]], weights[layer + ".weight"], weights[layer + ".bias"], 1e-5);

        Tensor Attend(string layer, Tensor queries, Tensor keys, Tensor values, Tensor? mask)
        {
            var (q, k, v) = (Linear(layer + ".q_proj", queries), Linear(layer + ".k_proj", keys), Linear(layer + ".v_proj", values));
            var size = q.shape[2] / heads;
            var parts = Enumerable
                .Range(0, heads)
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
