using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Abstractions.Tests.Backbones;

public sealed class EmbeddingTests : ScopedTensorTest
{
    [Fact]
    public void A_name_that_appears_twice_is_refused() =>
        Assert.Contains(
            "'deep' twice",
            Assert.Throws<ArgumentException>(() => new Embedding([("deep", zeros(1)), ("fine", zeros(1)), ("deep", zeros(1))])).Message
        );

    [Fact]
    public void Names_keep_their_order_and_find_their_tensor()
    {
        using var embedding = new Embedding([("z", full(1, 1)), ("a", full(1, 2)), ("Z", full(1, 3))]);

        Assert.Equal(["z", "a", "Z"], embedding.Names);
        Assert.Equal([1, 2, 3], embedding.Names.Select(name => embedding[name].ToDouble()));
        Assert.Contains("no 'b'; it has z, a, Z", Assert.Throws<ArgumentException>(() => embedding["b"]).Message);
    }

    [Fact]
    public void Its_tensors_go_with_it()
    {
        var tensor = zeros(2);

        using (new Embedding([("a", tensor)]))
            Assert.False(tensor.IsInvalid);

        Assert.True(tensor.IsInvalid);
    }
}
