using DeferredSeg.Deferral.Losses;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>That a call is refused, and that the message names what it has to.</summary>
internal static class LossRefusal
{
    public static void Refused(LossCase given, params string[] parts) => Refused(given, new DeferralLossOptions(), parts);

    public static void Refused(LossCase given, DeferralLossOptions options, params string[] parts) => Refused(() => given.Total(options), parts);

    public static void Refused(Func<object> action, params string[] parts)
    {
        var message = Assert.ThrowsAny<ArgumentException>(action).Message;
        foreach (var part in parts)
            Assert.Contains(part, message);
    }
}
