using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>Input and output of one forward run, and the tensors that a test reads; all gone with it.</summary>
internal sealed class ForwardFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();

    public string Input => Of("in.safetensors");

    public string Output => Of("out.safetensors");

    public string Of(string name) => Path.Combine(_folder, name);

    /// <summary>Writes the input, of those tensors that are not null.</summary>
    public void Write(params (string Name, Tensor? Tensor)[] tensors) =>
        ModuleWeights.Save(tensors.Where(entry => entry.Tensor is not null).ToDictionary(entry => entry.Name, entry => entry.Tensor!), Input);

    public ProgramRun Run(string backbone, params string[] arguments) =>
        ProgramRun.Of(["forward", "--backbone", backbone, "--input", Input, "--output", Output, .. arguments]);

    /// <summary>A run that must succeed without a word of complaint.</summary>
    public ProgramRun Succeed(string backbone, params string[] arguments)
    {
        var run = Run(backbone, arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run;
    }

    public Tensor Found(string name) => Read(Output, name);

    public IReadOnlyList<string> Names()
    {
        using var file = SafetensorsFile.Open(Output);
        return [.. file.Tensors.Select(tensor => tensor.Name)];
    }

    public static Tensor Golden(string group, string file, string name) => Read(GoldenFiles.Of(group, file + ".golden.safetensors"), name);

    public static IReadOnlyList<string> GoldenNames(string group, string file, string prefix)
    {
        using var opened = SafetensorsFile.Open(GoldenFiles.Of(group, file + ".golden.safetensors"));
        return
        [
            .. opened
                .Tensors.Select(tensor => tensor.Name)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => name[prefix.Length..]),
        ];
    }

    public void Close(Tensor expected, string name, double tolerance) => Close(expected, Found(name), tolerance, name);

    public static void Close(Tensor expected, Tensor found, double tolerance, string name)
    {
        Assert.True(expected.shape.SequenceEqual(found.shape), $"{name} is [{string.Join(", ", found.shape)}]; expected [{string.Join(", ", expected.shape)}]");
        if (expected.numel() == 0)
            return;
        var difference = (expected - found).abs().max().ToDouble();
        Assert.True(difference <= tolerance, $"{name} differs by {difference:G4}; allowed is {tolerance:G4}");
    }

    /// <summary>Every gradient's norm, within a share of it and a remainder; null or 0 stands for a parameter that the loss does not reach.</summary>
    public void Norms(JsonElement expected, double share, double remainder)
    {
        var names = Names().ToHashSet();
        foreach (var one in expected.EnumerateObject())
        {
            var wanted = one.Value.ValueKind == JsonValueKind.Null ? 0 : one.Value.GetDouble();
            var found = names.Contains($"grad.{one.Name}") ? Found($"grad.{one.Name}").norm().ToDouble() : 0;
            Assert.True(Math.Abs(found - wanted) <= share * wanted + remainder, $"the gradient of {one.Name} has the norm {found:G6}; expected {wanted:G6}");
        }
    }

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static Tensor Read(string path, string name)
    {
        using var file = SafetensorsFile.Open(path);
        Assert.True(file.TryGet(name, out var tensor), $"{name} is missing; there is {string.Join(", ", file.Tensors.Select(one => one.Name).Take(30))}");
        return ModuleWeights.Read(file, tensor);
    }
}
