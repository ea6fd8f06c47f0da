using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>What gets a folder of results: a picture, or a volume with its slices.</summary>
/// <param name="Name">The case's or the volume's id; the folder below the output's.</param>
/// <param name="Source">The file as it was named; null for a case of a dataset.</param>
/// <param name="VolumeFile">The volume's file; null for a picture.</param>
/// <param name="Cases">The picture, or the slices with the index of each.</param>
internal sealed record RoutedItem(string Name, string? Source, string? VolumeFile, IReadOnlyList<(CaseInfo Info, int Slice)> Cases);
