using System.Globalization;
using System.Text;
using System.Xml;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Reports;

/// <summary>Writes HTML that is well-formed XML too: everything that is opened is closed, and whatever a text holds stays text.</summary>
internal sealed class HtmlWriter : IDisposable
{
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
    private readonly XmlWriter _xml;
    private int _ids;

    public HtmlWriter()
    {
        _text.Write("<!DOCTYPE html>\n");
        _xml = XmlWriter.Create(
            _text,
            new XmlWriterSettings
            {
                OmitXmlDeclaration = true,
                Indent = true,
                IndentChars = "",
                NewLineChars = "\n",
                Encoding = Encoding.UTF8,
            }
        );
    }

    /// <summary>An id that no other element has, the same whenever the same is written.</summary>
    public string NextId(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{++_ids}");

    /// <summary>Opens an element, which ends when what is returned is disposed. An attribute without a value is left out.</summary>
    public IDisposable Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        return new OpenElement(_xml);
    }

    /// <summary>Writes an element with a text.</summary>
    public void Element(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        Text(text);
        _xml.WriteFullEndElement();
    }

    /// <summary>Writes an element that never has content.</summary>
    public void Void(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        _xml.WriteEndElement();
    }

    /// <summary>A picture as an address that holds it: a PNG in a <c>data:</c> address.</summary>
    public static string Address(RasterImage picture) => $"data:image/png;base64,{Convert.ToBase64String(ImageFile.Png(picture))}";

    /// <summary>Writes text.</summary>
    public void Text(string text) => _xml.WriteString(CleanText.Of(text));

    /// <summary>Writes an element whose content is no text to be escaped; it must be free of the characters that XML reserves.</summary>
    public void Style(string css)
    {
        _xml.WriteStartElement("style");
        _xml.WriteRaw(css);
        _xml.WriteFullEndElement();
    }

    /// <summary>All that was written; nothing may be open.</summary>
    public string Finish()
    {
        _xml.Flush();
        return _text + "\n";
    }

    public void Dispose()
    {
        _xml.Dispose();
        _text.Dispose();
    }

    private void Start(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
                _xml.WriteAttributeString(attribute, CleanText.Of(value));
        }
    }

    private sealed class OpenElement(XmlWriter xml) : IDisposable
    {
        public void Dispose() => xml.WriteFullEndElement();
    }
}
