using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests.PyTorch;

/// <summary>What training programs leave beside weights is passed over, and the weights are read.</summary>
public class InertValueTests
{
    public static TheoryData<string, string> Values =>
        new()
        {
            { "numpy scalar", "numpy scalar" },
            { "numpy 2 scalar", "numpy scalar" },
            { "numpy array", "numpy array" },
            { "numpy dtype", "numpy.dtype" },
            { "path", "path" },
            { "Windows path", "path" },
            { "namespace", "argparse.Namespace" },
            { "date", "datetime.datetime" },
            { "enumeration", "__main__.Mode" },
            { "settings", "omegaconf.dictconfig.DictConfig" },
            { "loss", "torch.nn.modules.loss.MSELoss" },
            { "class", "torch.nn.modules.normalization.LayerNorm" },
            { "function", "train.collate" },
            { "version", "torch.torch_version.TorchVersion" },
            { "old object", "__main__.Settings" },
            { "partial", "functools.partial" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_beside_the_weights_is_passed_over(string value, string kind)
    {
        Pickle pickle = Pickle.Protocol(2).Op('}').Text("extra");
        Write(pickle, value);
        pickle.Op('s').Text("state_dict").Op('}').Text("w").Tensor("ByteStorage", "0", 2, 0, [2], [1]).Op('s').Op('s');

        using PyTorchFile file = PyTorchFile.Open(Archive.Zip(pickle.Stop(), ("0", [7, 8])), "inert");

        Assert.Equal([7, 8], TensorBytes.Of(file, "w"));
        Assert.Equal($"extra ({kind})", Assert.Single(file.Ignored));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_among_the_weights_and_as_a_key_is_passed_over(string value, string kind)
    {
        Pickle pickle = Pickle.Protocol(2).Op('}').Text("_extra_state");
        Write(pickle, value);
        pickle.Op('s');
        Write(pickle, value);
        pickle.Op('N').Op('s').Text("w").Tensor("ByteStorage", "0", 2, 0, [2], [1]).Op('s');

        using PyTorchFile file = PyTorchFile.Open(Archive.Zip(pickle.Stop(), ("0", [7, 8])), "inert");

        Assert.Equal([7, 8], TensorBytes.Of(file, "w"));
        Assert.Contains($"_extra_state ({kind})", file.Ignored);
    }

    [Fact]
    public void The_weights_in_a_defaultdict_are_read()
    {
        Pickle pickle = Pickle.Protocol(2).Global("collections", "defaultdict").Global("__builtin__", "list").Raw(0x85).Op('R');
        pickle.Text("w").Tensor("ByteStorage", "0", 2, 0, [2], [1]).Op('s');
        using PyTorchFile file = PyTorchFile.Open(Archive.Zip(pickle.Stop(), ("0", [7, 8])), "defaultdict");
        Assert.Equal([7, 8], TensorBytes.Of(file, "w"));
    }

    [Fact]
    public void A_tensor_of_a_class_of_its_own_is_read()
    {
        Pickle pickle = Pickle.Protocol(2).Op('}').Text("w").Global("torch._tensor", "_rebuild_from_type_v2").Op('(');
        pickle.Global("torch._utils", "_rebuild_tensor_v2").Global("monai.data.meta_tensor", "MetaTensor").Op('(');
        pickle.Storage("ByteStorage", "0", 2).Integer(0).Integers(2).Integers(1).Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R').Op('t');
        pickle.Op('}').Op('t').Op('R').Op('s');
        using PyTorchFile file = PyTorchFile.Open(Archive.Zip(pickle.Stop(), ("0", [7, 8])), "meta");
        Assert.Equal([7, 8], TensorBytes.Of(file, "w"));
    }

    [Fact]
    public void A_function_that_is_called_is_refused_by_its_name_and_place()
    {
        byte[] pickle = Pickle.Protocol(2).Global("helpers.shell", "run").Text("rm").Raw(0x85).Op('R').Stop();
        byte[] file = Archive.Zip(pickle);
        Refusal.OfPyTorch(file, "the file calls 'helpers.shell.run'", file.AsSpan().IndexOf(pickle) + pickle.Length - 2);
    }

    [Fact]
    public void What_could_run_is_refused_also_as_an_argument_of_what_is_passed_over()
    {
        byte[] pickle = Pickle.Protocol(2).Global("functools", "partial").Global("os", "system").Raw(0x85).Op('R').Stop();
        byte[] file = Archive.Zip(pickle);
        Refusal.OfPyTorch(file, "refers to 'os.system'", file.AsSpan().IndexOf("cos"u8));
    }

    private static void Write(Pickle pickle, string value)
    {
        switch (value)
        {
            case "numpy scalar" or "numpy 2 scalar":
                pickle.Global(value == "numpy scalar" ? "numpy.core.multiarray" : "numpy._core.multiarray", "scalar");
                DType(pickle);
                Bytes(pickle).Raw(0x86).Op('R');
                break;
            case "numpy array":
                pickle.Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Integers(0);
                Bytes(pickle).Raw(0x87).Op('R').Op('(').Integer(1).Integers(2);
                DType(pickle);
                Bytes(pickle.Raw(0x89)).Op('t').Op('b');
                break;
            case "numpy dtype":
                DType(pickle);
                break;
            case "path":
                pickle.Global("pathlib", "PosixPath").Text("/").Text("data").Raw(0x86).Op('R');
                break;
            case "Windows path":
                pickle.Global("pathlib._local", "WindowsPath").Text("C:\\").Text("data").Raw(0x86).Op('R');
                break;
            case "namespace":
                Object(pickle, "argparse", "Namespace");
                break;
            case "date":
                Bytes(pickle.Global("datetime", "datetime")).Raw(0x85).Op('R');
                break;
            case "enumeration":
                pickle.Global("__main__", "Mode").Integer(2).Raw(0x85).Op('R');
                break;
            case "settings":
                Object(pickle, "omegaconf.dictconfig", "DictConfig");
                pickle.Text("a").Integer(1).Op('s');
                break;
            case "loss":
                Object(pickle, "torch.nn.modules.loss", "MSELoss");
                break;
            case "class":
                pickle.Global("torch.nn.modules.normalization", "LayerNorm");
                break;
            case "function":
                pickle.Global("train", "collate");
                break;
            case "version":
                pickle.Global("torch.torch_version", "TorchVersion").Text("2.6.0").Raw(0x85, 0x81);
                break;
            case "old object":
                pickle.Global("copy_reg", "_reconstructor").Global("__main__", "Settings").Global("__builtin__", "object").Op('N').Raw(0x87).Op('R');
                pickle.Op('}').Op('b');
                break;
            case "partial":
                pickle.Global("functools", "partial").Global("torch.nn.modules.normalization", "LayerNorm").Raw(0x85).Op('R').Op('(');
                pickle.Global("torch.nn.modules.normalization", "LayerNorm").Op(')').Op('}').Op('N').Op('t').Op('b');
                break;
            default:
                throw new ArgumentException(value, nameof(value));
        }
    }

    private static Pickle Object(Pickle pickle, string module, string name) =>
        pickle.Global(module, name).Op(')').Raw(0x81).Op('}').Text("lr").Integer(1).Op('s').Op('b');

    private static void DType(Pickle pickle)
    {
        pickle.Global("numpy", "dtype").Text("f8").Raw(0x89, 0x88, 0x87).Op('R');
        pickle.Op('(').Integer(3).Text("<").Op('N').Op('N').Op('N').Integer(-1).Integer(-1).Integer(0).Op('t').Op('b');
    }

    private static Pickle Bytes(Pickle pickle) => pickle.Global("_codecs", "encode").Text("abcdefgh").Text("latin1").Raw(0x86).Op('R');
}
