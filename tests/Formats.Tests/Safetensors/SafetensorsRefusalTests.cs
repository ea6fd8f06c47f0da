using System.Text;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests.Safetensors;

public class SafetensorsRefusalTests
{
    private const string A = "\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}";

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_shorter_than_the_header_length_is_refused(int bytes) => Refusal.OfSafetensors(new byte[bytes], "the header is too small", 0);

    [Theory]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    public void A_header_above_the_limit_of_the_format_is_refused(ulong length) =>
        Refusal.OfSafetensors(RawSafetensors.Of(length, "{}"u8.ToArray()), "the header is too large", 0);

    [Fact]
    public void A_header_beyond_the_file_is_refused() =>
        Refusal.OfSafetensors(RawSafetensors.Of(3, "{}"u8.ToArray()), "invalid header length: the header claims 3 bytes, 2 are left", 0);

    [Fact]
    public void A_header_of_no_bytes_is_refused() => Refusal.OfSafetensors(new byte[8], "invalid header length: the header has 0 bytes", 0);

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused() =>
        Refusal.OfSafetensors(RawSafetensors.Of([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)'}']), "the header is not UTF-8: byte 0xff", 10);

    [Fact]
    public void A_header_that_does_not_start_with_a_brace_is_refused() => Refusal.OfSafetensors(RawSafetensors.Of("[{}]"), "does not start with '{'", 8);

    [Theory]
    [InlineData("{", 9)]
    [InlineData("{\"a\"", 12)]
    [InlineData("{}x", 10)]
    [InlineData("{} {}", 11)]
    [InlineData("{a}", 9)]
    [InlineData("{,}", 9)]
    public void A_header_that_is_not_JSON_is_refused(string header, long offset) =>
        Refusal.OfSafetensors(RawSafetensors.Of(header), "the header is not JSON", offset);

    [Theory]
    [InlineData("F8_E4M3")]
    [InlineData("f32")]
    [InlineData("")]
    public void An_unknown_dtype_is_refused(string dtype) =>
        Refusal.OfSafetensors(Tensor($"\"dtype\":\"{dtype}\",\"shape\":[],\"data_offsets\":[0,4]"), $"unknown dtype '{dtype}'", 22);

    [Theory]
    [InlineData("\"shape\":[],\"data_offsets\":[0,1]", "dtype")]
    [InlineData("\"dtype\":\"U8\",\"data_offsets\":[0,1]", "shape")]
    [InlineData("\"dtype\":\"U8\",\"shape\":[]", "data_offsets")]
    public void A_missing_field_is_refused(string fields, string missing) => Refusal.OfSafetensors(Tensor(fields), $"lacks the field '{missing}'", 9);

    [Theory]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1.5")]
    [InlineData("1e0")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999")]
    public void A_size_or_offset_that_is_no_whole_number_is_refused(string number)
    {
        Refusal.OfSafetensors(
            Tensor($"\"dtype\":\"U8\",\"shape\":[{number}],\"data_offsets\":[0,1]"),
            $"whole numbers from 0 to 2^63 - 1, found '{number}'",
            36
        );
        Refusal.OfSafetensors(
            Tensor($"\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,{number}]"),
            $"whole numbers from 0 to 2^63 - 1, found '{number}'",
            56
        );
    }

    [Theory]
    [InlineData("\"dtype\":5,\"shape\":[],\"data_offsets\":[0,1]", "the dtype of tensor 'a' must be a string", 22)]
    [InlineData("\"dtype\":\"U8\",\"shape\":3,\"data_offsets\":[0,1]", "must be an array of numbers, found Number", 35)]
    [InlineData("\"dtype\":\"U8\",\"shape\":[\"1\"],\"data_offsets\":[0,1]", "found String", 36)]
    [InlineData("\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0]", "must be two numbers", 9)]
    [InlineData("\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1,2]", "more than 2 numbers", 58)]
    [InlineData("\"dtype\":\"U8\",\"shape\":[],\"shape\":[],\"data_offsets\":[0,1]", "the field 'shape' of tensor 'a' is there twice", 38)]
    public void A_field_of_the_wrong_kind_is_refused(string fields, string reason, long offset) => Refusal.OfSafetensors(Tensor(fields), reason, offset);

    [Fact]
    public void A_tensor_that_is_no_object_is_refused() => Refusal.OfSafetensors(RawSafetensors.Of("{\"a\":[]}"), "tensor 'a' must be an object", 13);

    [Fact]
    public void A_repeated_tensor_is_refused() =>
        Refusal.OfSafetensors(RawSafetensors.Of($"{{{A},{A}}}", 2), "the tensor 'a' is there twice", 9 + A.Length + 1);

    [Fact]
    public void A_repeated_tensor_is_refused_also_when_spelled_with_escapes() =>
        Refusal.OfSafetensors(
            RawSafetensors.Of($"{{{A},{A.Replace("\"a\"", "\"\\u0061\"", StringComparison.Ordinal)}}}", 2),
            "the tensor 'a' is there twice",
            9 + A.Length + 1
        );

    [Theory]
    [InlineData("{\"\\ud800\":{}}", 9)]
    [InlineData("{\"a\":{\"\\udfffxx\":1}}", 14)]
    public void Half_a_surrogate_pair_is_refused(string header, long offset) =>
        Refusal.OfSafetensors(RawSafetensors.Of(header), "an escape that is no character", offset);

    [Fact]
    public void Too_many_dimensions_are_refused() =>
        Refusal.OfSafetensors(
            Tensor($"\"dtype\":\"U8\",\"shape\":[{string.Join(",", Enumerable.Repeat("1", 65))}],\"data_offsets\":[0,1]"),
            "more than 64 numbers",
            36 + 2 * 64
        );

    [Theory]
    [InlineData("U8", "4611686018427387904,2")]
    [InlineData("F64", "2305843009213693952")]
    [InlineData("U8", "9223372036854775807,9223372036854775807,0")]
    public void A_shape_whose_bytes_overflow_is_refused(string dtype, string shape) =>
        Refusal.OfSafetensors(Tensor($"\"dtype\":\"{dtype}\",\"shape\":[{shape}],\"data_offsets\":[0,0]"), "overflows", 9);

    [Theory]
    [InlineData("[2,0]", "begin 2 lies after end 0", 9)]
    [InlineData("[1,3]", "leaves a gap after 0", 9)]
    public void Offsets_that_do_not_begin_at_the_data_are_refused(string offsets, string reason, long offset) =>
        Refusal.OfSafetensors(Tensor($"\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":{offsets}", 3), reason, offset);

    [Theory]
    [InlineData("[1,3]", "overlaps the tensor before it, which ends at 2")]
    [InlineData("[3,5]", "leaves a gap after 2")]
    public void Offsets_that_do_not_follow_one_another_are_refused(string offsets, string reason)
    {
        string b = $"{{{A},\"b\":{{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":{offsets}}}}}";
        Refusal.OfSafetensors(RawSafetensors.Of(b, 5), reason, 9 + A.Length + 1);
    }

    [Fact]
    public void A_span_of_another_size_than_the_shape_is_refused() =>
        Refusal.OfSafetensors(Tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,2]", 2), "takes 8 bytes as Float32 [2], but its offsets span 2", 9);

    [Fact]
    public void Bytes_after_the_last_tensor_are_refused() =>
        Refusal.OfSafetensors(RawSafetensors.Of($"{{{A}}}", 5), "3 bytes follow the last tensor", 8 + A.Length + 2 + 2);

    [Fact]
    public void Data_that_end_too_early_are_refused() =>
        Refusal.OfSafetensors(RawSafetensors.Of($"{{{A}}}", 1), "incomplete data: the tensors take 2 bytes, 1 follow the header", 8 + A.Length + 2 + 1);

    [Theory]
    [InlineData("5", "must be an object of strings, found Number", 24)]
    [InlineData("null", "must be an object of strings, found Null", 24)]
    [InlineData("{\"k\":1}", "but 'k' is Number", 29)]
    [InlineData("{\"k\":{}}", "but 'k' is StartObject", 29)]
    [InlineData("{\"k\":\"\",\"k\":\"\"}", "the key 'k' of '__metadata__' is there twice", 32)]
    [InlineData("{},\"__metadata__\":{}", "the key '__metadata__' is there twice", 27)]
    public void Metadata_that_are_not_a_map_of_strings_are_refused(string metadata, string reason, long offset) =>
        Refusal.OfSafetensors(RawSafetensors.Of($"{{\"__metadata__\":{metadata}}}"), reason, offset);

    [Fact]
    public void A_name_with_control_characters_cannot_forge_lines_of_a_log() => Refusal.OfSafetensors(RawSafetensors.Of("{\"a\\nb\":{}}"), "'a\\u000ab'", 9);

    [Fact]
    public void A_header_of_a_hundred_thousand_tensors_opens_and_one_more_is_refused()
    {
        string tensors = string.Join(",", Enumerable.Range(0, 100_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"));
        byte[] most = RawSafetensors.Of($"{{{tensors}}}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (SafetensorsFile file = SafetensorsFile.Open(most, "many"))
            Assert.Equal(100_000, file.Tensors.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2L * most.Length + (64 << 20));
        Refusal.OfSafetensors(RawSafetensors.Of($"{{{tensors},\"x\":{{}}}}"), "more than 100000 tensors", 9 + Encoding.UTF8.GetByteCount(tensors) + 1);
    }

    private static byte[] Tensor(string fields, int dataBytes = 1) => RawSafetensors.Of($"{{\"a\":{{{fields}}}}}", dataBytes);
}
