namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>What three components mean. The rules are libjpeg's, since the standard leaves it open.</summary>
internal sealed class JpegColour(JpegReader reader)
{
    private bool _isJfif;
    private byte? _adobeTransform;

    /// <summary>Notes the application segments that say something about colour.</summary>
    public void Note(JpegSegment segment)
    {
        if (segment.Marker == JpegMarker.FirstApplication && segment.Content.Length >= 14 && segment.Content.StartsWith("JFIF\0"u8))
            _isJfif = true;
        if (segment.Marker == JpegMarker.Adobe && segment.Content.Length >= 12 && segment.Content.StartsWith("Adobe"u8))
            _adobeTransform = segment.Content[11];
    }

    /// <summary>
    /// Whether the components are RGB: by the Adobe marker's transform 0 where there is no JFIF marker, or, without either marker, by
    /// components that are numbered 'R', 'G', 'B'. Otherwise they are YCbCr.
    /// </summary>
    public bool IsRgb(JpegFrame frame)
    {
        if (_isJfif || frame.Components.Length != 3)
            return false;
        if (_adobeTransform is > 1)
            throw reader.Refuse(frame.Offset, $"an Adobe marker with transform {_adobeTransform} beside three components", "0 (RGB) or 1 (YCbCr)");
        return _adobeTransform is { } transform ? transform == 0 : frame.Components.Select(component => component.Id).SequenceEqual("RGB"u8.ToArray());
    }
}
