using System.Collections.Frozen;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>
/// Names beyond those that weights need, of values that training programs leave beside them: numbers and arrays of numpy, paths, settings, dates,
/// optimizers, and classes of the program itself. They become values that say what they are and nothing else.
/// </summary>
/// <remarks>
/// What a pickle could run in Python must be at hand where it is loaded, in the standard library, PyTorch or numpy; of those only the names listed here
/// are passed over. Of any other package a class may be made and a function may be mentioned, but none may be called.
/// </remarks>
internal static class InertNames
{
    private const string NumpyScalar = "numpy scalar";
    private const string NumpyArray = "numpy array";
    private const string Path = "path";

    // Names separated by spaces, and what messages call the value where its name would say less.
    private static readonly (string Modules, string Names, string? Kind)[] _values =
    [
        ("builtins __builtin__", "complex range xrange slice list dict tuple int long float str unicode bool object NoneType Ellipsis", null),
        ("argparse", "Namespace", null),
        ("types", "SimpleNamespace", null),
        ("collections", "deque", null),
        ("datetime", "date time datetime timedelta timezone", null),
        ("decimal", "Decimal", null),
        ("fractions", "Fraction", null),
        ("uuid", "UUID SafeUUID", null),
        ("time", "struct_time", null),
        ("re", "_compile", "regular expression"),
        ("functools", "partial", null),
        ("pathlib pathlib._local", "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath", Path),
        ("numpy.core.multiarray numpy._core.multiarray", "scalar", NumpyScalar),
        ("numpy.core.multiarray numpy._core.multiarray", "_reconstruct", NumpyArray),
        ("numpy.core.numeric numpy._core.numeric", "_frombuffer", NumpyArray),
        ("numpy.ma.core", "_mareconstruct MaskedArray", NumpyArray),
        ("numpy numpy.core.memmap numpy._core.memmap", "ndarray matrix memmap", NumpyArray),
        ("numpy", "dtype", "numpy.dtype"),
        (
            "numpy",
            "generic number bool_ bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 intc uintc longlong ulonglong float16 float32 float64 longdouble "
                + "complex64 complex128 clongdouble str_ bytes_ void object_ datetime64 timedelta64",
            null
        ),
        ("numpy.random._pickle", "__randomstate_ctor __generator_ctor __bit_generator_ctor", "numpy random state"),
        ("numpy.random.mtrand numpy.random._mt19937 numpy.random._pcg64 numpy.random._generator", "RandomState MT19937 PCG64 Generator", null),
        ("torch.torch_version", "TorchVersion", null),
        ("torch.serialization", "_get_layout", "torch.layout"),
    ];

    private static readonly FrozenDictionary<(string Module, string Name), PickleReference> _listed = Listed().ToFrozenDictionary();

    // Parts of PyTorch and numpy whose classes hold numbers and settings.
    private static readonly string[] _ofClasses = ["torch.nn.", "torch.optim.", "torch.amp.", "torch.cuda.amp.", "numpy.dtypes.", "typing."];

    // Where whatever a pickle could run is found: on any machine, or made to run what it is given.
    private static readonly FrozenSet<string> _dangerous = (
        "__builtin__ __future__ abc aifc anyio antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex bisect "
        + "builtins bz2 cPickle cProfile calendar cgi cgitb chunk cloudpickle cmath cmd code codecs codeop collections colorsys commands compileall "
        + "compression concurrent configparser contextlib contextvars copy copy_reg copyreg crypt csv ctypes curses dataclasses datetime dbm decimal "
        + "difflib dill dis distutils doctest email encodings ensurepip enum errno exceptions faulthandler fcntl filecmp fileinput fnmatch formatter "
        + "fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr "
        + "imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap "
        + "modulefinder msilib msvcrt multiprocessing netrc new nis nntplib nt ntpath nturl2path numbers numpy opcode operator optparse os ossaudiodev "
        + "parser pathlib pdb pickle pickletools pip pipes pkg_resources pkgutil platform plistlib popen2 poplib posix posixpath pprint profile pstats "
        + "pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select "
        + "selectors setuptools shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse "
        + "ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios "
        + "test textwrap this thread threading time timeit tkinter token tokenize tomllib torch trace traceback tracemalloc tty turtle turtledemo types "
        + "typing unicodedata unittest urllib urllib2 uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp "
        + "zipfile zipimport zlib zoneinfo IPython ipykernel joblib _codecs"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a name stands for; null where it is refused.</summary>
    public static PickleReference? Find(string module, string name)
    {
        if (_listed.TryGetValue((module, name), out PickleReference? listed))
            return listed;
        if (!IsName(module) || !IsName(name))
            return null;
        string top = module.Split('.')[0];
        bool ofClasses = Array.Exists(_ofClasses, part => $"{module}.".StartsWith(part, StringComparison.Ordinal));
        bool isForeign = !_dangerous.Contains(top) && (top[0] != '_' || top is "__main__" or "__mp_main__");
        return ofClasses || isForeign ? new PickleReference($"{module}.{name}", null, IsClass(name) ? PickleMaking.ByAnything : PickleMaking.AsObject) : null;
    }

    private static Dictionary<(string Module, string Name), PickleReference> Listed() =>
        _values
            .SelectMany(one => one.Modules.Split(' ').SelectMany(module => one.Names.Split(' ').Select(name => (module, name, one.Kind))))
            .ToDictionary(one => (one.module, one.name), one => new PickleReference($"{one.module}.{one.name}", one.Kind, PickleMaking.ByAnything));

    private static bool IsName(string text) => text.Length > 0 && text.Split('.').All(part => part.Length > 0 && (char.IsLetter(part[0]) || part[0] == '_'));

    /// <summary>As Python's style wants the names of classes, those within others too.</summary>
    private static bool IsClass(string name) => name.Split('.').All(part => part.TrimStart('_') is { Length: > 0 } bare && char.IsUpper(bare[0]));
}

/// <summary>What a file may do with a name that is passed over.</summary>
internal enum PickleMaking
{
    /// <summary>Call it, as Python calls a class to make an object, a path or an enumeration's member.</summary>
    ByAnything,

    /// <summary>Make an object of it (NEWOBJ) and mention it, but never call it: it may be a function.</summary>
    AsObject,
}

/// <summary>A name that is passed over: mentioned as a value, or made into a <see cref="PickleObject"/>. Nothing stands behind it.</summary>
internal sealed class PickleReference(string name, string? kind, PickleMaking making) : PickleGlobal(name)
{
    /// <summary>What messages call what it makes.</summary>
    public string Made { get; } = kind ?? name;

    /// <summary>Whether a call of it is passed over.</summary>
    public bool IsCallable => making == PickleMaking.ByAnything;
}
