using System.Text;

namespace DeferredSeg.Reporting.Tests.Tables;

/// <summary>Reads CSV by the letter of RFC 4180.</summary>
internal static class CsvFields
{
    public static List<List<string>> Read(string text)
    {
        List<List<string>> rows = [];
        List<string> row = [];
        StringBuilder field = new();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == '"')
            {
                for (at++; text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'); at++)
                {
                    if (text[at] == '"')
                        at++;
                    field.Append(text[at]);
                }
                at++;
            }
            while (text[at] is not (',' or '\r'))
                field.Append(text[at++]);
            row.Add(field.ToString());
            field.Clear();
            if (text[at++] == ',')
                continue;
            Assert.Equal('\n', text[at++]);
            rows.Add(row);
            row = [];
        }
        return rows;
    }
}
