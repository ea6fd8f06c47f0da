using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Building blocks of networks.</summary>
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: its parameters, buffers and submodules, by name. Fields that hold such are found by
        /// <see cref="RegisterComponents"/>, in the order of their declaration.
        /// </summary>
        public partial class Module : IDisposable
        {
            public string name;
            private readonly OrderedDict<string, Module> _internal_submodules = new();
            private readonly OrderedDict<string, (Tensor Buffer, bool Persistent)> _internal_buffers = new();
            private readonly OrderedDict<string, Parameter> _internal_params = new();
            private bool _registered;

            protected Module(string name) => this.name = name;

            public virtual bool training { get; private protected set; } = true;

            public virtual string GetName() => name;

            public virtual void register_module(string name, Module submodule)
            {
                Free(name);
                _internal_submodules.Add(name, submodule);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_parameter(string name, Parameter param)
            {
                Free(name);
                param.DetachFromDisposeScope();
                _internal_params.Add(name, param);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                Free(name);
                tensor.DetachFromDisposeScope();
                _internal_buffers.Add(name, (tensor, persistent));
            }

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children()) child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters()) parameter.ClearGradient(set_to_none);
            }

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children()) child.apply(fn);
                fn(this);
                return this;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void RegisterComponents()
            {
                if (_registered) return;
                _registered = true;
                foreach (var field in GetType().GetFields(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance))
                {
                    var name = field.ComponentName();
                    if (_internal_submodules.ContainsKey(name) || _internal_params.ContainsKey(name) || _internal_buffers.ContainsKey(name)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(name, parameter);
                            break;
                        case Tensor buffer:
                            register_buffer(name, buffer);
                            break;
                    }
                }
            }

            protected void ClearModules() => _internal_submodules.clear();

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, parameter) in _internal_params) parameter.Dispose();
                foreach (var (_, (buffer, _)) in _internal_buffers) buffer.Dispose();
                foreach (var (_, module) in _internal_submodules) module.Dispose();
            }

            private void Free(string name)
            {
                if (string.IsNullOrEmpty(name)) throw new ArgumentException("A component needs a name.", nameof(name));
                if (name.Contains('.')) throw new ArgumentException($"Invalid name: '{name}': dots separate a module from its components.", nameof(name));
                if (_internal_submodules.ContainsKey(name) || _internal_params.ContainsKey(name) || _internal_buffers.ContainsKey(name)) throw new InvalidOperationException($"'{name}' is already registered in {GetName()}.");
            }
        }
    }
}
