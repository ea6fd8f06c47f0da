using DeferredSeg.Archive.Items;

namespace DeferredSeg.Archive;

/// <summary>Routes the items of one archive, one at a time. It is made, used and disposed on one thread that is nobody else's.</summary>
public interface IArchiveRouter : IDisposable
{
    /// <summary>What its results follow from.</summary>
    ArchiveIdentity Identity { get; }

    /// <summary>Looks into the output's folder, which holds results of the same identity or none.</summary>
    void RequireOutput();

    /// <summary>The file of a result that says that all others are there, such as <c>case.json</c>.</summary>
    string Mark { get; }

    /// <summary>Whether an item's result is in the output already, whole and of this content.</summary>
    /// <param name="item">The item.</param>
    bool IsComplete(ArchiveItem item);

    /// <summary>What an earlier run left in an item's folder of the output, <see cref="Mark"/> first.</summary>
    /// <param name="folder">The folder, which is there.</param>
    IReadOnlyList<string> Stale(string folder);

    /// <summary>Routes an item and writes its files, <see cref="Mark"/> among them.</summary>
    /// <param name="item">The item.</param>
    /// <param name="folder">An empty folder for the files.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadItemException">The item cannot be read or routed, whatever others can.</exception>
    void Route(ArchiveItem item, string folder, CancellationToken cancellation);
}

/// <summary>Makes the router of an archive.</summary>
public interface IArchiveRouters
{
    /// <summary>Opens what an order names: configuration, weights and images.</summary>
    /// <param name="order">The order.</param>
    IArchiveRouter Open(ArchiveOrder order);

    /// <summary>What an exception of <see cref="Open"/> or of a router means for a person, in one message, and of which kind it is.</summary>
    /// <param name="exception">The exception.</param>
    ItemFault Fault(Exception exception);
}

/// <summary>One item cannot be read or routed. The message is for a person.</summary>
public sealed class BadItemException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A worker must not work on an archive: it would give other results.</summary>
public sealed class RefusedWorkerException(string message) : Exception(message);
