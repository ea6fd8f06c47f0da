namespace PluginTemplate.Tests;

/// <summary>An author's folder whose feed the host has written.</summary>
public sealed class AuthorFeed : IDisposable
{
    public AuthorFeed()
    {
        try
        {
            Folder.Host("plugins", "feed", "--output", Feed).Succeeded();
        }
        catch
        {
            Folder.Dispose();
            throw;
        }
    }

    public string Feed => Folder.Of("feed");

    internal AuthorFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();
}
