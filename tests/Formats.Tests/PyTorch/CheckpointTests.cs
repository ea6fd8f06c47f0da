using System.Numerics;
using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Tests.Building;
using DeferredSeg.Formats.Tests.Fixtures;

namespace DeferredSeg.Formats.Tests.PyTorch;

public class CheckpointTests
{
    private static readonly string[] _networkKeys = ["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"];

    public static TheoryData<string> Files =>
        [
            "checkpoint.zip.p1.pth",
            "checkpoint.zip.p2.pth",
            "checkpoint.zip.p3.pth",
            "checkpoint.zip.p4.pth",
            "checkpoint.zip.p5.pth",
            "checkpoint.legacy.p2.pth",
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_state_dict_is_found_beside_an_optimizer(string name)
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture(name));
        Assert.Equal(_networkKeys, file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(FixtureValue.Bytes(TensorDType.Float32, Enumerable.Range(0, 4)), TensorBytes.Of(file, "0.weight"));
        Assert.Contains("optimizer_state_dict (dict)", file.Ignored);
        Assert.Contains("epoch (int)", file.Ignored);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_whole_object_is_there_as_plain_data(string name)
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture(name));
        PickleDictionary root = Assert.IsType<PickleDictionary>(file.Root);
        Assert.Equal(3, Get<PickleInteger>(root, "epoch").Value);
        Assert.Equal(0.75, Get<PickleFloat>(root, "best").Value);
        Assert.Equal("näpfe", Get<PickleText>(root, "name").Value);
        Get<PickleNone>(root, "nothing");
        Assert.True(Get<PickleBoolean>(root, "done").Value);
        Assert.Equal(-BigInteger.Pow(2, 70), Get<PickleInteger>(root, "big").Value);
        Assert.Equal([0, 255], Get<PickleBytes>(root, "raw").Value.ToArray());
        Assert.Equal("abc"u8.ToArray(), Get<PickleBytes>(root, "buffer").Value.ToArray());
        Assert.Equal(2, Get<PickleSet>(root, "labels").Items.Count);
        Assert.Single(Get<PickleSet>(root, "frozen").Items);
        Assert.Equal(2, Get<PickleTuple>(root, "size").Items.Count);
        Assert.Equal(TensorDType.Float16, Get<PickleDType>(root, "dtype").Value);
        Assert.Equal(("cuda", 1L), (Get<PickleDevice>(root, "device").Type, Get<PickleDevice>(root, "device").Index));
        Assert.Equal(3, Get<PickleList>(root, "history").Items.Count);
        Assert.Single(Get<PickleDictionary>(root, "counts").Entries);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_tensor_outside_the_state_dict_can_be_read(string name)
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture(name));
        PickleTensor parameter = (PickleTensor)Get<PickleList>((PickleDictionary)file.Root, "parameter").Items[0];
        byte[] bytes = new byte[parameter.ByteCount];
        file.Read(parameter, bytes);
        Assert.Equal(FixtureValue.Bytes(TensorDType.Float32, [0, 1]), bytes);
    }

    [Fact]
    public void The_root_can_be_chosen()
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture("checkpoint.zip.p2.pth"), new WeightFileOptions { Root = "optimizer_state_dict.state" });
        Assert.Contains("0.exp_avg", file.Tensors.Select(tensor => tensor.Name));
        Assert.Contains("model_state_dict (dict)", file.Ignored);
        Assert.DoesNotContain("optimizer_state_dict (dict)", file.Ignored);
    }

    [Fact]
    public void A_number_kept_as_a_tensor_beside_the_state_dict_does_not_hide_it()
    {
        byte[] pickle = Pickle
            .Protocol(2)
            .Op('}')
            .Text("best")
            .Tensor("ByteStorage", "0", 2, 1, [], [])
            .Op('s')
            .Text("model")
            .Op('}')
            .Text("w")
            .Tensor("ByteStorage", "0", 2, 0, [2], [1])
            .Op('s')
            .Op('s')
            .Stop();
        using PyTorchFile file = PyTorchFile.Open(Archive.Zip(pickle, ("0", [1, 2])), "best");
        Assert.Equal("w", Assert.Single(file.Tensors).Name);
        Assert.Equal("best (tensor)", Assert.Single(file.Ignored));
    }

    [Fact]
    public void A_path_of_keys_that_contain_dots_is_found()
    {
        byte[] pickle = Pickle
            .Protocol(2)
            .Op('}')
            .Text("a")
            .Op('}')
            .Text("b.c")
            .Op('}')
            .Text("w")
            .Tensor("ByteStorage", "0", 2, 0, [2], [1])
            .Op('s')
            .Op('s')
            .Op('s')
            .Stop();
        using PyTorchFile file = PyTorchFile.Open(Archive.Zip(pickle, ("0", [1, 2])), "dots", new WeightFileOptions { Root = "a.b.c" });
        Assert.Equal("w", Assert.Single(file.Tensors).Name);
    }

    [Fact]
    public void A_root_that_is_not_there_is_refused_with_those_that_are()
    {
        WeightFileException refused = Assert.Throws<WeightFileException>(() =>
            PyTorchFile.Open(TestFiles.Fixture("checkpoint.zip.p2.pth"), new WeightFileOptions { Root = "weights" })
        );
        Assert.Contains("no key 'weights'", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("'epoch'", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_that_leads_into_a_number_is_refused()
    {
        WeightFileException refused = Assert.Throws<WeightFileException>(() =>
            PyTorchFile.Open(TestFiles.Fixture("checkpoint.zip.p2.pth"), new WeightFileOptions { Root = "epoch.weights" })
        );
        Assert.Contains("leads into int", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_without_tensors_is_ignored_once()
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture("mask_values.zip.p2.pth"));
        Assert.Equal("w", Assert.Single(file.Tensors).Name);
        Assert.Equal("mask_values (list)", Assert.Single(file.Ignored));
    }

    [Fact]
    public void A_bare_tensor_is_named_tensor()
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture("bare.zip.p2.pth"));
        Assert.Equal("tensor Float32 [3]", Assert.Single(file.Tensors).ToString());
    }

    [Fact]
    public void An_untyped_storage_beside_tensors_is_ignored()
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture("untyped.zip.p2.pth"));
        Assert.Equal("w", Assert.Single(file.Tensors).Name);
        Assert.Equal("storage (storage)", Assert.Single(file.Ignored));
    }

    [Fact]
    public void A_whole_module_is_refused_with_a_way_out()
    {
        WeightFileException refused = Assert.Throws<WeightFileException>(() => PyTorchFile.Open(TestFiles.Fixture("module.legacy.p2.pth")));
        Assert.Contains("torch.nn.modules.activation.ReLU", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("model.state_dict()", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_TorchScript_archive_is_refused_by_that_name()
    {
        WeightFileException refused = Assert.Throws<WeightFileException>(() => PyTorchFile.Open(TestFiles.Fixture("script.pth")));
        Assert.Contains("TorchScript", refused.Reason, StringComparison.Ordinal);
    }

    private static T Get<T>(PickleDictionary dictionary, string key)
        where T : PickleValue
    {
        Assert.True(dictionary.TryGet(key, out PickleValue? value));
        return Assert.IsType<T>(value);
    }
}
