using System.Reflection;
using VerifyXunit;

namespace DeferredSeg.Schema.Tests.Reading;

public sealed class SchemaReaderTests
{
    [Fact]
    public Task Every_kind_of_option_has_its_schema() => Verifier.Verify(SchemaJson.ToText(SchemaReader.Read(typeof(EveryKind))));

    [Fact]
    public void A_type_that_is_only_looked_at_has_the_schema_of_the_live_one()
    {
        using var context = new MetadataLoadContext(
            new PathAssemblyResolver(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator))
        );
        var type = context.LoadFromAssemblyPath(typeof(EveryKind).Assembly.Location).GetType(typeof(EveryKind).FullName!)!;

        Assert.NotEqual(typeof(EveryKind), type);
        Assert.Equal(SchemaJson.ToText(SchemaReader.Read(typeof(EveryKind))), SchemaJson.ToText(SchemaReader.Read(type)));
    }

    [Fact]
    public void Without_documentation_there_are_no_descriptions()
    {
        var schema = SchemaReader.Read(typeof(EveryKind), _ => XmlDescriptions.None);

        Assert.DoesNotContain("description", SchemaJson.ToText(schema));
        Assert.Equal(19, schema.Properties.Count);
    }

    [Fact]
    public void Defaults_are_what_a_configuration_would_hold()
    {
        var defaults = SchemaReader.Read(typeof(EveryKind)).Properties.ToDictionary(property => property.Name, property => property.Node.Default!.Text);

        Assert.Equal(
            ("64", "1E-05", "true", "oneVsAll", null, "a \"plain\" name\n"),
            (defaults["width"], defaults["rate"], defaults["bilinear"], defaults["surrogate"], defaults["boundary"], defaults["name"])
        );
    }

    [Fact]
    public void What_is_no_option_record_is_refused() =>
        Assert.Contains("System.String is no option record", Assert.ThrowsAny<InvalidOperationException>(() => SchemaReader.Read(typeof(string))).Message);

    [Fact]
    public void An_open_object_takes_anything()
    {
        var node = SchemaReader.Read(typeof(EveryKind)).Properties.Single(property => property.Name == "extra").Node;

        Assert.True(node is ObjectSchema { IsOpen: true, IsNullable: true, Properties.Count: 0 });
    }
}
