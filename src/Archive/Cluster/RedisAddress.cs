using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace DeferredSeg.Archive.Cluster;

/// <summary>Where the Redis is over which workers find each other: <c>redis://host:6379</c>, <c>rediss://</c> with TLS, with <c>user:password@</c>.</summary>
public sealed class RedisAddress
{
    private const int DefaultPort = 6379;

    private RedisAddress(string text, ConfigurationOptions options) => (Text, Options) = (text, options);

    /// <summary>As it was typed, without the password.</summary>
    public string Text { get; }

    /// <summary>Whether it is this machine.</summary>
    public bool IsLoopback =>
        Options.EndPoints[0] switch
        {
            DnsEndPoint named => named.Host is "localhost",
            IPEndPoint address => IPAddress.IsLoopback(address.Address),
            _ => false,
        };

    internal ConfigurationOptions Options { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">What was typed.</param>
    /// <returns>Null where it is none.</returns>
    public static RedisAddress? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            return null;
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return null;
        var path = uri.AbsolutePath.Trim('/');
        var database = 0;
        if (path.Length > 0 && (!int.TryParse(path, out database) || database is < 0 or > 99))
            return null;
        var options = new ConfigurationOptions
        {
            Ssl = uri.Scheme == "rediss",
            DefaultDatabase = database,
            AbortOnConnectFail = false,
            ConnectTimeout = 5000,
            AsyncTimeout = 5000,
        };
        options.EndPoints.Add(uri.Host, uri.IsDefaultPort || uri.Port < 0 ? DefaultPort : uri.Port);
        var user = uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        if (user.Length == 2)
            (options.User, options.Password) = (user[0].Length > 0 ? user[0] : null, user[1]);
        else if (user[0].Length > 0)
            options.Password = user[0];
        var shown = new UriBuilder(uri) { UserName = "", Password = "" }
            .Uri.ToString()
            .TrimEnd('/');
        return new(shown, options);
    }

    /// <summary>Asks it whether it is there, within six seconds.</summary>
    /// <exception cref="ClusterException">It is not, or answers with an error.</exception>
    public async Task RequireThere()
    {
        var once = Options.Clone();
        once.AbortOnConnectFail = true;
        once.ConnectRetry = 1;
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(once);
            await connection.GetDatabase().PingAsync();
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or SocketException or TimeoutException)
        {
            var why = e.InnerException is RedisException inner ? inner.Message : e.Message;
            throw new ClusterException(
                $"The cluster {Text} does not answer; expected a Redis server that this machine reaches: {FirstSentence(why)} Start one (redis-server), or "
                    + "mend the address, its password or the network.",
                e
            );
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // Behind it the client tells its own counters.
    private static string FirstSentence(string text)
    {
        var end = text.IndexOfAny(['.', '\n', '(']);
        return (end > 0 ? text[..end] : text).Trim().TrimEnd(',', ';', ':') + ".";
    }
}
