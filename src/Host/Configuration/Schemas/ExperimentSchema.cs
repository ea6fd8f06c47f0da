using DeferredSeg.Host.Configuration.Settings;
using DeferredSeg.Schema;

namespace DeferredSeg.Host.Configuration.Schemas;

/// <summary>What an experiment's configuration may hold, from the settings' own types.</summary>
internal static class ExperimentSchema
{
    /// <summary>The schema; the options of plugins are open in it.</summary>
    public static ObjectSchema Host { get; } = SchemaReader.Read(typeof(ExperimentSettings));

    /// <summary>A property of a schema.</summary>
    public static SchemaNode Property(ObjectSchema schema, string name) => schema.Properties.First(property => property.Name == name).Node;
}
