using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands;

/// <summary>A backbone's options from a file and from the command line.</summary>
internal static class BackboneOptions
{
    /// <exception cref="ConfigurationException">The file is missing or no JSON, or a setting has no value.</exception>
    public static IConfiguration Read(string? file, IReadOnlyList<string> settings)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
        {
            var path = Path.GetFullPath(file);
            if (!File.Exists(path)) throw new ConfigurationException($"{file} is not there; --options expects a JSON file.");
            builder.AddJsonFile(path);
        }
        var unclear = settings.Where(setting => setting.IndexOf('=') < 1).ToList();
        if (unclear.Count > 0) throw new ConfigurationException($"--set expects name=value, found {string.Join(", ", unclear.Select(setting => $"'{setting}'"))}.");
        builder.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting[..setting.IndexOf('=')], setting[(setting.IndexOf('=') + 1)..])));
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException($"{file} is not JSON: {e.GetBaseException().Message} Expected is an object such as {{ \"width\": 16 }}.", e);
        }
    }
}
