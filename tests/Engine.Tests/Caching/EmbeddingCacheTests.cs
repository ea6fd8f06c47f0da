using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Training;

namespace DeferredSeg.Engine.Tests.Caching;

public sealed class EmbeddingCacheTests : ScopedTensorTest
{
    private static readonly TrainingOptions _frozen = TinyRun.Brief with { TrainBackbone = false };

    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public override void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    [Theory]
    [InlineData(EmbeddingPrecision.Float32)]
    [InlineData(EmbeddingPrecision.Float16)]
    public void Runs_agree_bit_for_bit_with_an_empty_a_filled_and_a_tiny_cache(EmbeddingPrecision precision)
    {
        var filling = Weights(new(new(Folder: _folder, Precision: precision)), out var first);
        var filled = Weights(new(new(Folder: _folder, Precision: precision)), out var second);
        var tiny = Weights(new(new(MemoryMiB: 0, Precision: precision)), out var none);

        Assert.Equal(filling, filled);
        Assert.Equal(filling, tiny);
        Assert.True(first.Misses > 0 && first.Hits > 0);
        Assert.Equal(0, second.Misses);
        Assert.Equal(0, none.Hits);
        if (precision == EmbeddingPrecision.Float32)
            Assert.Equal(filling, Weights(null, out _));
        else
            Assert.NotEqual(filling, Weights(null, out _));
    }

    [Fact]
    public void A_backbone_that_is_trained_is_never_cached()
    {
        var cache = new EmbeddingCache(new());
        using var run = new TinyRun(cache: cache);
        run.Run();

        Assert.Equal((0, 0), (cache.Hits, cache.Misses));
    }

    [Fact]
    public void What_was_used_longest_ago_goes_first()
    {
        var cache = new EmbeddingCache(new(MemoryMiB: 1));
        // Three of these fill the MiB.
        Assert.Equal([1, 1, 1, 0, 1, 0, 1, 1], Computed(cache, "a", "b", "c", "a", "d", "a", "b", "c"));
        Assert.InRange(cache.MemoryBytes, 1, 1024 * 1024);
    }

    [Fact]
    public void The_folder_keeps_to_its_size_too()
    {
        var cache = new EmbeddingCache(new(MemoryMiB: 0, Folder: _folder, FolderMiB: 1));
        var random = new Random(Seed);

        Computed(cache, [.. Enumerable.Range(0, 12).Select(_ => $"{random.Next(8)}")]);

        Assert.InRange(new DirectoryInfo(_folder).EnumerateFiles().Sum(file => file.Length), 1, 1024 * 1024);
        Assert.True(cache.Problem is null, cache.Problem);
    }

    [Fact]
    public void A_damaged_file_is_computed_again_and_an_unusable_folder_is_told_once()
    {
        var options = new EmbeddingCacheOptions(MemoryMiB: 0, Folder: _folder);
        Computed(new(options), "a");
        var path = Directory.EnumerateFiles(_folder).Single();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^9]);

        Assert.Equal([1, 0], Computed(new(options), "a", "a"));
        var unusable = new EmbeddingCache(new(Folder: Path.Combine(path, "below")));
        Assert.Equal([1, 0], Computed(unusable, "a", "a"));
        Assert.Contains("cannot be written", unusable.Problem);
    }

    [Fact]
    public void The_key_follows_from_everything_the_value_follows_from()
    {
        var weights = ones(3);
        string Key(
            string network = "n",
            string options = "o",
            string preprocessing = "p",
            string[]? features = null,
            Tensor? values = null,
            EmbeddingPrecision precision = EmbeddingPrecision.Float32,
            int threads = 1,
            float pixel = 1,
            long[]? shape = null,
            GeometricVariant variant = default
        ) =>
            EncoderIdentity
                .Of(network, options, preprocessing, features ?? ["f"], [("w", values ?? weights)], precision, threads)
                .Key([pixel, 2], shape ?? [1, 1, 2], variant);
        string[] keys =
        [
            Key(),
            Key(network: "m"),
            Key(options: "q"),
            Key(preprocessing: "q"),
            Key(features: ["f", "g"]),
            Key(values: ones(3) * 2),
            Key(values: ones(3, 1)),
            Key(precision: EmbeddingPrecision.Float16),
            Key(threads: 2),
            Key(pixel: 3),
            Key(shape: [1, 2, 1]),
            Key(variant: new(1, false)),
            Key(variant: new(0, true)),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(Key(), Key());
    }

    private static string Weights(EmbeddingCache? cache, out EmbeddingCache used)
    {
        used = cache!;
        using var run = new TinyRun(_frozen, cache: cache);
        run.Run();
        return run.Weights();
    }

    // Whether each value, a third of a MiB, was computed when it was asked for.
    private static int[] Computed(EmbeddingCache cache, params string[] keys) =>
        [
            .. keys.Select(key =>
            {
                var computed = 0;
                using var embedding = cache.Get(
                    key,
                    () =>
                    {
                        computed++;
                        return new Embedding([("level", full([1, 85_000], (float)key[0])), ("other", ones(1, 2, ScalarType.Int64))]);
                    },
                    CPU
                );
                Assert.Equal(["level", "other"], embedding.Names);
                Assert.Equal(key[0], embedding["level"][0, 84_999].ToSingle());
                return computed;
            }),
        ];
}
