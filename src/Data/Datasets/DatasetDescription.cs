using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Data.Datasets;

/// <summary>What a dataset is.</summary>
/// <param name="Name">For tables and files.</param>
/// <param name="Channels">Planes C of an image: 1 grey, 3 red, green, blue.</param>
/// <param name="Classes">The names of the K classes of a mask. Where they exclude each other, the background is class 0.</param>
/// <param name="ClassKind">Whether classes exclude each other.</param>
/// <param name="HasGold">Whether cases come with a reference of the dataset's own.</param>
public sealed record DatasetDescription(string Name, int Channels, IReadOnlyList<string> Classes, ClassKind ClassKind, bool HasGold);
