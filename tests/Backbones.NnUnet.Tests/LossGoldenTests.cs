using System.Text.Json;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training;

namespace Backbones.NnUnet.Tests;

/// <summary>What nnU-Net trains by.</summary>
public sealed class LossGoldenTests : ScopedTensorTest
{
    [Fact]
    public void Losses_and_gradients_equal_the_originals()
    {
        using var golden = new Golden("training/losses");
        foreach (var one in golden.Numbers.GetProperty("cases").EnumerateObject())
        {
            var kind = one.Value.GetProperty("kind").GetString();
            var logits = golden.Tensor($"{one.Name}/logits").requires_grad_();
            var target = golden.Tensor($"{one.Name}/target");
            int? ignore = one.Value.GetProperty("ignore_label") is { ValueKind: JsonValueKind.Number } label ? label.GetInt32() : null;

            var terms = new OverlapLoss(one.Value.GetProperty("batch_dice").GetBoolean(), ignore).Of(
                logits,
                target,
                kind == "bce" ? ClassKind.Multilabel : ClassKind.Exclusive
            );
            var loss = kind == "topk" ? OverlapLoss.Worst(logits, target, 0.1) + terms.Dice : terms.Total;
            loss.backward();

            var expected = one.Value.GetProperty("loss_f64").GetDouble();
            Assert.Equal(expected, loss.ToDouble(), 1e-5 * Math.Max(1, Math.Abs(expected)));
            if (one.Value.TryGetProperty("dice_part", out var dice))
                Assert.Equal(dice.GetDouble(), terms.Dice.ToDouble(), 1e-5);
            var gradient = golden.Tensor($"{one.Name}/grad_f64");
            Assert.InRange(Golden.Far(gradient, logits.grad ?? zeros_like(logits)), 0, 1e-7 + 1e-4 * gradient.abs().max().ToDouble());
        }
    }

    [Fact]
    public void Weights_of_coarser_maps_and_rates_equal_the_originals()
    {
        using var golden = new Golden("training/losses");
        foreach (var one in golden.Numbers.GetProperty("deep_supervision_weights_by_number_of_outputs").EnumerateObject())
            Assert.All(Golden.Doubles(one.Value).Zip(DeepSupervision.Weights(int.Parse(one.Name))), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        var options = new TrainingOptions(LearningRate: 0.01, Schedule: RateSchedule.Poly, Epochs: 1000);
        foreach (var one in golden.Numbers.GetProperty("poly_lr").EnumerateObject().Where(one => char.IsDigit(one.Name[0])))
            Assert.Equal(one.Value.GetDouble(), LearningRates.RateAt(options, int.Parse(one.Name)), 1e-12);
    }

    [Fact]
    public void Steps_of_nesterovs_descent_equal_the_originals()
    {
        using var golden = new Golden("training/losses");
        using TorchSharp.Modules.Parameter p = new(golden.Tensor("sgd/p0").clone()),
            q = new(golden.Tensor("sgd/q0").clone());
        using var optimizer = optim.SGD([p, q], 0.01, momentum: 0.99, weight_decay: 3e-5, nesterov: true);
        foreach (var step in golden.Numbers.GetProperty("sgd").EnumerateArray())
        {
            var number = step.GetProperty("step").GetInt32();
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = step.GetProperty("lr").GetDouble();
            p.grad = golden.Tensor($"sgd/grad_p{number}").clone();
            q.grad = step.GetProperty("q_has_gradient").GetBoolean() ? golden.Tensor($"sgd/grad_q{number}").clone() : null;
            nn.utils.clip_grad_norm_(q.grad is null ? [p] : [p, q], 12);
            optimizer.step();
            Assert.InRange(Golden.Far(golden.Tensor($"sgd/p{number + 1}"), p), 0, 1e-6);
            Assert.InRange(Golden.Far(golden.Tensor($"sgd/q{number + 1}"), q), 0, 1e-6);
        }
    }

    [Fact]
    public void Dice_of_hard_masks_over_all_images_equals_the_originals()
    {
        using var golden = new Golden("training/losses");
        var expected = golden.Numbers.GetProperty("pseudo_dice");
        var masks = ModelMasks.Of(golden.Tensor("pseudo_dice/logits"), ClassKind.Exclusive);
        var target = golden.Tensor("pseudo_dice/target").squeeze(1);
        var dice = Golden.Doubles(expected.GetProperty("dice"));
        for (var k = 1; k <= dice.Length; k++)
        {
            var found = Overlap.Between(masks.select(1, k).contiguous().bytes.ToArray(), target.eq(k).@byte().contiguous().bytes.ToArray());
            Assert.Equal(dice[k - 1], found.Dice, 1e-12);
        }
    }
}
