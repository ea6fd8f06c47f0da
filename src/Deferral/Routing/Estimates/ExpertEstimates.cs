using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Estimates;

/// <summary>
/// What a head estimates of truth and experts at each pixel, as probabilities in float64. It holds whatever the model answers: who is worth asking follows
/// only when a mask is there.
/// </summary>
/// <remarks>The tensors belong to the scope in which it was made.</remarks>
public sealed class ExpertEstimates
{
    private readonly EstimateLayout _layout;
    private readonly Tensor _logits;

    /// <summary>Reads a head's estimates.</summary>
    /// <param name="logits">Floating point <c>[G, M, ...]</c>, as the layout has them; on any grid.</param>
    /// <param name="layout">What the maps are.</param>
    /// <exception cref="ArgumentException">The shape is another, or a value is not finite.</exception>
    public ExpertEstimates(Tensor logits, EstimateLayout layout)
    {
        if (logits.dim() < 3 || logits.shape[0] != layout.Groups || logits.shape[1] != layout.Maps || logits.numel() == 0)
            throw new ArgumentException(
                $"The estimates have the shape [{string.Join(", ", logits.shape)}]; expected [{layout.Groups}, {layout.Maps}, ...] for {layout.Classes} "
                    + $"{(layout.Kind == ClassKind.Exclusive ? "exclusive" : "independent")} classes and {layout.Experts} experts.",
                nameof(logits)
            );
        if (!logits.isfinite().all().ToBoolean())
            throw new ArgumentException("The estimates hold values that are not finite, which nothing can be weighed by.", nameof(logits));
        (_layout, _logits) = (layout, logits.detach());
    }

    // A part of the pixels, in float64.
    private ExpertEstimates(EstimateLayout layout, Tensor logits, long first, long number) =>
        (_layout, _logits) = (layout, logits.flatten(2).narrow(2, first, number).to_type(torch.ScalarType.Float64));

    /// <summary>P(truth is k), float64 <c>[K, ...]</c>; where classes exclude each other they sum to 1.</summary>
    public Tensor Truth => ByParts(part => part.TruthOf());

    /// <summary>What the expected dice says at each pixel without asking anybody: the head's own mask.</summary>
    /// <remarks>
    /// A class is there where P(truth is k) exceeds the threshold. Where classes exclude each other it is the most probable one of class 1 and above if its
    /// probability exceeds the threshold, else class 0.
    /// </remarks>
    /// <param name="threshold">From 0 to 1; D/2 is best for masks whose dice is near D.</param>
    /// <returns>uint8 <c>[K, ...]</c>, 0 or 1, in the caller's dispose scope.</returns>
    public Tensor Mask(double threshold) => ByParts(part => part.MaskOf(threshold));

    private Tensor MaskOf(double threshold)
    {
        using var scope = torch.NewDisposeScope();
        var truth = TruthOf();
        if (_layout.Kind == ClassKind.Multilabel)
            return truth.gt(threshold).@byte().contiguous().MoveToOuterDisposeScope();
        var foreground = truth.narrow(0, 1, _layout.Classes - 1);
        var best = foreground.amax([0], keepdim: true);
        var candidates = foreground.eq(best).logical_and(best.gt(threshold)).@long();
        var named = candidates.mul(candidates.cumsum(0).eq(1));
        return torch.cat([1 - named.sum(0, keepdim: true), named], 0).@byte().contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>What asking each expert is worth at each pixel, given who answers otherwise.</summary>
    /// <remarks>
    /// In expected wrong pixels, weighed as the dice weighs them near the level D: a pixel of a class that is found counts a = 2 - D, one that is marked
    /// wrongly b = D. An answer y where the truth is c is worth a if y = c, else -b, for y a class that is measured, and 0 for background. The model's answer
    /// m is known, an expert's is expected. Of one class: where m is 1, U = b (1 - t)(1 - s0) - a t (1 - s1); where it is 0, U = a t s1 - b (1 - t) s0.
    /// </remarks>
    /// <param name="mask">uint8 <c>[K, ...]</c>: the answer of whoever is there without an expert, of the same size.</param>
    /// <param name="diceLevel">D, above 0 and at most 1.</param>
    /// <param name="perClass">Whether each independent class has a routing of its own; otherwise the worth is the sum over classes.</param>
    /// <returns>float64 <c>[R, J+1, ...]</c>, channel 0 being 0 everywhere; in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The mask has another shape.</exception>
    public Tensor Utilities(Tensor mask, double diceLevel, bool perClass = false)
    {
        Require(mask);
        return ByParts(mask, (part, own) => part.UtilitiesOf(own, diceLevel, perClass));
    }

    private Tensor UtilitiesOf(Tensor mask, double diceLevel, bool perClass)
    {
        using var scope = torch.NewDisposeScope();
        var (found, wrong) = (2 - diceLevel, diceLevel);
        var worth = _layout.Kind == ClassKind.Exclusive ? OfExclusive(mask, found, wrong) : OfIndependent(mask, found, wrong);
        if (!perClass && worth.shape[0] > 1)
            worth = worth.sum(0, keepdim: true);
        return torch.cat([torch.zeros_like(worth.narrow(1, 0, 1)), worth], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The probability that each expert's answer at a pixel is another than the mask's, for whatever class.</summary>
    /// <param name="mask">uint8 <c>[K, ...]</c>.</param>
    /// <returns>
    /// float64 <c>[G, J, ...]</c>, in the caller's dispose scope: of independent classes for each, of exclusive ones that another class is named.
    /// </returns>
    public Tensor Changes(Tensor mask)
    {
        Require(mask);
        return ByParts(mask, (part, own) => part.ChangesOf(own));
    }

    private Tensor ChangesOf(Tensor mask)
    {
        using var scope = torch.NewDisposeScope();
        if (_layout.Kind == ClassKind.Exclusive)
        {
            var own = mask.to_type(torch.ScalarType.Float64);
            return torch.stack([.. Answers().Select(answer => 1 - (answer * own).sum(0L))], 0).unsqueeze(0).MoveToOuterDisposeScope();
        }
        var says = mask.eq(1);
        return torch.stack([.. Positive().Select(one => (1 - one).where(says, one))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The probability that each expert is right, float64 <c>[G, J, ...]</c>, in the caller's dispose scope.</summary>
    public Tensor ExpertRight() => ByParts(part => part.ExpertRightOf());

    private Tensor ExpertRightOf()
    {
        using var scope = torch.NewDisposeScope();
        if (_layout.Kind == ClassKind.Exclusive)
        {
            var truth = TruthOf();
            return torch
                .stack([.. Enumerable.Range(0, _layout.Experts).Select(j => (Diagonal(Conditional(j)) * truth).sum(0L))], 0)
                .unsqueeze(0)
                .MoveToOuterDisposeScope();
        }
        var t = TruthOf();
        return torch.stack([.. Enumerable.Range(0, _layout.Experts).Select(j => t * Where(j, 1) + (1 - t) * (1 - Where(j, 0)))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The probability that a mask is right, float64 <c>[G, ...]</c>, in the caller's dispose scope.</summary>
    /// <param name="mask">uint8 <c>[K, ...]</c>.</param>
    public Tensor Right(Tensor mask)
    {
        Require(mask);
        return ByParts(mask, (part, own) => part.RightOf(own));
    }

    private Tensor RightOf(Tensor mask)
    {
        using var scope = torch.NewDisposeScope();
        var truth = TruthOf();
        var own = mask.to_type(torch.ScalarType.Float64);
        var right = _layout.Kind == ClassKind.Exclusive ? (truth * own).sum(0, keepdim: true) : truth.where(mask.eq(1), 1 - truth);
        return right.MoveToOuterDisposeScope();
    }

    private Tensor TruthOf() => _layout.Kind == ClassKind.Exclusive ? _logits[0].narrow(0, 0, _layout.Classes).softmax(0) : _logits.select(1, 0).sigmoid();

    private Tensor ByParts(Func<ExpertEstimates, Tensor> of) => PixelParts.Map(_logits.shape[2..], (first, number) => of(new(_layout, _logits, first, number)));

    private Tensor ByParts(Tensor mask, Func<ExpertEstimates, Tensor, Tensor> of)
    {
        using var flat = mask.flatten(1);
        return PixelParts.Map(_logits.shape[2..], (first, number) => of(new(_layout, _logits, first, number), flat.narrow(1, first, number)));
    }

    // Of each expert [K, J, ...].
    private Tensor OfIndependent(Tensor mask, double found, double wrong)
    {
        var truth = TruthOf();
        var says = mask.eq(1);
        return torch.stack(
            [
                .. Enumerable
                    .Range(0, _layout.Experts)
                    .Select(j =>
                    {
                        var (hit, alarm) = (Where(j, 1), Where(j, 0));
                        var removes = wrong * (1 - truth) * (1 - alarm) - found * truth * (1 - hit);
                        var adds = found * truth * hit - wrong * (1 - truth) * alarm;
                        return removes.where(says, adds);
                    }),
            ],
            1
        );
    }

    private Tensor OfExclusive(Tensor mask, double found, double wrong)
    {
        var truth = TruthOf();
        // Worth of answering class y: 2 P(y) - D times its weights; nothing for background.
        var own = (Worth(truth) * mask.narrow(0, 1, _layout.Classes - 1).to_type(torch.ScalarType.Float64)).sum(0L);
        var experts = Enumerable
            .Range(0, _layout.Experts)
            .Select(j =>
            {
                // [c, y, ...]: truth c and answer y.
                var joint = Conditional(j) * truth.unsqueeze(1);
                var right = Diagonal(joint).narrow(0, 1, _layout.Classes - 1);
                var said = joint.sum(0L).narrow(0, 1, _layout.Classes - 1);
                return (found * right - wrong * (said - right)).sum(0L) - own;
            });
        return torch.stack([.. experts], 0).unsqueeze(0);

        Tensor Worth(Tensor probabilities)
        {
            var foreground = probabilities.narrow(0, 1, _layout.Classes - 1);
            return found * foreground - wrong * (1 - foreground);
        }
    }

    // P(expert j says 1 | truth) of every class, [K, ...].
    private Tensor Where(int expert, int truth) => _logits.select(1, _layout.FirstOf(expert) + (truth == 1 ? 0 : 1)).sigmoid();

    // P(expert j says y | truth c), [c, y, ...].
    private Tensor Conditional(int expert)
    {
        var rows = _logits[0].narrow(0, _layout.FirstOf(expert), _layout.Classes * _layout.Classes);
        return rows.reshape([_layout.Classes, _layout.Classes, .. _logits.shape[2..]]).softmax(1);
    }

    // [c, c, ...] as [c, ...].
    private static Tensor Diagonal(Tensor square) => torch.stack([.. Enumerable.Range(0, (int)square.shape[0]).Select(c => square[c][c])], 0);

    // P(expert j says 1), [K, ...] each.
    private IEnumerable<Tensor> Positive()
    {
        var truth = TruthOf();
        return Enumerable.Range(0, _layout.Experts).Select(j => truth * Where(j, 1) + (1 - truth) * Where(j, 0));
    }

    // P(expert j says y), [K, ...] each.
    private IEnumerable<Tensor> Answers()
    {
        var truth = TruthOf();
        return Enumerable.Range(0, _layout.Experts).Select(j => (Conditional(j) * truth.unsqueeze(1)).sum(0L));
    }

    private void Require(Tensor mask)
    {
        long[] expected = [_layout.Classes, .. _logits.shape[2..]];
        if (!mask.shape.SequenceEqual(expected))
            throw new ArgumentException(
                $"The mask has the shape [{string.Join(", ", mask.shape)}]; expected [{string.Join(", ", expected)}], as the estimates.",
                nameof(mask)
            );
    }
}
