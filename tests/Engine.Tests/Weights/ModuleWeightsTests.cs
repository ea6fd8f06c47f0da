using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using static TorchSharp.torch.nn;

namespace DeferredSeg.Engine.Tests.Weights;

public sealed class ModuleWeightsTests : ScopedTensorTest
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");

    public override void Dispose()
    {
        File.Delete(_file);
        base.Dispose();
    }

    [Fact]
    public void What_is_saved_is_loaded_bit_for_bit()
    {
        using var written = Network();
        using var read = Network();
        ModuleWeights.Save(written, _file);

        Load(read);

        foreach (var (name, tensor) in written.state_dict())
            Assert.True(tensor.Equals(read.state_dict()[name]), name);
    }

    [Fact]
    public void Another_element_type_is_converted()
    {
        using var written = Network().half();
        using var read = Network();
        ModuleWeights.Save(written, _file);

        Load(read);

        foreach (var (name, tensor) in read.state_dict())
        {
            using var expected = written.state_dict()[name].to(tensor.dtype);
            Assert.True(tensor.Equals(expected), name);
        }
    }

    [Fact]
    public void Batch_counters_may_be_missing()
    {
        using var written = Network();
        ModuleWeights.Save(written.state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked")).ToDictionary(), _file);
        using var read = Network();

        Load(read);

        Assert.True(read.get_parameter("0.weight")!.Equals(written.get_parameter("0.weight")!));
    }

    [Fact]
    public void All_differences_are_told_at_once_and_the_module_stays_as_it_was()
    {
        using var network = Network();
        var before = network.get_parameter("0.weight")!.clone();
        var tensors = network.state_dict();
        tensors["0.weight"] = zeros(3, 1, 3, 3);
        tensors["9.extra"] = zeros(2);
        tensors.Remove("1.bias");
        ModuleWeights.Save(tensors, _file);

        var error = Assert.Throws<WeightFileException>(() => Load(network));

        foreach (var part in (string[])[_file, "missing: 1.bias", "unexpected: 9.extra", "0.weight: expected Float32 [4, 1, 3, 3], found Float32 [3, 1, 3, 3]"])
            Assert.Contains(part, error.Message);
        Assert.True(before.Equals(network.get_parameter("0.weight")!));
    }

    [Fact]
    public void Loading_needs_little_more_memory_than_the_weights()
    {
        using var large = Linear(4096, 4096, hasBias: false);
        ModuleWeights.Save(large, _file);
        var resident = Peak();

        Load(large);
        using (var file = WeightFile.Open(_file))
            ModuleWeights.Read(file, file.Tensors[0]);

        // The second reading is the 64 MiB that were asked for; the module's own were there before.
        Assert.InRange(Peak() - resident, 0, (long)(1.2 * 4096 * 4096 * sizeof(float)));
    }

    private static long Peak() =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;

    private static TorchSharp.Modules.Sequential Network() => Sequential(Conv2d(1, 4, 3), BatchNorm2d(4), ReLU());

    private void Load(Module module)
    {
        using var file = WeightFile.Open(_file);
        ModuleWeights.Load(module, file);
    }
}
