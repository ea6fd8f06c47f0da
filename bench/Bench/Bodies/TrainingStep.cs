using TorchSharp.Modules;

namespace DeferredSeg.Bench.Bodies;

/// <summary>A training step as DeferredSeg.Engine takes it: forward, reading the loss, gradients, their norm, AdamW.</summary>
internal static class TrainingStep
{
    /// <param name="loss">Computes the loss from the start.</param>
    /// <param name="trained">What learns.</param>
    /// <param name="learningRate">AdamW's.</param>
    public static Action<int> Of(Func<Tensor> loss, IEnumerable<Parameter> trained, double learningRate)
    {
        Parameter[] parameters = [.. trained];
        var optimizer = optim.AdamW(parameters, learningRate, weight_decay: 0.01);
        return Repeat.InScopes(
            () =>
            {
                var value = loss();
                value.ToDouble();
                optimizer.zero_grad();
                value.backward();
                nn.utils.clip_grad_norm_(parameters, 5);
                optimizer.step();
            },
            1
        );
    }
}
