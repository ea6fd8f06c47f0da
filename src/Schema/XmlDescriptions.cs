using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace DeferredSeg.Schema;

/// <summary>The descriptions in an assembly's XML documentation file, as plain text.</summary>
public sealed partial class XmlDescriptions
{
    private readonly Dictionary<string, XElement> _members;

    private XmlDescriptions(IEnumerable<XElement> members) =>
        _members = members.GroupBy(member => member.Attribute("name")?.Value ?? "").ToDictionary(group => group.Key, group => group.First());

    /// <summary>No descriptions.</summary>
    public static XmlDescriptions None { get; } = new([]);

    /// <summary>Those next to an assembly's file, under its name with <c>.xml</c>; none if there is no such file or it is no XML.</summary>
    public static XmlDescriptions NextTo(Assembly assembly)
    {
        var file = assembly.Location.Length == 0 ? "" : Path.ChangeExtension(assembly.Location, ".xml");
        try
        {
            return File.Exists(file) ? new(XDocument.Load(file).Descendants("member")) : None;
        }
        catch (XmlException)
        {
            return None;
        }
    }

    /// <summary>What a type is; null if nothing is said.</summary>
    public string? OfType(Type type) => Text(Member(type)?.Element("summary"));

    /// <summary>What a parameter of a positional record is; null if nothing is said.</summary>
    public string? OfParameter(Type record, string parameter) =>
        Text(Member(record)?.Elements("param").FirstOrDefault(element => element.Attribute("name")?.Value == parameter));

    private XElement? Member(Type type) => _members.GetValueOrDefault($"T:{type.FullName?.Replace('+', '.')}");

    private static string? Text(XElement? element)
    {
        var text = element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Text(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { IsEmpty: true } reference => Reference(reference),
            XElement element => string.Concat(element.Nodes().Select(Text)),
            _ => "",
        };

    private static string Reference(XElement element)
    {
        var target = (element.Attribute("langword") ?? element.Attribute("name") ?? element.Attribute("href"))?.Value;
        return target ?? element.Attribute("cref")?.Value.Split('(')[0].Split('.', ':')[^1] ?? "";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
