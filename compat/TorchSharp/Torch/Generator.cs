using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own.</summary>
    public unsafe class Generator : IDisposable
    {
        private IntPtr _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            _ = NativeLoader.TorchVersion;
            this.device = device ?? CPU;
            _handle = NativeError.Check(Native.shim_generator_new(seed, (int)this.device.type, this.device.index));
        }

        private Generator(IntPtr handle, Device device)
        {
            _handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        /// <summary>The CPU generator that operators use when none is named; a new wrapper each time.</summary>
        public static Generator Default
        {
            get
            {
                _ = NativeLoader.TorchVersion;
                return new Generator(NativeError.Check(Native.shim_generator_default((int)DeviceType.CPU, -1)), CPU);
            }
        }

        public IntPtr Handle => _handle != IntPtr.Zero ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; }

        public Generator manual_seed(long seed)
        {
            Native.shim_generator_seed(Handle, (ulong)seed);
            GC.KeepAlive(this);
            return this;
        }

        public long seed()
        {
            var seed = Native.shim_generator_reseed(Handle);
            GC.KeepAlive(this);
            return seed;
        }

        public long initial_seed()
        {
            var seed = Native.shim_generator_initial_seed(Handle);
            GC.KeepAlive(this);
            return seed;
        }

        public Tensor get_state()
        {
            IntPtr state;
            NativeError.Check(Native.shim_generator_state(Handle, &state));
            GC.KeepAlive(this);
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            NativeError.Check(Native.shim_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
            GC.KeepAlive(this);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle != IntPtr.Zero) Native.shim_generator_release(handle);
        }
    }
}
