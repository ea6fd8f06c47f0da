using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>
/// The data of a file must be covered by its tensors exactly once: no byte unclaimed, where something could hide,
/// and none claimed twice.
/// </summary>
internal static class SafetensorsDataLayout
{
    /// <summary>Checks, and gives the entries in the order of their data.</summary>
    public static IReadOnlyList<SafetensorsEntry> Check(IEnumerable<SafetensorsEntry> entries, ByteSource source, long dataStart)
    {
        SafetensorsEntry[] ordered = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long covered = 0;
        foreach (SafetensorsEntry entry in ordered)
        {
            string name = Quoted.Text(entry.Tensor.Name);
            if (entry.Begin > entry.End)
                throw source.Refuse(entry.DeclaredAt, $"invalid offsets of tensor {name}: begin {entry.Begin} lies after end {entry.End}");
            if (entry.Begin < covered)
                throw source.Refuse(
                    entry.DeclaredAt,
                    $"invalid offsets of tensor {name}: it begins at {entry.Begin} and overlaps the tensor before it, which ends at {covered}"
                );
            if (entry.Begin > covered)
                throw source.Refuse(entry.DeclaredAt, $"invalid offsets of tensor {name}: it begins at {entry.Begin} and leaves a gap after {covered}");
            if (entry.End - entry.Begin != entry.Tensor.ByteCount)
                throw source.Refuse(
                    entry.DeclaredAt,
                    $"tensor {name} takes {entry.Tensor.ByteCount} bytes as {entry.Tensor.Form}, but its offsets span {entry.End - entry.Begin}"
                );
            covered = entry.End;
        }

        long present = source.Length - dataStart;
        if (covered > present)
            throw source.Refuse(
                source.Length,
                $"incomplete data: the tensors take {covered} bytes, {present} follow the header; the file is truncated: fetch it again"
            );
        if (covered < present)
            throw source.Refuse(dataStart + covered, $"{present - covered} bytes follow the last tensor, where the file should end");
        return ordered;
    }
}
