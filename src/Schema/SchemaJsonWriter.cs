using System.Text.Json;

namespace DeferredSeg.Schema;

/// <summary>Writes schemas, the members always in the same order.</summary>
internal static class SchemaJsonWriter
{
    public static void Write(Utf8JsonWriter writer, SchemaNode node, string? dialect)
    {
        writer.WriteStartObject();
        if (dialect is not null)
            writer.WriteString("$schema", dialect);
        if (node.Description is not null)
            writer.WriteString("description", node.Description);
        WriteType(writer, node);
        switch (node)
        {
            case ChoiceSchema choice:
                WriteChoices(writer, choice);
                break;
            case IntegerSchema integer:
                if (integer.Minimum is { } least)
                    writer.WriteNumber("minimum", least);
                if (integer.Maximum is { } most)
                    writer.WriteNumber("maximum", most);
                if (integer.MultipleOf is { } divisor)
                    writer.WriteNumber("multipleOf", divisor);
                break;
            case NumberSchema number:
                if (number.Minimum is { } lower)
                    writer.WriteNumber("minimum", lower);
                if (number.Maximum is { } upper)
                    writer.WriteNumber("maximum", upper);
                break;
            case ArraySchema array:
                writer.WritePropertyName("items");
                Write(writer, array.Items, null);
                break;
            case ObjectSchema item:
                WriteProperties(writer, item);
                break;
        }
        if (node.Default is { } value)
            WriteDefault(writer, node, value.Text);
        writer.WriteEndObject();
    }

    private static string TypeName(SchemaNode node) =>
        node switch
        {
            ObjectSchema => "object",
            ArraySchema => "array",
            BooleanSchema => "boolean",
            IntegerSchema => "integer",
            NumberSchema => "number",
            _ => "string",
        };

    private static void WriteType(Utf8JsonWriter writer, SchemaNode node)
    {
        if (!node.IsNullable)
        {
            writer.WriteString("type", TypeName(node));
            return;
        }
        writer.WriteStartArray("type");
        writer.WriteStringValue(TypeName(node));
        writer.WriteStringValue("null");
        writer.WriteEndArray();
    }

    private static void WriteChoices(Utf8JsonWriter writer, ChoiceSchema choice)
    {
        writer.WriteStartArray("enum");
        foreach (var text in choice.Choices)
            writer.WriteStringValue(text);
        // Validators ask 'enum' as well as 'type': without it null would be refused.
        if (choice.IsNullable)
            writer.WriteNullValue();
        writer.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter writer, ObjectSchema item)
    {
        writer.WriteStartObject("properties");
        foreach (var property in item.Properties)
        {
            writer.WritePropertyName(property.Name);
            Write(writer, property.Node, null);
        }
        writer.WriteEndObject();
        if (item.Required.Count > 0)
        {
            writer.WriteStartArray("required");
            foreach (var name in item.Required)
                writer.WriteStringValue(name);
            writer.WriteEndArray();
        }
        writer.WriteBoolean("additionalProperties", item.IsOpen);
    }

    private static void WriteDefault(Utf8JsonWriter writer, SchemaNode node, string? text)
    {
        writer.WritePropertyName("default");
        if (text is null)
            writer.WriteNullValue();
        else if (node is BooleanSchema or IntegerSchema or NumberSchema)
            writer.WriteRawValue(text);
        else
            writer.WriteStringValue(text);
    }
}
