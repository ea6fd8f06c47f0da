using DeferredSeg.Training.Objective;
using DeferredSeg.Training.Recipe;

namespace DeferredSeg.Training.Runs;

/// <summary>Gathers the gradient of an optimizer step: the mean of its micro-batches, with the load-balancing penalty of each or of all together.</summary>
internal sealed class StepSum(TrainingObjective objective, int batches, RhoOver over)
{
    private readonly List<BatchObjective> _kept = [];
    private LossParts _sum = LossParts.Zero;
    private double[] _rho = [];

    /// <summary>Micro-batches that counted.</summary>
    public int Counted { get; private set; }

    /// <summary>Takes a micro-batch in.</summary>
    /// <returns>False where its loss is missing or no finite number; it then takes no part.</returns>
    public bool Add(BatchObjective? batch)
    {
        if (batch is null)
            return false;
        var balance = over == RhoOver.MicroBatch && batch.Rho is not null ? objective.Balance(batch.Rho) : null;
        var total = balance is { } one ? batch.Total + one.Weighted : batch.Total;
        var parts = batch.Parts with { Total = total.ToDouble(), Balancing = balance?.Penalty ?? 0 };
        if (!double.IsFinite(parts.Total))
            return false;
        Counted++;
        _sum += parts;
        var rho = batch.Rho is null ? [] : batch.Rho.detach().cpu().to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
        _rho = _rho.Length == 0 ? rho : [.. _rho.Zip(rho, (left, right) => left + right)];
        // A loss that no trained parameter takes part in, as of pixels without any expert, moves nothing.
        if (over == RhoOver.MicroBatch)
            Backward(total / batches);
        else
            _kept.Add(batch);
        return true;
    }

    /// <summary>Goes backward where that could not be done before all micro-batches were there.</summary>
    public void Finish()
    {
        if (over == RhoOver.MicroBatch)
            return;
        var total = _kept.Select(batch => batch.Total).Aggregate((sum, one) => sum + one) / batches;
        if (_kept[0].Rho is not null && objective.Balance(_kept.Select(batch => batch.Rho!).Aggregate((sum, one) => sum + one) / _kept.Count) is { } balance)
        {
            total += balance.Weighted;
            _sum += (LossParts.Zero with { Total = balance.Weighted.ToDouble(), Balancing = balance.Penalty }) * Counted;
        }
        Backward(total);
    }

    /// <summary>The numbers.</summary>
    public StepOutcome Outcome(int badInRow) => new(Counted, _sum, _rho, badInRow);

    private static void Backward(Tensor loss)
    {
        if (loss.requires_grad)
            loss.backward();
    }
}
