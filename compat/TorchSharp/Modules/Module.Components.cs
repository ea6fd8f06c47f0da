using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children()
            {
                foreach (var (name, module) in _internal_submodules) yield return (name, module);
            }

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, module) in named_children())
                {
                    yield return (name, module);
                    foreach (var (inner, descendant) in module.named_modules()) yield return ($"{name}.{inner}", descendant);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                // A parameter that two modules share is listed once, under its first name, as in PyTorch.
                var seen = new HashSet<IntPtr>();
                foreach (var (name, parameter) in AllParameters(recurse))
                {
                    if (seen.Add(parameter.Handle)) yield return (name, parameter);
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (name, (buffer, persistent)) in _internal_buffers)
                {
                    if (persistent || include_nonpersistent) yield return (name, buffer);
                }
                if (!recurse) yield break;
                foreach (var (child, module) in named_children())
                {
                    foreach (var (name, buffer) in module.named_buffers(true, include_nonpersistent)) yield return ($"{child}.{name}", buffer);
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            public virtual bool has_buffer(string target) => _internal_buffers.ContainsKey(target);

            public virtual bool has_parameter(string target) => _internal_params.ContainsKey(target);

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(entry => entry.name == target).buffer;

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(entry => entry.name == target).parameter;

            private IEnumerable<(string Name, Parameter Parameter)> AllParameters(bool recurse)
            {
                foreach (var (name, parameter) in _internal_params) yield return (name, parameter);
                if (!recurse) yield break;
                foreach (var (child, module) in named_children())
                {
                    foreach (var (name, parameter) in module.named_parameters(true)) yield return ($"{child}.{name}", parameter);
                }
            }
        }
    }
}
