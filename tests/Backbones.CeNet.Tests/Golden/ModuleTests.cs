namespace Backbones.CeNet.Tests.Golden;

/// <summary>Each part against the original's. Tolerances are those of the golden files' README.</summary>
public sealed class ModuleTests : ScopedTensorTest
{
    public static TheoryData<string> Parts => [.. GoldenModule.Names];

    /// <summary>
    /// The parts that training changes: those with batch normalisation. One image alone is not normalised; of another the file has no numbers.
    /// </summary>
    public static TheoryData<string> Trained
    {
        get
        {
            using var golden = new GoldenFile("modules");
            return [.. GoldenModule.Names.Where(name => golden.Has($"{name}/train.out"))];
        }
    }

    [Fact]
    public void Every_part_of_the_golden_file_is_tested()
    {
        using var golden = new GoldenFile("modules");

        Assert.Equal(golden.Names("").Select(name => name.Split('/')[0]).Where(name => name != "interp").Distinct().Order(), GoldenModule.Names.Order());
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Evaluation_equals_the_original(string name) => Compare(name, "eval", 2e-5, train: false);

    [Theory]
    [MemberData(nameof(Trained))]
    public void Training_equals_the_original(string name) => Compare(name, "train", 1e-4, train: true);

    [Theory]
    [MemberData(nameof(Parts))]
    public void Without_gradients_the_output_is_the_same(string name)
    {
        using var golden = new GoldenFile("modules");
        using var part = Filled(golden, name);
        part.Module.eval();
        using var frozen = no_grad();

        Close.To(golden.Tensor($"{name}/eval.out"), part.Forward(Inputs(golden, name)), 2e-5, name);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_layout_of_the_inputs_changes_nothing(string name)
    {
        using var golden = new GoldenFile("modules");
        using var part = Filled(golden, name);
        part.Module.eval();
        var inputs = Inputs(golden, name).Select(input => input.dim() == 4 ? ChannelsLast.Of(input) : input).ToArray();

        Close.To(golden.Tensor($"{name}/eval.out"), part.Forward(inputs), 2e-5, name);
    }

    private static void Compare(string name, string mode, double tolerance, bool train)
    {
        using var golden = new GoldenFile("modules");
        using var part = Filled(golden, name);
        part.Module.train(train);
        var inputs = Inputs(golden, name);
        inputs[0].requires_grad = true;

        var output = part.Forward(inputs);
        (output * golden.Tensor($"{name}/grad_probe")).mean().backward();

        Close.To(golden.Tensor($"{name}/{mode}.out"), output, tolerance, name);
        Close.Gradient(golden.Tensor($"{name}/{mode}.grad_in0"), inputs[0].grad, $"{name}'s input");
        Close.Norms(GoldenFile.Norms(golden.Numbers.GetProperty("info").GetProperty(name).GetProperty($"{mode}_grad_norms")), part.Module);
    }

    private static GoldenModule Filled(GoldenFile golden, string name)
    {
        var part = GoldenModule.Of(name);
        golden.Fill(part.Module, $"{name}/w/");
        return part;
    }

    private static Tensor[] Inputs(GoldenFile golden, string name) => [.. golden.Names($"{name}/in").Select(golden.Tensor)];
}
