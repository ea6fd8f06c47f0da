using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests.Safetensors;

public class SafetensorsFileTests
{
    [Fact]
    public void Tensors_are_listed_in_the_order_of_their_data()
    {
        using SafetensorsFile file = SafetensorsFile.Open(
            RawSafetensors.Of(
                "{\"late\":{\"dtype\":\"I16\",\"shape\":[1,2],\"data_offsets\":[1,5]},\"none\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[1,1]},\"early\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[0,1]}}  ",
                5
            ),
            "order"
        );
        Assert.Equal(["early Bool []", "none Float64 [0]", "late Int16 [1, 2]"], file.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([1, 2, 3, 4], TensorBytes.Of(file, "late"));
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Fields_unknown_to_this_version_are_passed_over()
    {
        using SafetensorsFile file = SafetensorsFile.Open(
            RawSafetensors.Of(
                "{\"a\":{\"new\":{\"deep\":[1,{\"x\":2}]},\"dtype\":\"U8\",\"list\":[[1],2],\"n\":null,\"shape\":[1],\"data_offsets\":[0,1]}}",
                1
            ),
            "new"
        );
        Assert.Equal("a UInt8 [1]", Assert.Single(file.Tensors).ToString());
    }

    [Fact]
    public void A_file_without_tensors_opens()
    {
        using SafetensorsFile file = SafetensorsFile.Open(RawSafetensors.Of("{}"), "empty");
        Assert.Empty(file.Tensors);
        Assert.False(file.TryGet("a", out _));
    }

    [Fact]
    public void A_destination_of_another_length_is_refused()
    {
        using SafetensorsFile file = SafetensorsFile.Open(RawSafetensors.Of("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1), "a");
        Assert.Throws<ArgumentException>(() => file.Read("a", new byte[2]));
        Assert.Throws<KeyNotFoundException>(() => file.Read("b", new byte[1]));
    }

    [Fact]
    public void A_closed_file_is_not_read()
    {
        SafetensorsFile file = SafetensorsFile.Open(TestFiles.Golden("unet/bilinear_w4.weights.safetensors"));
        TensorInfo tensor = file.Tensors[0];
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read(tensor.Name, new byte[tensor.ByteCount]));
    }
}
