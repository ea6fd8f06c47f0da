using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(value, i1);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Assign(value, i1, i2);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Assign(value, i1, i2, i3);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At(i1, i2, i3, i4);
            set => Assign(value, i1, i2, i3, i4);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (view, selection) = Sliced(indices);
            var result = selection is null ? view : Ops.index__Tensor.Call(view, selection);
            return result.MoveToOuterDisposeScope();
        }

        public Tensor index(params Tensor[] indices) => Ops.index__Tensor.Call(this, (Tensor?[])indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var scope = NewDisposeScope();
            var (view, selection) = Sliced(indices);
            if (selection is not null) Ops.index_put_.Run(view, selection, value, accumulate);
            else if (accumulate) view.add_(value);
            else view.copy_(value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) => InPlace(Ops.index_put_, this, (Tensor?[])indices, value, accumulate);

        private Tensor At(params ReadOnlySpan<long> indices)
        {
            using var scope = NewDisposeScope();
            var view = this;
            foreach (var i in indices) view = view.select(0, i);
            return view.MoveToOuterDisposeScope();
        }

        private void Assign(Tensor value, params ReadOnlySpan<long> indices)
        {
            using var target = At(indices);
            target.copy_(value);
        }

        // Basic indices become views; what is left for index.Tensor is one entry per index, null where an axis is kept.
        // A mask is one entry for all the axes it covers.
        private (Tensor View, Tensor?[]? Selection) Sliced(TensorIndex[] indices)
        {
            var view = Ops.alias.Call(this);
            var selection = new List<Tensor?>();
            var axis = 0;
            for (var i = 0; i < indices.Length; i++)
            {
                var index = indices[i];
                switch (index.Kind)
                {
                    case IndexKind.Single:
                        view = view.select(axis, index.Start!.Value);
                        break;
                    case IndexKind.Slice:
                        view = Ops.slice__Tensor.Call(view, axis++, index.Start, index.Stop, index.Step ?? 1);
                        selection.Add(null);
                        break;
                    case IndexKind.NewAxis:
                        view = view.unsqueeze(axis++);
                        selection.Add(null);
                        break;
                    case IndexKind.Bool:
                        view = view.unsqueeze(axis++);
                        selection.Add(full([1], index.Start == 1, ScalarType.Bool, view.device));
                        break;
                    case IndexKind.Tensor when IsMask(index.Selection!) && index.Selection!.dim() == 0:
                        view = view.unsqueeze(axis++);
                        selection.Add(index.Selection.reshape(1));
                        break;
                    case IndexKind.Ellipsis:
                        var skipped = (int)view.dim() - axis - AxesTaken(indices.AsSpan(i + 1));
                        selection.AddRange(Enumerable.Repeat<Tensor?>(null, Math.Max(skipped, 0)));
                        axis += skipped;
                        break;
                    default:
                        selection.Add(index.Selection);
                        axis += AxesOf(index.Selection!);
                        break;
                }
            }
            return (view, selection.Exists(s => s is not null) ? [.. selection] : null);
        }

        private static int AxesTaken(ReadOnlySpan<TensorIndex> indices)
        {
            var axes = 0;
            foreach (var index in indices)
            {
                axes += index.Kind switch
                {
                    IndexKind.Single or IndexKind.Slice => 1,
                    IndexKind.Tensor => AxesOf(index.Selection!),
                    _ => 0,
                };
            }
            return axes;
        }

        // A mask covers as many axes as it has.
        private static int AxesOf(Tensor selection) => IsMask(selection) ? (int)selection.dim() : 1;

        // libtorch takes bytes for flags, as PyTorch did before it had them.
        private static bool IsMask(Tensor selection) => selection.dtype is ScalarType.Bool or ScalarType.Byte;
    }
}
