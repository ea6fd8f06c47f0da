using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DeferredSeg.Archive.Items;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace DeferredSeg.Archive.Cluster;

/// <summary>This process as a member of a cluster: of itself alone, or of all that name one Redis.</summary>
public sealed class ArchiveCluster : IAsyncDisposable
{
    private const string Name = "deferredseg";

    private readonly IHost _host;

    private ArchiveCluster(IHost host, CancellationToken lost) => (_host, Lost) = (host, lost);

    /// <summary>Reaches what the cluster knows.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Ends when the others took this process for dead, so that it has to join anew.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Joins.</summary>
    /// <param name="redis">Where the others are found; null for a cluster of this process alone.</param>
    /// <param name="times">How long everybody waits.</param>
    /// <param name="address">At which address the others reach this machine; null finds it.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ClusterException">Redis does not answer, or the cluster cannot be joined.</exception>
    public static async Task<ArchiveCluster> Join(RedisAddress? redis, ArchiveTimes times, IPAddress? address, CancellationToken cancellation)
    {
        if (redis is not null)
            await redis.RequireThere();
        var expelled = new Expelled();
        var host = Built(redis, times, redis is null or { IsLoopback: true } && address is null ? IPAddress.Loopback : address ?? Own(), expelled);
        try
        {
            await host.StartAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await Disposed(host);
            throw new ClusterException(
                $"The cluster {redis?.Text ?? "of this machine"} could not be joined: {e.GetBaseException().Message} Where its members cannot reach each "
                    + "other, name the address that others reach this machine at: --address",
                e
            );
        }
        catch
        {
            await Disposed(host);
            throw;
        }
        return new(host, expelled.Token);
    }

    /// <summary>Leaves, within ten seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Lost.IsCancellationRequested ? TimeSpan.Zero : TimeSpan.FromSeconds(10));
        try
        {
            await _host.StopAsync(limit.Token);
        }
        catch (Exception)
        {
            // The others find out by themselves.
        }
        await Disposed(_host);
    }

    private static IHost Built(RedisAddress? redis, ArchiveTimes times, IPAddress address, Expelled expelled)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(times).AddSingleton<IFatalErrorHandler>(expelled);
        // Ctrl-C is the command's.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.UseOrleans(silo =>
        {
            var (own, gateway) = (FreePort(address), FreePort(address));
            if (redis is null)
                silo.UseLocalhostClustering(own, gateway, serviceId: Name, clusterId: Name).AddMemoryGrainStorage(ItemGrain.Storage);
            else
                silo.UseRedisClustering(options => options.ConfigurationOptions = redis.Options.Clone())
                    .AddRedisGrainStorage(
                        ItemGrain.Storage,
                        options =>
                        {
                            options.ConfigurationOptions = redis.Options.Clone();
                            // What a cluster that ended left is gone after a week.
                            options.EntryExpiry = TimeSpan.FromDays(7);
                            options.DeleteStateOnClear = true;
                        }
                    )
                    .ConfigureEndpoints(address, own, gateway, listenOnAnyHostAddress: !IPAddress.IsLoopback(address))
                    .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Name, Name))
                    .Configure<ClusterMembershipOptions>(Membership);
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10))
                .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10))
                .Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(5));
        });
        return builder.Build();
    }

    /// <summary>A member that was killed is known to be dead within about ten seconds, also where no other is left to see it.</summary>
    private static void Membership(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = 4;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(4);
        options.NumMissedTableIAmAliveLimit = 3;
        options.DefunctSiloExpiration = TimeSpan.FromHours(1);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The address at which others reach this machine: of what is up and has a gateway first.</summary>
    private static IPAddress Own()
    {
        var candidates =
            from network in NetworkInterface.GetAllNetworkInterfaces()
            where network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback
            let properties = network.GetIPProperties()
            orderby properties.GatewayAddresses.Count == 0
            from unicast in properties.UnicastAddresses
            where unicast.Address.AddressFamily == AddressFamily.InterNetwork && !unicast.Address.ToString().StartsWith("169.254.", StringComparison.Ordinal)
            select unicast.Address;
        return candidates.FirstOrDefault()
            ?? throw new ClusterException("This machine has no address at which others reach it; name one: --address 10.0.0.5, for example.");
    }

    private static async Task Disposed(IHost host)
    {
        try
        {
            if (host is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
            else
                host.Dispose();
        }
        catch (Exception)
        {
            // What could not be started in whole cannot always be freed in whole.
        }
    }

    /// <summary>The engine would end the process when the others take it for dead; its work may go on.</summary>
    private sealed class Expelled : IFatalErrorHandler
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken Token => _source.Token;

        public bool IsUnexpected(Exception exception) => false;

        public void OnFatalException(object? sender, string? context, Exception? exception) => _source.Cancel();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
