namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>
/// The volumes that were used last, up to a number of bytes, the latest always. Several threads may call at once; of those who want the same one reads.
/// </summary>
internal sealed class VolumeCache(long capacity)
{
    private readonly Dictionary<string, (Lazy<LoadedVolume> Volume, long Used)> _volumes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _clock;

    public LoadedVolume Get(string file, Func<LoadedVolume> read)
    {
        Lazy<LoadedVolume> volume;
        lock (_lock)
        {
            volume = _volumes.TryGetValue(file, out var known) ? known.Volume : new(read);
            _volumes[file] = (volume, ++_clock);
        }
        try
        {
            return volume.Value;
        }
        catch
        {
            // A file that is mended is read again.
            lock (_lock)
                _volumes.Remove(file);
            throw;
        }
        finally
        {
            lock (_lock)
                Shrink();
        }
    }

    private void Shrink()
    {
        var read = _volumes.Where(entry => entry.Value.Volume.IsValueCreated).OrderByDescending(entry => entry.Value.Used).ToList();
        var bytes = 0L;
        foreach (var (file, entry) in read)
        {
            bytes += 4L * entry.Volume.Value.Values.Length;
            if (bytes > capacity && file != read[0].Key)
                _volumes.Remove(file);
        }
    }
}
