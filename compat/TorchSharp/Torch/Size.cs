using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The lengths of a tensor's dimensions.</summary>
    public struct Size : IEnumerable<long>
    {
        public static readonly Size Empty = new(Array.Empty<long>());

        public Size(long[] shape) => Shape = (long[])shape.Clone();

        public Size(IEnumerable<long> shape) => Shape = [.. shape];

        public Size(long size) => Shape = [size];

        public readonly bool IsEmpty => Shape.Length == 0;

        public readonly bool IsScalar => Shape.Length == 0;

        public readonly int Length => Shape.Length;

        public long[] Shape { get; }

        public readonly long this[int idx] => Shape[idx];

        public readonly long this[long idx] => Shape[idx];

        public static implicit operator Size(long size) => new(size);

        public static implicit operator Size(long[] size) => new(size);

        public static implicit operator Size((long, long) size) => new([size.Item1, size.Item2]);

        public static bool operator ==(Size left, Size right) => left.Shape.AsSpan().SequenceEqual(right.Shape);

        public static bool operator !=(Size left, Size right) => !(left == right);

        public readonly long numel() => Shape.TotalSize();

        public override readonly bool Equals(object? obj) => obj is Size other && this == other;

        public override readonly int GetHashCode() => Shape.Aggregate(0, HashCode.Combine);

        public readonly IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();

        readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
