using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Training.Segmentation;

/// <summary>Trains a backbone on images and masks by binary cross entropy, and measures it.</summary>
public static class SegmentationTraining
{
    /// <summary>Trains in place. The order of the cases follows from the seed alone.</summary>
    /// <param name="backbone">One input channel, one class; it is in training mode afterwards.</param>
    /// <param name="cases">Cases of one size.</param>
    /// <param name="options">How long and how fast.</param>
    /// <param name="seed">The seed of the order.</param>
    /// <param name="report">Is told every step.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the weights are those of the last whole step.</exception>
    /// <exception cref="InvalidOperationException">The loss is not a number.</exception>
    public static void Train(ITrainableBackbone backbone, IReadOnlyList<ShapeCase> cases, SegmentationOptions options, int seed, Action<TrainingStep> report, CancellationToken cancellation)
    {
        backbone.Module.train();
        using var optimizer = optim.AdamW(backbone.Module.parameters(), options.LearningRate, weight_decay: options.WeightDecay);
        var schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, options.Steps);
        var random = new Random(seed);
        for (var step = 1; step <= options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = Enumerable.Range(0, options.BatchSize).Select(_ => cases[random.Next(cases.Count)]).ToArray();
            using var embedding = backbone.Encode(CaseTensors.Images(batch), EncodeRequest.None, cancellation);
            using var output = backbone.Decode(embedding, PromptBatch.None, cancellation);
            var loss = nn.functional.binary_cross_entropy_with_logits(output.Logits, CaseTensors.Masks(batch));
            var value = loss.ToDouble();
            if (!double.IsFinite(value)) throw new InvalidOperationException($"The loss of step {step} is {value}. Lower the learning rate, which is {options.LearningRate}.");
            optimizer.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(backbone.Module.parameters(), options.GradientNorm);
            optimizer.step();
            schedule.step();
            report(new(step, options.Steps, value));
        }
    }

    /// <summary>The dice of each case, in evaluation mode; a pixel is foreground where its logit is at least 0.</summary>
    public static double[] Dice(ITrainableBackbone backbone, IReadOnlyList<ShapeCase> cases, CancellationToken cancellation)
    {
        backbone.Module.eval();
        using var frozen = inference_mode();
        return [.. cases.Select(one =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var embedding = backbone.Encode(CaseTensors.Images([one]), EncodeRequest.None, cancellation);
            using var output = backbone.Decode(embedding, PromptBatch.None, cancellation);
            var prediction = output.Logits.ge(0).@byte();
            return Overlap.Between(prediction.bytes, one.Mask).Dice;
        })];
    }
}
