using System.Text.Json;

namespace DeferredSeg.Schema.Tests.Json;

public sealed class MalformedSchemaTests
{
    [Theory]
    [InlineData("""{ "type": """, "not JSON")]
    [InlineData("""[]""", "$ is '[]'; expected a schema")]
    [InlineData("""{}""", "$ has no 'type'")]
    [InlineData("""{ "type": "int" }""", "$.type is '\"int\"'; expected one of object, array")]
    [InlineData("""{ "type": 3 }""", "$.type is '3'")]
    [InlineData("""{ "type": [] }""", "$.type is '[]'")]
    [InlineData("""{ "type": ["string", "number"] }""", "$.type is '[\"string\", \"number\"]'")]
    [InlineData("""{ "type": ["string", "null", "null"] }""", "$.type is")]
    [InlineData("""{ "type": "integer", "minimum": "1" }""", "$.minimum is '\"1\"'; expected a whole number")]
    [InlineData("""{ "type": "integer", "minimum": 0.5 }""", "$.minimum is '0.5'; expected a whole number")]
    [InlineData("""{ "type": "integer", "maximum": 9007199254740993 }""", "$.maximum is '9007199254740993'")]
    [InlineData("""{ "type": "integer", "multipleOf": 0 }""", "$.multipleOf is '0'; expected a whole number from 1")]
    [InlineData("""{ "type": "number", "maximum": 1e999 }""", "$.maximum is '1e999'; expected a finite number")]
    [InlineData("""{ "type": "number", "multipleOf": 2 }""", "$ has 'multipleOf', which options do not use here")]
    [InlineData("""{ "type": "string", "pattern": "(a+)+" }""", "$ has 'pattern', which options do not use here.")]
    [InlineData("""{ "type": "string", "desciption": "" }""", "did you mean 'description'?")]
    [InlineData("""{ "type": "string", "description": 3 }""", "$.description is '3'; expected text")]
    [InlineData("""{ "type": "string", "type": "number" }""", "$ has 'type' twice")]
    [InlineData("""{ "type": "string", "enum": [] }""", "$.enum is '[]'; expected a list of different texts")]
    [InlineData("""{ "type": "string", "enum": ["a", "a"] }""", "different texts")]
    [InlineData("""{ "type": "string", "enum": ["a", 1] }""", "different texts")]
    [InlineData("""{ "type": "string", "enum": "a" }""", "different texts")]
    [InlineData("""{ "type": ["string", "null"], "enum": ["a"] }""", "null at its end")]
    [InlineData("""{ "type": "string", "enum": ["a"], "default": "b" }""", "$.default is '\"b\"'; expected a value that the schema itself allows")]
    [InlineData("""{ "type": "string", "default": null }""", "$.default is 'null'")]
    [InlineData("""{ "type": "integer", "default": 1.5 }""", "$.default is '1.5'")]
    [InlineData("""{ "type": "boolean", "default": "true" }""", "$.default is")]
    [InlineData("""{ "type": "array", "items": { "type": "string" }, "default": [] }""", "that of an object or array is null")]
    [InlineData("""{ "type": "array" }""", "$ has no 'items'")]
    [InlineData("""{ "type": "array", "items": [] }""", "$.items is '[]'; expected a schema")]
    [InlineData("""{ "type": "object", "properties": [] }""", "$.properties is '[]'; expected an object")]
    [InlineData("""{ "type": "object", "properties": { "a": { "type": "text" } } }""", "$.properties.a.type is '\"text\"'")]
    [InlineData("""{ "type": "object", "properties": { "a": { "type": "string" }, "A": { "type": "string" } } }""", "$.properties names 'A' twice")]
    [InlineData("""{ "type": "object", "required": ["a"] }""", "$.required names 'a', which is not among the properties")]
    [InlineData("""{ "type": "object", "required": "a" }""", "$.required is '\"a\"'; expected a list of texts")]
    [InlineData("""{ "type": "object", "additionalProperties": { "type": "string" } }""", "expected true or false")]
    [InlineData("""{ "$schema": "http://json-schema.org/draft-07/schema#", "type": "string" }""", "$.$schema is")]
    [InlineData("""{ "type": "array", "items": { "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string" } }""", "$.items has '$schema'")]
    public void The_place_what_was_found_and_what_is_expected_are_told(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<SchemaFormatException>(() => SchemaJson.Parse(json)).Message);

    [Fact]
    public void A_schema_that_is_nested_too_deep_is_refused()
    {
        var json = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 40)) + """{"type":"string"}""" + new string('}', 40);

        Assert.Contains("deeper than 32", Assert.Throws<SchemaFormatException>(() => SchemaJson.Parse(json)).Message);
    }

    [Fact]
    public void A_schema_that_is_deeper_than_json_may_be_is_refused() =>
        Assert.Contains(
            "not JSON",
            Assert.Throws<SchemaFormatException>(() => SchemaJson.Parse(string.Concat(Enumerable.Repeat("""{"items":""", 10_000)))).Message
        );

    [Fact]
    public void A_schema_of_too_many_places_is_refused()
    {
        var properties = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"p{i}\":" + """{"type":"string"}"""));

        Assert.Contains(
            "more than 10000 places",
            Assert.Throws<SchemaFormatException>(() => SchemaJson.Parse("""{"type":"object","properties":{""" + properties + "}}")).Message
        );
    }

    [Fact]
    public void Choices_count_as_places() =>
        Assert.Contains(
            "more than 10000 places",
            Assert
                .Throws<SchemaFormatException>(() =>
                    SchemaJson.Parse($$"""{"type":"string","enum":{{JsonSerializer.Serialize(Enumerable.Range(0, 10_001).Select(i => $"c{i}"))}}}""")
                )
                .Message
        );

    [Fact]
    public void A_text_that_is_too_long_is_refused_before_it_is_read() =>
        Assert.Contains(
            "expected are at most",
            Assert.Throws<SchemaFormatException>(() => SchemaJson.Parse(new string(' ', SchemaJson.LongestText + 1))).Message
        );

    [Fact]
    public void Messages_stay_short()
    {
        var name = new string('x', 100_000);

        Assert.InRange(
            Assert
                .Throws<SchemaFormatException>(() => SchemaJson.Parse($$"""{"type":"object","properties":{"{{name}}":{"type":"{{name}}"} } }"""))
                .Message.Length,
            1,
            500
        );
    }
}
