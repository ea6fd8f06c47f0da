using DeferredSeg.Host.Plugins.Processes;
using TorchSharp;

namespace Isolation.Tests.Processes;

/// <summary>Tensors through shared memory: the same values in the same layout, since another layout may be computed with to another last bit.</summary>
public sealed class CargoTests
{
    [Fact]
    public void Values_types_and_strides_are_kept()
    {
        using var scope = torch.NewDisposeScope();
        var whole = torch.arange(0, 2 * 4 * 6 * 6, torch.ScalarType.Float32).reshape(2, 4, 6, 6);
        torch.Tensor[] tensors =
        [
            whole,
            whole.permute(0, 2, 3, 1),
            whole[.., 1..3],
            whole[0, 0, 0, 0].expand(3, 5),
            whole.to(torch.ScalarType.Int64).flip(1),
            torch.tensor(3.5),
            torch.zeros(0, 4),
            torch.tensor(new[] { true, false, true }),
        ];
        var cargo = new Cargo();
        foreach (var (tensor, i) in tensors.Select((tensor, i) => (tensor, i)))
            cargo.Add($"{i}", tensor);
        using var memory = SharedMemory.Create(cargo.Size((_, _) => null));
        using var elsewhere = SharedMemory.Open(memory.Path, memory.Bytes);

        var parts = cargo.Pack(7, memory, (_, _) => null);

        foreach (var (tensor, part) in tensors.Zip(parts))
        {
            using var read = PartTensor.Over(part, elsewhere, null);
            Assert.Equal((7, tensor.dtype), (part.Block, read.dtype));
            Assert.Equal(tensor.shape, read.shape);
            Assert.True(tensor.numel() == 0 || tensor.stride().SequenceEqual(read.stride()));
            Assert.True(tensor.eq(read).all().ToBoolean());
        }
    }

    [Fact]
    public void A_tensor_of_which_most_would_be_gaps_is_packed_without_them()
    {
        using var scope = torch.NewDisposeScope();
        var sparse = torch.arange(0, 10_000, torch.ScalarType.Float32).reshape(100, 100)[.., 0..1];
        var cargo = new Cargo().Add("column", sparse);

        Assert.Equal(Part.Room(400), cargo.Size((_, _) => null));
    }

    [Fact]
    public void A_block_is_used_again_when_the_last_tensor_over_it_was_freed()
    {
        using var blocks = new SharedBlocks();
        var block = blocks.Rent(1000);
        var part = new Part("x", block.Id, 0, (int)torch.ScalarType.Float32, [10], [1]);
        block.Hold();
        var tensor = PartTensor.Over(part, block.Memory, block.Release);
        var alias = tensor.alias();
        block.Release();
        tensor.Dispose();
        Assert.NotEqual(block.Id, blocks.Rent(1000).Id);

        alias.Dispose();

        Assert.Equal(block.Id, blocks.Rent(1000).Id);
    }
}
