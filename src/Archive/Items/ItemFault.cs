namespace DeferredSeg.Archive.Items;

/// <summary>Why an item has no result.</summary>
/// <param name="Message">For a person, a sentence or two.</param>
/// <param name="Code">Of which kind it is, as whoever makes routers counts them; 0 where none of them said so, such as where workers died.</param>
[GenerateSerializer]
[Immutable]
public sealed record ItemFault([property: Id(0)] string Message, [property: Id(1)] int Code = 0);
