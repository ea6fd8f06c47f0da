namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position of an index expression: a number, a slice, a tensor, a new axis, the ellipsis.</summary>
    public readonly struct TensorIndex
    {
        public static readonly TensorIndex Ellipsis = new(IndexKind.Ellipsis);
        public static readonly TensorIndex None = new(IndexKind.NewAxis);
        public static readonly TensorIndex Null = None;
        public static readonly TensorIndex Colon = Slice();

        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, torch.Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Selection = tensor;
        }

        internal IndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal torch.Tensor? Selection { get; }

        public static TensorIndex Bool(bool value) => new(IndexKind.Bool, value ? 1 : 0);

        public static TensorIndex Single(long? index) => index is null ? None : new(IndexKind.Single, index);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(IndexKind.Slice, start, stop, step);

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(At(range.Start, false), At(range.End, true));

        public static TensorIndex Tensor(torch.Tensor tensor) => new(IndexKind.Tensor, tensor: tensor);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        // ^0 is the end itself, for which libtorch has no number but the absence of one.
        private static long? At(Index index, bool isEnd) =>
            !index.IsFromEnd ? index.Value : index.Value == 0 && isEnd ? null : -index.Value;
    }
}
