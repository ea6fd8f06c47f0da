using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Metrics.Routed;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>The calibration of the probability that one channel is right.</summary>
internal sealed record ChannelNumbers(
    int Channel,
    double Ece,
    double Mce,
    double Brier,
    double Nll,
    [property: JsonPropertyName("mean_probability")] double MeanProbability,
    double Accuracy
)
{
    public static ChannelNumbers Of(ChannelCalibration channel) =>
        new(
            channel.Channel,
            channel.Reliability.ExpectedError,
            channel.Reliability.MaximumError,
            channel.Score.Brier,
            channel.Score.NegativeLogLikelihood,
            channel.MeanProbability,
            channel.Accuracy
        );
}
