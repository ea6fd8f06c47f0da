namespace DeferredSeg.Host.Commands.Route;

/// <summary>A connected region that was routed to one expert.</summary>
internal sealed record RoutedRegion(string Expert, int Pixels, int Top, int Left, int Bottom, int Right);
