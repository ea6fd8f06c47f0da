using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests.PyTorch;

public sealed class PickleRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> DangerousNames =>
        new()
        {
            { "os", "system" },
            { "posix", "system" },
            { "nt", "system" },
            { "subprocess", "Popen" },
            { "builtins", "eval" },
            { "builtins", "exec" },
            { "builtins", "getattr" },
            { "__builtin__", "eval" },
            { "__builtin__", "apply" },
            { "torch", "load" },
            { "torch.serialization", "load" },
            { "torch.storage", "_load_from_bytes" },
            { "torch", "Tensor" },
            { "torch", "ComplexFloatStorage" },
            { "torch", "float8_e4m3fn" },
            { "torch.jit", "load" },
            { "torch.hub", "load" },
            { "torch._utils", "_rebuild_sparse_tensor" },
            { "torch", "_utils._rebuild_tensor_v2" },
            { "numpy", "load" },
            { "numpy.testing._private.utils", "runstring" },
            { "builtins", "__import__" },
            { "builtins", "compile" },
            { "importlib", "import_module" },
            { "subprocess", "check_output" },
            { "shutil", "rmtree" },
            { "pickle", "loads" },
            { "operator", "methodcaller" },
            { "ctypes", "CDLL" },
            { "code", "InteractiveInterpreter" },
            { "types", "FunctionType" },
            { "pathlib", "Path.unlink" },
            { "pathlib", "os.system" },
            { "_posixsubprocess", "fork_exec" },
            { "pip._internal", "main" },
            { "dill._dill", "_create_type" },
            { "torch.utils.collect_env", "run" },
            { "collections", "namedtuple" },
            { "functools", "reduce" },
            { "evil", "" },
            { "collections", "OrderedDict.__reduce__" },
            { "", "" },
            { "webbrowser", "open" },
            { "runpy", "_run_code" },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(DangerousNames))]
    public void A_name_that_weights_do_not_need_is_refused_where_it_is_named(string module, string name)
    {
        Refuse(At().Global(module, name).Op('.'), $"refers to '{module}.{name}', which is not on the list");
        Refuse(
            At()
                .Raw(0x8c, (byte)module.Length)
                .Raw([.. module.Select(c => (byte)c)])
                .Raw(0x8c, (byte)name.Length)
                .Raw([.. name.Select(c => (byte)c)])
                .Raw(0x93),
            $"refers to '{module}.{name}'",
            offset: 2 + 2 + module.Length + 2 + name.Length
        );
    }

    [Fact]
    public void Nothing_is_executed()
    {
        string canary = _folder["canary"];
        foreach (
            Pickle pickle in (Pickle[])
                [
                    At().Global("os", "system").Op('(').Text($"touch {canary}").Op('t').Op('R'),
                    At().Global("builtins", "eval").Op('(').Text($"open('{canary}','w')").Op('t').Op('R'),
                ]
        )
        {
            Refuse(pickle, "nothing was run");
            Refusal.OfPyTorch(Archive.Legacy(pickle.Stop()), "nothing was run", Archive.LegacyHead().Length + 2);
        }

        Refuse(At().Op('(').Text($"touch {canary}").Raw("ios\nsystem\n"u8), "INST is refused", offset: 2 + 1 + 5 + 6 + canary.Length);
        Assert.False(File.Exists(canary));
    }

    [Theory]
    [InlineData('i', "INST")]
    [InlineData('o', "OBJ")]
    [InlineData('\u0092', "NEWOBJ_EX")]
    [InlineData('\u0082', "EXT1")]
    [InlineData('\u0083', "EXT2")]
    [InlineData('\u0084', "EXT4")]
    [InlineData('P', "PERSID")]
    [InlineData('\u0097', "NEXT_BUFFER")]
    [InlineData('\u0098', "READONLY_BUFFER")]
    public void An_instruction_that_weights_do_not_need_is_refused(char opcode, string name) => Refuse(At().Op(opcode), $"the instruction {name} is refused");

    [Fact]
    public void A_byte_that_is_no_instruction_is_refused() => Refuse(At().Raw(0xff), "byte 0xff is no pickle instruction");

    [Fact]
    public void A_protocol_of_the_future_is_refused() => Refuse(Pickle.Protocol(6), "pickle protocol 6", offset: 0);

    [Theory]
    [InlineData('R', "REDUCE of tuple, which is no function")]
    [InlineData('\u0081', "NEWOBJ of tuple, which is no function")]
    public void A_call_of_a_value_is_refused(char opcode, string reason) => Refuse(At().Op(')').Op(')').Op(opcode), reason, offset: 4);

    [Fact]
    public void A_call_of_a_call_s_result_is_refused() =>
        Refuse(At().Global("collections", "OrderedDict").Op(')').Op('R').Op(')').Op('R'), "REDUCE of dict", offset: 2 + 25 + 3);

    [Fact]
    public void A_call_without_a_tuple_of_arguments_is_refused() =>
        Refuse(At().Global("collections", "OrderedDict").Op(']').Op('R'), "with list where a tuple of arguments belongs", offset: 2 + 25 + 1);

    [Fact]
    public void A_storage_class_cannot_be_called() => Refuse(At().Global("torch", "FloatStorage").Op(')').Op('R'), "which is no function", offset: 2 + 20 + 1);

    [Theory]
    [InlineData("0")]
    [InlineData("R")]
    [InlineData("a")]
    [InlineData("s")]
    [InlineData("2")]
    [InlineData("\u0085")]
    [InlineData("\u0094")]
    [InlineData("t")]
    [InlineData("e")]
    [InlineData("1")]
    [InlineData(".")]
    [InlineData("b")]
    public void An_instruction_without_its_operands_is_refused(string opcode) => Refuse(At().Op(opcode[0]), "stack underflow");

    [Fact]
    public void An_instruction_cannot_reach_below_a_mark() =>
        Refuse(At().Op('N').Op('(').Raw(0x85), "stack underflow: 1 values are needed, 0 are there", offset: 4);

    [Theory]
    [InlineData('h', 1)]
    [InlineData('j', 4)]
    public void A_memo_that_was_never_stored_is_refused(char opcode, int argumentBytes) =>
        Refuse(At().Op(opcode).Raw(new byte[argumentBytes]), "memo index 0 was never stored");

    [Fact]
    public void A_huge_memo_index_is_refused()
    {
        Refuse(At().Op('N').Raw((byte)'r', 0xff, 0xff, 0xff, 0x7f), "memo index 2147483647 is out of range", offset: 3);
        Refuse(At().Op('N').Raw("p99999999999999999999\n"u8), "a memo index is out of range", offset: 3);
        Refuse(At().Raw("g-1\n"u8), "a memo index is out of range");
    }

    [Fact]
    public void A_text_longer_than_the_file_is_refused()
    {
        Refuse(At().Op('X').Int32(-1), "4294967295 bytes");
        Refuse(At().Raw(0x8d).Int64(-1), "18446744073709551615 bytes");
        Refuse(At().Raw(0x8e).Int64(1L << 40), "1099511627776 bytes");
        Refuse(At().Op('B').Int32(int.MaxValue), "2147483647 bytes");
        Refuse(At().Raw(0x96).Int64(1L << 33), "8589934592 bytes");
        Refuse(At().Raw(0x8b).Int32(int.MaxValue), "an integer of 2147483647 bytes");
        Refuse(At().Raw(0x8b).Int32(-1), "an integer of -1 bytes");
    }

    [Fact]
    public void A_text_that_is_not_UTF8_is_refused() => Refuse(At().Raw((byte)'U', 1, 0xff), "a text is not UTF-8");

    [Fact]
    public void A_truncated_pickle_is_refused()
    {
        byte[] whole = Pickles.OneTensor();
        for (int length = 1; length < whole.Length; length++)
            Assert.Throws<Formats.WeightFileException>(() => Formats.PyTorch.PyTorchFile.Open(Archive.Zip(whole[..length], ("0", [1, 2])), "truncated"));
        Refuse(new Pickle().Raw(whole.AsSpan(0, whole.Length - 1)), "the pickle is truncated", offset: whole.Length - 1);
    }

    [Fact]
    public void A_frame_that_lies_is_refused()
    {
        Refuse(At(4).Raw(0x95).Int64(1000).Op('}'), "the frame claims 1000 bytes");
        Refuse(At(4).Raw(0x95).Int64(-1).Op('}'), "the frame claims 18446744073709551615 bytes");
        Refuse(At(4).Raw(0x95).Int64(2).Raw((byte)'K', 1, (byte)'J', 0, 0, 0, 0, (byte)'.'), "values are left over", offset: 18);
        Refuse(At(4).Raw(0x95).Int64(3).Raw((byte)'J', 1, 0, 0, 0, (byte)'.'), "4 bytes are needed here, but the frame ends", offset: 12);
        Refuse(At(4).Raw(0x95).Int64(12).Raw(0x95).Int64(1).Raw((byte)'}', (byte)'.', (byte)'N'), "a frame begins within the frame", offset: 11);
        Refuse(At(4).Raw(0x95).Int64(3).Raw((byte)'}', (byte)'.', (byte)'N'), "the pickle ends within a frame", offset: 13);
    }

    [Fact]
    public void Bytes_after_the_pickle_are_refused() => Refuse(At().Op('}').Op('.').Op('N').Op('.'), "2 bytes follow the pickle", offset: 4);

    [Fact]
    public void Values_left_over_are_refused() => Refuse(At().Op('N').Op('}').Op('.'), "values are left over", offset: 4);

    [Fact]
    public void Deep_nesting_is_refused_where_it_begins_to_be_too_deep()
    {
        Pickle deep = At();
        for (int i = 0; i < 100_000; i++)
            deep.Op(']');
        for (int i = 1; i < 100_000; i++)
            deep.Op('a');
        Refuse(deep.Op('.'), "nested more than 64 deep", offset: 2 + 64);
    }

    [Fact]
    public void A_value_that_contains_itself_is_refused() => Refuse(At().Op(']').Raw((byte)'q', 0, (byte)'h', 0, (byte)'a', (byte)'.'), "contain themselves");

    [Fact]
    public void A_few_instructions_that_unfold_to_billions_of_values_are_refused()
    {
        Pickle laughs = At().Op(']').Raw((byte)'q', 0);
        for (byte i = 0; i < 40; i++)
            laughs.Raw((byte)'0', (byte)']', (byte)'q', (byte)(i + 1), (byte)'(', (byte)'h', i, (byte)'h', i, (byte)'e');
        RefuseAnywhere(laughs.Op('.'), "unfolds to more than");
    }

    [Fact]
    public void Attributes_of_anything_but_an_OrderedDict_are_refused() => Refuse(At().Op('}').Op('}').Op('b'), "BUILD is refused on dict", offset: 4);

    [Fact]
    public void Attributes_that_are_no_dict_are_refused() =>
        Refuse(At().Global("collections", "OrderedDict").Op(')').Op('R').Op('N').Op('b'), "BUILD of dict with None", offset: 2 + 25 + 3);

    [Fact]
    public void A_reference_that_is_not_called_is_refused_as_a_value() =>
        Refuse(At().Op(']').Global("torch._utils", "_rebuild_tensor").Op('a').Op('.'), "is stored as a value", offset: 2);

    [Theory]
    [InlineData("}N", 'a', "a list is to be filled, found dict")]
    [InlineData("]NN", 's', "a dict is to be filled, found list")]
    [InlineData("](N", '\u0090', "a set is to be filled, found list")]
    [InlineData("}(N", 'u', "which are no pairs")]
    [InlineData("}]N", 's', "a list as a key of a dict")]
    public void A_container_filled_with_what_does_not_fit_is_refused(string before, char opcode, string reason)
    {
        Pickle pickle = At();
        foreach (char c in before)
            pickle.Op(c);
        Refuse(pickle.Op(opcode), reason, offset: 2 + before.Length);
    }

    [Fact]
    public void Two_tensors_of_one_name_are_refused()
    {
        Pickle pickle = At().Op('}');
        for (int i = 0; i < 2; i++)
            pickle.Text("w").Tensor("ByteStorage", "0", 2, 0, [2], [1]).Op('s');
        Refusal.OfPyTorch(Archive.Zip(pickle.Stop(), ("0", [1, 2])), "two tensors have the name 'w'", null);
    }

    private static Pickle At(byte protocol = 2) => Pickle.Protocol(protocol);

    /// <summary>Refused at an offset counted from the start of the pickle; by default right after the protocol.</summary>
    private static void Refuse(Pickle pickle, string reason, long offset = 2)
    {
        byte[] bytes = pickle.Stop()[..^1];
        byte[] file = Archive.Zip(bytes);
        Refusal.OfPyTorch(file, reason, file.AsSpan().IndexOf(bytes) + offset);
    }

    private static void RefuseAnywhere(Pickle pickle, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<Formats.WeightFileException>(() => Formats.PyTorch.PyTorchFile.Open(Archive.Zip(pickle.Stop()[..^1]), "hostile")).Reason,
            StringComparison.Ordinal
        );
}
