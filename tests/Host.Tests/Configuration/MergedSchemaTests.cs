using System.Text.Json.Nodes;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Schema;

namespace DeferredSeg.Host.Tests.Configuration;

public sealed class MergedSchemaTests : Layered
{
    [Fact]
    public void The_schema_beside_the_example_configurations_is_that_of_the_repositorys_plugins()
    {
        using var host = PluginHost.Open(new(BuildFacts.Plugins));

        var own = Directory.EnumerateDirectories(Path.Combine(BuildFacts.Configurations, "..", "plugins")).Select(Path.GetFileName).ToList();

        var written = File.ReadAllText(Path.Combine(BuildFacts.Configurations, "schema.json"));

        Assert.True(
            MergedSchema.Text([.. host.Plugins.Where(plugin => own.Contains(plugin.Id)).SelectMany(plugin => plugin.Manifest!.Contributions)]) == written,
            "configs/schema.json is not that of the plugins in this repository: write it anew with ./deferredseg config schema "
                + "--output configs/schema.json, and look at the difference."
        );
    }

    [Fact]
    public void Each_plugins_options_stand_under_its_name()
    {
        var schema = JsonNode.Parse(MergedSchema.Text([.. Plugins.Contributions]))!;

        foreach (
            var (place, name) in new[]
            {
                (schema["properties"]!["backbone"]!, "id"),
                (schema["properties"]!["head"]!, "id"),
                (schema["properties"]!["experts"]!["items"]!, "source"),
            }
        )
        {
            var condition = Assert.Single(place["allOf"]!.AsArray())!;
            var contribution = Plugins.Contributions.Single(one =>
                one.Id == condition["if"]!["properties"]![name]!["const"]!.GetValue<string>() && one.Options == Options(condition, one.Options!)
            );
            Assert.Equal([name], condition["if"]!["required"]!.AsArray().Select(one => one!.GetValue<string>()));
            Assert.Contains(contribution.Id, place["properties"]![name]!["examples"]!.AsArray().Select(one => one!.GetValue<string>()));
        }
    }

    [Fact]
    public void The_hosts_part_is_still_the_hosts_schema()
    {
        var schema = JsonNode.Parse(MergedSchema.Text([]))!.AsObject();
        schema.Remove("title");
        schema["properties"]!.AsObject().Remove("$schema");
        foreach (var section in PluginSection.All)
        {
            JsonNode place = schema;
            foreach (var name in section.Property.Split(':'))
                place = place["properties"]![name]!;
            place = section.IsList ? place["items"]! : place;
            Assert.Empty(place["allOf"]!.AsArray());
            place.AsObject().Remove("allOf");
            place["properties"]![section.NameProperty]!.AsObject().Remove("examples");
        }

        Assert.Equal(SchemaJson.ToText(ExperimentSchema.Host), SchemaJson.ToText(SchemaJson.Parse(schema.ToJsonString())));
    }

    [Fact]
    public void The_example_configurations_name_only_what_the_schema_knows()
    {
        using var host = PluginHost.Open(new(BuildFacts.Plugins));
        foreach (var file in Directory.EnumerateFiles(BuildFacts.Configurations, "*.json").Where(file => Path.GetFileName(file) != "schema.json"))
            Assert.Empty(
                new DeferredSeg.Host.Configuration.ConfigurationValidator(
                    DeferredSeg.Host.Configuration.LayeredConfiguration.Read([file], []),
                    host.Plugins
                ).Run()
            );
    }

    /// <summary>The contribution's schema, if what stands under "then" reads back as the same.</summary>
    private static DeferredSeg.Schema.ObjectSchema? Options(JsonNode condition, DeferredSeg.Schema.ObjectSchema options) =>
        SchemaJson.ToText(SchemaJson.Parse(condition["then"]!["properties"]!["options"]!.ToJsonString())) == SchemaJson.ToText(options) ? options : null;
}
