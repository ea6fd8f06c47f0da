namespace DeferredSeg.Host.Plugins.Unloading;

/// <summary>Named threads of this process, as the system shows them: a thread that runs a plugin's code holds it. On Linux.</summary>
internal static class ThreadHolders
{
    private static readonly HashSet<string> _hosts = [.. Names()];

    /// <summary>Call once before plugins are loaded: threads that are there already are not theirs.</summary>
    public static void Remember()
    {
    }

    public static IReadOnlyList<string> Of()
    {
        var fresh = Names().Where(name => !_hosts.Contains(name) && !name.StartsWith(".NET ", StringComparison.Ordinal)).Distinct().Order().ToList();
        return fresh.Count == 0 ? [] : [$"one of the threads that started since ({string.Join(", ", fresh.Select(name => $"'{name}'"))})"];
    }

    private static IEnumerable<string> Names()
    {
        if (!Directory.Exists("/proc/self/task")) yield break;
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            string name;
            try
            {
                name = File.ReadAllText(Path.Combine(task, "comm")).TrimEnd('\n');
            }
            catch (IOException)
            {
                // It ended between the listing and now.
                continue;
            }
            yield return name;
        }
    }
}
