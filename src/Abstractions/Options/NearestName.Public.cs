namespace DeferredSeg.Abstractions.Options;

// DeferredSeg.Schema compiles NearestName.cs as well, without this part: there it is internal, and the two do not collide.
public static partial class NearestName;
