using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Deferral.Measures.Budgets;

/// <summary>In which order the pixels of an image are deferred as the budget grows: every pixel once, the first to be deferred first.</summary>
public sealed class DeferralOrder
{
    private readonly int[] _pixels;

    private DeferralOrder(int[] pixels) => _pixels = pixels;

    /// <summary>The indices of the pixels, in the order.</summary>
    public ReadOnlySpan<int> Pixels => _pixels;

    /// <summary>Those with the highest score first; among equal scores the earlier pixel first.</summary>
    /// <param name="scores">How much each pixel is to be deferred; any number, infinite ones too.</param>
    /// <exception cref="ArgumentException">There is no score, or one is NaN.</exception>
    public static DeferralOrder ByScore(ReadOnlySpan<double> scores)
    {
        if (scores.IsEmpty)
            throw new ArgumentException("There are no scores; expected one for every pixel of an image.", nameof(scores));
        var keys = new double[scores.Length];
        var pixels = new int[scores.Length];
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            if (double.IsNaN(scores[pixel]))
                throw new ArgumentException($"The score of pixel {pixel} is NaN; expected a number to sort by.", nameof(scores));
            (keys[pixel], pixels[pixel]) = (-scores[pixel], pixel);
        }
        Array.Sort(keys, pixels);
        // Array.Sort leaves equal keys in any order.
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start]; )
                end++;
            Array.Sort(pixels, start, end - start);
        }
        return new(pixels);
    }

    /// <summary>A random order, each equally likely (Fisher and Yates); the same for the same seed and name on every machine.</summary>
    /// <param name="pixels">How many pixels there are, 1 or more.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="name">What the order is for, for example the name of the case, so that images of one size differ.</param>
    /// <exception cref="ArgumentException">There is no pixel.</exception>
    public static DeferralOrder Random(int pixels, long seed, string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pixels);
        var random = StableRandom.Of(seed, "deferral-order", name);
        var order = new int[pixels];
        for (var i = 0; i < pixels; i++)
            order[i] = i;
        for (var last = pixels - 1; last > 0; last--)
        {
            var other = random.Below(last, last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }
        return new(order);
    }

    /// <summary>
    /// The best order that knows the truth: first the pixels that the model has wrong and the answer right, then those where deferring
    /// changes nothing, last those that the model has right and the answer wrong; in each part the earlier pixel first.
    /// </summary>
    /// <remarks>
    /// No order has a higher accuracy of the system at any budget. For dice that is not promised, which weighs missed and false foreground differently.
    /// </remarks>
    /// <param name="truth">The true label of every pixel.</param>
    /// <param name="model">The model's labels, as many pixels.</param>
    /// <param name="answer">The labels that deferring gives, as many pixels.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0.</exception>
    public static DeferralOrder Oracle(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> model, ReadOnlySpan<byte> answer)
    {
        CaseMasks.RequireSize(truth.Length, model.Length, nameof(model));
        CaseMasks.RequireSize(truth.Length, answer.Length, nameof(answer));
        var scores = new double[truth.Length];
        for (var pixel = 0; pixel < scores.Length; pixel++)
        {
            scores[pixel] = (answer[pixel] == truth[pixel] ? 1 : 0) - (model[pixel] == truth[pixel] ? 1 : 0);
        }
        return ByScore(scores);
    }

    /// <summary>Where the first pixels of the order lie.</summary>
    /// <param name="deferred">How many, from 0 to all.</param>
    /// <returns>One byte a pixel, 1 where it is among them, otherwise 0: a decision map with the model as 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    public byte[] First(int deferred)
    {
        DeferralBudget.Require(deferred, _pixels.Length);
        var first = new byte[_pixels.Length];
        foreach (var pixel in Pixels[..deferred])
            first[pixel] = 1;
        return first;
    }
}

/// <summary>How many pixels of an image may be deferred.</summary>
public static class DeferralBudget
{
    /// <summary>The number of pixels nearest to a share of an image; halfway between two, the even one.</summary>
    /// <param name="share">The deferred share, from 0 to 1; one minus the coverage.</param>
    /// <param name="pixels">The pixels of the image, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is none, or there is no pixel.</exception>
    public static int Pixels(double share, int pixels)
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The deferred share is from 0 (the model alone) to 1 (everything deferred).");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pixels);
        return (int)Math.Round(share * pixels);
    }

    internal static void Require(int deferred, int pixels)
    {
        if (deferred < 0 || deferred > pixels)
            throw new ArgumentOutOfRangeException(
                nameof(deferred),
                deferred,
                $"{deferred} pixels were to be deferred; expected 0 to {pixels}, the pixels of the image."
            );
    }
}
