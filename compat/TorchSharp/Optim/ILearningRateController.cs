namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>What a schedule changes.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }

        /// <summary>What has two decay rates of moments.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }

        /// <summary>What has a momentum.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }
    }
}
