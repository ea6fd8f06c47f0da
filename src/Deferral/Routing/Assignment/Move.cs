namespace DeferredSeg.Deferral.Routing.Assignment;

/// <summary>A pixel that could go from one channel to another.</summary>
/// <param name="Cost">What is lost by it; negative for a gain.</param>
/// <param name="Order">Which of equal moves comes first: the pixel, or its complement where the higher pixel does.</param>
internal readonly record struct Move(long Cost, int Order)
{
    public int Pixel => Order < 0 ? ~Order : Order;

    public bool Precedes(in Move other) => Cost < other.Cost || (Cost == other.Cost && Order < other.Order);
}
