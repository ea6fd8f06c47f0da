namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>A component of a scan with the Huffman tables that it uses there; null where the scan needs none.</summary>
internal sealed record JpegScanComponent(JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac);
