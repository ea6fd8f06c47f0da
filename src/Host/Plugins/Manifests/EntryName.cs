using System.Text.RegularExpressions;

namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>Which file names may be a plugin's entry: plain ones, so that none can mean another folder on any system.</summary>
internal static partial class EntryName
{
    public static bool IsAllowed(string name) => Form().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal) && !IsDevice(name);

    /// <summary>Whether Windows means a device by it, whatever follows the first dot.</summary>
    public static bool IsDevice(string name) => Device().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,120}\.dll\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9])(\.|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Device();
}
