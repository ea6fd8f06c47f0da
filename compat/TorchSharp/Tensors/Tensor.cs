using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch: a handle that owns one native reference. Whoever holds it disposes it, or a scope does.</summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;
        private IntPtr _handle;

        internal Tensor(IntPtr handle)
        {
            _handle = handle;
            var count = Interlocked.Increment(ref _totalCount);
            if (count > Interlocked.Read(ref _peakCount)) Interlocked.Exchange(ref _peakCount, count);
            DisposeScopeManager.ThreadSingleton.Register(this);
            SafetyValve.Check();
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in the process.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        /// <summary>The most tensors that were alive at once.</summary>
        public static long PeakCount => Interlocked.Read(ref _peakCount);

        public IntPtr Handle => _handle != IntPtr.Zero ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == IntPtr.Zero;

        public string? name { get; set; }

        internal DisposeScope? OwningScope { get; set; }

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            if (OwningScope is { } scope) scope.MarkAsDisposed(this);
            else if (!IsInvalid) DisposeScopeManager.ThreadSingleton.CountDisposedOutsideScope();
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        public IntPtr DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            OwningScope?.MarkAsDisposed(this);
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle != IntPtr.Zero) Interlocked.Decrement(ref _totalCount);
            return handle;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => Move(other.OwningScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope other) => Move(other);

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle == IntPtr.Zero) return;
            Native.shim_tensor_release(handle);
            Interlocked.Decrement(ref _totalCount);
        }

        private Tensor Move(DisposeScope? scope)
        {
            if (OwningScope is null) scope?.Attach(this);
            else OwningScope.MoveToOther(scope, this);
            return this;
        }
    }
}
