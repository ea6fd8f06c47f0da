namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>What several experts say together, without any routing.</summary>
public static class ExpertVote
{
    /// <summary>The label with the most votes at every pixel; of two labels, the majority.</summary>
    /// <param name="experts">One mask or label map an expert.</param>
    /// <param name="model">The model's labels, as many pixels; asked for ties alone.</param>
    /// <param name="ties">Who decides where several labels have the most votes.</param>
    /// <returns>As many pixels.</returns>
    /// <exception cref="ArgumentException">There is no expert, the sizes differ or are 0, or the rule is none.</exception>
    public static byte[] Majority(IReadOnlyList<ReadOnlyMemory<byte>> experts, ReadOnlySpan<byte> model, VoteTies ties = VoteTies.Model)
    {
        Require(experts, model);
        if (ties is not (VoteTies.Model or VoteTies.Background or VoteTies.Foreground))
            throw new ArgumentOutOfRangeException(nameof(ties), ties, "Ties go by Model, Background or Foreground.");
        var winner = new byte[model.Length];
        var most = new int[model.Length];
        var votes = new int[model.Length];
        for (var label = 0; label <= byte.MaxValue; label++)
        {
            if (!Vote(experts, (byte)label, votes))
                continue;
            for (var pixel = 0; pixel < votes.Length; pixel++)
            {
                // Labels come in ascending order, so that the lowest of equals is there first.
                var wins =
                    votes[pixel] > most[pixel]
                    || (
                        votes[pixel] == most[pixel]
                        && most[pixel] > 0
                        && ties switch
                        {
                            VoteTies.Model => model[pixel] == label,
                            VoteTies.Foreground => winner[pixel] == 0,
                            _ => false,
                        }
                    );
                if (wins)
                    (winner[pixel], most[pixel]) = ((byte)label, votes[pixel]);
            }
        }
        return winner;
    }

    /// <summary>The label of the experts where all of them give the same, otherwise the model's.</summary>
    /// <param name="experts">One mask or label map an expert.</param>
    /// <param name="model">The model's labels, as many pixels.</param>
    /// <returns>As many pixels.</returns>
    /// <exception cref="ArgumentException">There is no expert, or the sizes differ or are 0.</exception>
    public static byte[] Unanimous(IReadOnlyList<ReadOnlyMemory<byte>> experts, ReadOnlySpan<byte> model)
    {
        Require(experts, model);
        var labels = experts[0].ToArray();
        var agree = new bool[labels.Length];
        agree.AsSpan().Fill(true);
        foreach (var expert in experts)
        {
            var mask = expert.Span;
            for (var pixel = 0; pixel < mask.Length; pixel++)
                agree[pixel] &= mask[pixel] == labels[pixel];
        }
        for (var pixel = 0; pixel < labels.Length; pixel++)
        {
            if (!agree[pixel])
                labels[pixel] = model[pixel];
        }
        return labels;
    }

    /// <summary>Counts the votes for one label; false if there are none.</summary>
    private static bool Vote(IReadOnlyList<ReadOnlyMemory<byte>> experts, byte label, int[] votes)
    {
        var any = false;
        foreach (var expert in experts)
            any |= expert.Span.Contains(label);
        if (!any)
            return false;
        votes.AsSpan().Clear();
        foreach (var expert in experts)
        {
            var mask = expert.Span;
            for (var pixel = 0; pixel < mask.Length; pixel++)
                votes[pixel] += mask[pixel] == label ? 1 : 0;
        }
        return true;
    }

    private static void Require(IReadOnlyList<ReadOnlyMemory<byte>> experts, ReadOnlySpan<byte> model)
    {
        ArgumentNullException.ThrowIfNull(experts);
        if (experts.Count == 0)
            throw new ArgumentException("There are no experts to vote; expected the mask of one or more.", nameof(experts));
        if (model.IsEmpty)
            throw new ArgumentException("The model's mask has no pixels; expected those of an image.", nameof(model));
        for (var j = 0; j < experts.Count; j++)
        {
            if (experts[j].Length != model.Length)
                throw new ArgumentException(
                    $"The {CaseMasks.Expert(j + 1)} has {experts[j].Length} pixels, the model's mask has {model.Length}; both must be of the same image.",
                    nameof(experts)
                );
        }
    }
}

/// <summary>Who decides a pixel where several labels have the most votes of the experts.</summary>
public enum VoteTies
{
    /// <summary>The model, if its label is one of them; otherwise the lowest of them.</summary>
    Model,

    /// <summary>The lowest of them, so background if it is one.</summary>
    Background,

    /// <summary>The lowest of them that is not background.</summary>
    Foreground,
}
