using DeferredSeg.Archive;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Commands.Workers;
using DeferredSeg.Host.Plugins.Isolation;

namespace DeferredSeg.Host.Commands.Route.Archives;

/// <summary>Routes items of an archive exactly as <c>route</c> does images, into the folder that it is given.</summary>
/// <param name="prepared">What the order says.</param>
/// <param name="images">Images and the system that routes them.</param>
/// <param name="isLent">Whether both are somebody else's.</param>
internal sealed class ArchiveRouter(PreparedRoute prepared, RoutedSource images, bool isLent) : IArchiveRouter
{
    // An item that could not be read where archives are listed has no content to be known by.
    private const string Unread = "unread-";

    private readonly ItemRouting _routing = new(images.System, images.Experiment, images.Source, images.Weights, prepared.Check, prepared.Files);
    private RouteState? _state;
    private (ImageSource Source, Dictionary<string, RoutedItem> Items)? _listed;

    /// <summary>Makes one of the words of a <c>route --archive</c>.</summary>
    public static ArchiveRouter Open(IReadOnlyList<string> words)
    {
        var options = new RouteOptions();
        var prepared = PreparedRoute.Read(options, OrderedWork.Parse(RouteCommand.Create(options), words));
        try
        {
            return new(prepared, prepared.Images(questions: null), isLent: false);
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ArchiveIdentity Identity => new(WorkOrders.Program, _routing.Configuration, _routing.Weights);

    /// <inheritdoc/>
    public string Mark => RouteState.CaseFile;

    /// <summary>What the output holds already.</summary>
    /// <exception cref="DataException">Results of another configuration or of other weights.</exception>
    public RouteState State => _state ??= RouteState.Open(prepared.Output, _routing.Configuration, _routing.Weights);

    /// <inheritdoc/>
    public void RequireOutput() => _ = State;

    /// <summary>The items that are not complete. It may be read on another thread: it has the images read anew.</summary>
    /// <param name="source">The images.</param>
    /// <param name="kept">Is told of each that is complete.</param>
    public IEnumerable<ArchiveItem> Open(ImageSource source, Action kept)
    {
        foreach (var item in source.Items)
        {
            string hash;
            try
            {
                hash = ItemRouting.Read(source, item).Fingerprint;
            }
            catch (UnroutableException)
            {
                hash = Unread + WorkOrders.Hash(item.Name);
            }
            var one = new ArchiveItem(item.Name, hash);
            if (IsComplete(one))
                kept();
            else
                yield return one;
        }
    }

    /// <inheritdoc/>
    public bool IsComplete(ArchiveItem item) => State.Complete(item.Name, item.Hash, prepared.Files) is not null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Stale(string folder) => RouteState.Stale(folder);

    /// <inheritdoc/>
    public void Route(ArchiveItem item, string folder, CancellationToken cancellation)
    {
        try
        {
            var (source, one) = Find(item.Name);
            var read = ItemRouting.Read(source, one);
            if (read.Fingerprint != item.Hash && !item.Hash.StartsWith(Unread, StringComparison.Ordinal))
                throw new BadItemException(
                    $"{one.Source ?? item.Name} holds something else than when the archive was listed; expected files that stay as they are while they are "
                        + "routed, and the same on every machine. Type the same again."
                );
            var result = _routing.Route(read, () => folder, _ => { }, cancellation);
            RouteState.SaveIn(folder, read.Fingerprint, prepared.Files, result);
        }
        catch (Exception e) when (e is UnroutableException or PluginCallException { GoesOn: true })
        {
            throw new BadItemException(e.Message, e);
        }
    }

    public void Dispose()
    {
        if (isLent)
            return;
        images.Dispose();
        prepared.Dispose();
    }

    // Images may have come since this listed them.
    private (ImageSource Source, RoutedItem Item) Find(string name)
    {
        _listed ??= Listed(images.Source);
        if (!_listed.Value.Items.TryGetValue(name, out var item))
        {
            _listed = Listed(prepared.Source());
            if (!_listed.Value.Items.TryGetValue(name, out item))
                throw new BadItemException($"{name} is not among the images that this machine sees; expected the same folders on every machine.");
        }
        return (_listed.Value.Source, item);
    }

    private static (ImageSource, Dictionary<string, RoutedItem>) Listed(ImageSource source) =>
        (source, source.Items.ToDictionary(item => item.Name, StringComparer.Ordinal));
}
