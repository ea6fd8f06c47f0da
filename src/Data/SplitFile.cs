using System.Text.Json;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Identity;
using DeferredSeg.Formats;

namespace DeferredSeg.Data;

/// <summary>The parts of a split as lists in a JSON file: <c>{ "train": [...], "validation": [...], "test": [...] }</c>.</summary>
public static class SplitFile
{
    private static readonly JsonDocumentOptions _lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads lists of case ids, or of patients, each of whom stands for all of their cases. Cases that no list names are in no part.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cases">All cases of the dataset.</param>
    /// <exception cref="DatasetException">It is not there, no such JSON, names somebody unknown, or a patient is in two parts.</exception>
    public static DatasetSplit Read(string file, IReadOnlyList<CaseInfo> cases)
    {
        if (!File.Exists(file))
            throw new DatasetException($"{file} is not there; expected a JSON file with the lists train, validation and test. Check split:file.");
        List<string> problems = [];
        var byId = cases.ToDictionary(one => one.Id, CaseNames.Comparer);
        var byPatient = cases.ToLookup(one => one.Patient, CaseNames.Comparer);
        string[] parts = [.. Enum.GetValues<SplitPart>().Select(DatasetSplit.Name)];
        var chosen = parts.ToDictionary(part => part, _ => new List<CaseInfo>());
        try
        {
            using var json = JsonDocument.Parse(Utf8Text.Read(file), _lenient);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (!chosen.TryGetValue(property.Name, out var list))
                {
                    if (!property.Name.StartsWith('$'))
                        problems.Add(
                            $"'{property.Name}' is no part; expected {string.Join(", ", parts)}."
                                + (NearestName.Of(property.Name, parts) is { } near ? $" Did you mean '{near}'?" : "")
                        );
                    continue;
                }
                foreach (var entry in property.Value.EnumerateArray())
                {
                    var name = CaseNames.Of(entry.GetString() ?? "");
                    if (byId.TryGetValue(name, out var one))
                        list.Add(one);
                    else if (byPatient.Contains(name))
                        list.AddRange(byPatient[name]);
                    else
                        problems.Add(
                            $"{property.Name} names '{name}', which is neither a case nor a patient of the dataset, "
                                + $"such as {KnownNames.Few([.. byId.Keys.Take(3)])}."
                                + (NearestName.Of(name, [.. byId.Keys]) is { } near ? $" Did you mean '{near}'?" : "")
                        );
                }
            }
        }
        catch (TextEncodingException e)
        {
            throw new DatasetException(e.Message, e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DatasetException(
                $"{file} cannot be read: {JsonFault.Of(e)} Expected {{ \"train\": [...], \"validation\": [...], \"test\": [...] }} with texts.",
                e
            );
        }
        if (problems.Count > 0)
            throw new DatasetException(file, problems);
        return new(chosen["train"], chosen["validation"], chosen["test"]);
    }

    /// <summary>The text of such a file, by case ids.</summary>
    public static string Text(DatasetSplit split) =>
        IndentedJson.Text(json =>
        {
            json.WriteStartObject();
            foreach (var part in Enum.GetValues<SplitPart>())
            {
                json.WriteStartArray(DatasetSplit.Name(part));
                foreach (var one in split[part])
                    json.WriteStringValue(one.Id);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        });
}
