using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>One expert.</summary>
/// <param name="Source">An expert source's name, for example oracle; plugin/name where several plugins have one of that name.</param>
/// <param name="Name">The expert's name in tables and files, unique in the experiment; without it the source's name, numbered where there are several.</param>
/// <param name="Options">The source's own options.</param>
public sealed record ExpertSettings(string Source = "oracle", string? Name = null, IConfiguration? Options = null);
