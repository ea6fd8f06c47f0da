namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Half a cosine from the initial rate to eta_min in T_max epochs, and on.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period;
                    private readonly double _smallest;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _period = T_max;
                        _smallest = eta_min;
                        step();
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => _smallest + (rate - _smallest) * (1 + Math.Cos(Math.PI * LastEpoch / _period)) / 2);

                    // PyTorch's recursion, so that a rate changed from outside is carried on.
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0) return Groups.Select(group => group.LearningRate);
                        if ((LastEpoch - 1 - _period) % (2 * _period) == 0)
                            return Groups.Zip(BaseRates, (group, rate) => group.LearningRate + (rate - _smallest) * (1 - Math.Cos(Math.PI / _period)) / 2);
                        var now = 1 + Math.Cos(Math.PI * LastEpoch / _period);
                        var before = 1 + Math.Cos(Math.PI * (LastEpoch - 1) / _period);
                        return Groups.Select(group => now / before * (group.LearningRate - _smallest) + _smallest);
                    }
                }
            }
        }
    }
}
