using YamlDotNet.RepresentationModel;

namespace DeferredSeg.Archive.Tests;

/// <summary>The examples for Kubernetes are YAML, and name each other and the program's options rightly.</summary>
public sealed class KubernetesTests
{
    private static readonly string _folder = Path.Combine(BuildFacts.Repository, "docs", "kubernetes");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(_folder, "*.yaml").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_document_is_an_object_with_a_name(string file)
    {
        var documents = Read(file);

        Assert.NotEmpty(documents);
        Assert.All(
            documents,
            one =>
            {
                Assert.Matches("^(v1|[a-z.0-9]+/v1)$", Text(one, "apiVersion"));
                Assert.Matches("^[A-Z][A-Za-z]+$", Text(one, "kind"));
                Assert.StartsWith("deferredseg-", Text((YamlMappingNode)one["metadata"], "name"), StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Selectors_find_their_pods_and_volumes_their_claims()
    {
        var all = Directory.EnumerateFiles(_folder, "*.yaml").Select(file => Path.GetFileName(file)!).SelectMany(Read).ToList();
        var claims = all.Where(one => Text(one, "kind") == "PersistentVolumeClaim").Select(one => Text((YamlMappingNode)one["metadata"], "name")).ToList();

        Assert.Equal(["Deployment", "Deployment", "Job", "NetworkPolicy", "PersistentVolumeClaim", "Service"], all.Select(one => Text(one, "kind")).Order());
        foreach (var one in all.Where(one => Text(one, "kind") == "Deployment"))
            Assert.Equal(
                Text((YamlMappingNode)one["spec"]["selector"]["matchLabels"], "app"),
                Text((YamlMappingNode)one["spec"]["template"]["metadata"]["labels"], "app")
            );
        foreach (var one in all.Where(one => Text(one, "kind") is "Job" || Text((YamlMappingNode)one["metadata"], "name") == "deferredseg-worker"))
        {
            var pod = (YamlMappingNode)one["spec"]["template"]["spec"];
            Assert.Contains(Text((YamlMappingNode)pod["volumes"][0]["persistentVolumeClaim"], "claimName"), claims);
            Assert.Equal(Text((YamlMappingNode)pod["volumes"][0], "name"), Text((YamlMappingNode)pod["containers"][0]["volumeMounts"][0], "name"));
        }
    }

    [Theory]
    [InlineData("workers.yaml", "worker")]
    [InlineData("archive.yaml", "route")]
    public void Their_arguments_are_options_of_the_program(string file, string command)
    {
        var words = ((YamlSequenceNode)Read(file)[0]["spec"]["template"]["spec"]["containers"][0]["args"])
            .Select(word => ((YamlScalarNode)word).Value!)
            .ToList();
        var help = Program.ArchiveProcess.Run(command, "--help").Output;

        Assert.Equal(command, words[0]);
        Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)), word => Assert.Contains($"{word} ", help, StringComparison.Ordinal));
    }

    private static List<YamlMappingNode> Read(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(Path.Combine(_folder, file));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => Assert.IsType<YamlMappingNode>(document.RootNode))];
    }

    private static string Text(YamlMappingNode node, string key) => Assert.IsType<YamlScalarNode>(node[key]).Value!;
}
