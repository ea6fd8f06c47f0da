namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Learning rate schedules.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of every group, once an epoch.</summary>
            public abstract class LRScheduler
            {
                private readonly Optimizer _optimizer;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    _optimizer = optimizer;
                    LastEpoch = last_epoch;
                    Verbose = verbose;
                    BaseRates = [.. Groups.Select(group => last_epoch == -1 ? group.InitialLearningRate = group.LearningRate : group.InitialLearningRate)];
                }

                private protected int LastEpoch { get; private set; }

                private protected double[] BaseRates { get; }

                private protected IEnumerable<ILearningRateController> Groups => _optimizer.ParamGroups;

                private bool Verbose { get; }

                public virtual void step() => step(null);

                /// <summary>The next epoch, or the one that is named.</summary>
                public virtual void step(int? epoch)
                {
                    LastEpoch = epoch ?? LastEpoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToList();
                    foreach (var (group, rate) in Groups.Zip(rates))
                    {
                        group.LearningRate = rate;
                        if (Verbose) Console.WriteLine($"Adjusting learning rate to {rate}");
                    }
                }

                public IEnumerable<double> get_last_lr() => [.. Groups.Select(group => group.LearningRate)];

                protected virtual IEnumerable<double> get_lr() => get_closed_form_lr();

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();
            }
        }
    }
}
