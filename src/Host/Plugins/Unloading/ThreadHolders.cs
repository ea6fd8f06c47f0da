using System.Text;

namespace DeferredSeg.Host.Plugins.Unloading;

/// <summary>
/// Running threads that a plugin started: they hold its code. The system shows them by name, and a thread without a name of its own has that of the
/// thread that started it, which is the plugin's. Native libraries start threads too, so that this is a guess, for want of a better one. On Linux.
/// </summary>
internal static class ThreadHolders
{
    private const int LongestName = 15;

    /// <summary>Looks for threads of the plugin's name; its own call thread must have ended.</summary>
    public static IReadOnlyList<string> Of(string plugin)
    {
        var name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(plugin).AsSpan()[..Math.Min(LongestName, plugin.Length)]);
        var count = Names().Count(other => other == name);
        return count == 0 ? [] : ["perhaps a thread that it started and that still runs"];
    }

    private static IEnumerable<string> Names()
    {
        if (!Directory.Exists("/proc/self/task"))
            yield break;
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
