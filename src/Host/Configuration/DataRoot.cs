namespace DeferredSeg.Host.Configuration;

/// <summary>
/// Paths that begin where datasets lie: <c>{data}/chase_db1</c> is below the folder that the environment variable DEFERREDSEG_DATA names, so that a
/// configuration holds no path of one machine.
/// </summary>
internal static class DataRoot
{
    private const string Mark = "{data}";
    private const string Variable = "DEFERREDSEG_DATA";

    /// <summary>The path with the folder in the place of <c>{data}</c>.</summary>
    /// <exception cref="ConfigurationException">The variable is not set.</exception>
    public static string Resolve(string path)
    {
        if (!path.Contains(Mark, StringComparison.Ordinal))
            return path;
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root
            ? path.Replace(Mark, root, StringComparison.Ordinal)
            : throw new ConfigurationException(
                $"'{path}' lies where datasets lie, and {Variable} is not set; expected the folder that holds them: {Variable}=… ./deferredseg …, or a path without {Mark}."
            );
    }
}
