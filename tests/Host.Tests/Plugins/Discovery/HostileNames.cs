namespace DeferredSeg.Host.Tests.Plugins.Discovery;

/// <summary>Names that somebody might give a file, a plugin or a folder to have another one opened.</summary>
internal static class HostileNames
{
    private const string Dll = "Sound.Backbone.dll";

    /// <summary>Ways to write a path to another folder, and names that no system agrees on.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        // Up and down.
        "..", ".", "...", "....", "../", "./", "..\\", ".\\", $"../{Dll}", $"./{Dll}", $"..\\{Dll}", $".\\{Dll}", $"../../outside/{Dll}", $"..\\..\\outside\\{Dll}", $"../..\\outside/{Dll}",
        $".../{Dll}", $"....//{Dll}", $"....//....//outside/{Dll}", $"x/../../outside/{Dll}", $"x/../{Dll}", $"x/./{Dll}", $"x/{Dll}", $"x\\{Dll}", $"x/y/z/{Dll}", $"//{Dll}", $"x//{Dll}",
        $"..;/{Dll}", $"..%00/{Dll}", $". ./{Dll}", $".. /{Dll}", $"../Sound.Backbone/{Dll}", $"../sound.backbone/{Dll}", $"Sound.Backbone.dll/", $"Sound.Backbone.dll/.", $"Sound.Backbone.dll/..", $"Sound..Backbone.dll",
        // Absolute.
        $"/{Dll}", $"//server/share/{Dll}", $"\\\\server\\share\\{Dll}", $"\\\\?\\C:\\{Dll}", $"\\\\.\\C:\\{Dll}", $"\\\\?\\UNC\\server\\share\\{Dll}", $"C:\\{Dll}", $"C:/{Dll}", $"C:{Dll}", $"c:../{Dll}", $"\\{Dll}", $"\\??\\C:\\{Dll}",
        $"file:///tmp/{Dll}", $"http://example.com/{Dll}", $"file:{Dll}", $"/proc/self/cwd/{Dll}", "/dev/zero", "/dev/stdin", "/proc/self/fd/0", $"/etc/../tmp/{Dll}",
        // Encoded, or filled in by somebody else.
        $"%2e%2e/{Dll}", $"%2e%2e%2f{Dll}", $"..%2f{Dll}", $"..%5c{Dll}", $"%252e%252e%252f{Dll}", $"..%c0%af{Dll}", $"%00{Dll}", $"~/{Dll}", $"~root/{Dll}", $"~{Dll}", $"$HOME/{Dll}", $"${{HOME}}/{Dll}", $"$(pwd)/{Dll}", $"`pwd`/{Dll}",
        $"%TEMP%\\{Dll}", $"%USERPROFILE%{Dll}", $"&#46;&#46;/{Dll}", $"\\u002e\\u002e/{Dll}", $"{{0}}{Dll}", $"$(Folder){Dll}",
        // Control characters.
        $"Sound.Backbone\0.dll", $"{Dll}\0", $"{Dll}\0.txt", $"\0{Dll}", $"{Dll}\n", $"\n{Dll}", $"Sound\n.Backbone.dll", $"{Dll}\r\n", $"{Dll}\t", $"Sound\t.dll", $"\u001b[2J{Dll}", $"\a{Dll}", $"\b{Dll}", $"Sound\u007f.dll", $"{Dll}\u0085",
        // White space and dots at the ends.
        $" {Dll}", $"{Dll} ", $"{Dll}.", $"{Dll}..", $"{Dll} .", $"{Dll}. .", $"Sound.Backbone .dll ", $".{Dll}", $"-{Dll}", "--help.dll", ".dll", "..dll", "a.dll.", "",
        " ", "\u00a0", $"{Dll}\u00a0", $"\u3000{Dll}", $"{Dll}\u2028", $"{Dll}\u200b",
        // Letters that only look alike, marks that turn them round.
        $"\u202ello\u202c{Dll}", $"\u202e{Dll}", $"\u2066{Dll}\u2069", $"\u200f{Dll}", $"\ufeff{Dll}", $"S\u043eund.Backbone.dll", $"\uff33ound.Backbone.dll", $"Sound\uff0eBackbone\uff0edll", $"\uff0e\uff0e/{Dll}", $"\u2024\u2024/{Dll}", $"..\u2215{Dll}", $"..\u2044{Dll}",
        $"..\uff0f{Dll}", $"..\uff3c{Dll}", $"..\u29f5{Dll}", $"Sound.Backbone.d\u0131l", $"Sou\u0308nd.dll", $"\u0130.dll", $"\ud83d\udca3.dll", $"\ufffd.dll",
        // Devices, streams, patterns, other kinds of files.
        "CON.dll", "con.dll", "NUL.dll", "nul.x.dll", "AUX.dll", "PRN.dll", "COM1.dll", "COM0.dll", "LPT9.dll", "Lpt1.tar.dll", "CONIN$.dll", "COM\u00b9.dll", "CLOCK$.dll",
        $"{Dll}:stream", $"{Dll}::$DATA", $"Sound.Backbone:evil.dll", "*.dll", "?.dll", "Sound.*.dll", "Sound.[Bb]ackbone.dll", "{a,b}.dll", "<a>.dll", "a|b.dll", "\"a\".dll", "'a'.dll", "a;b.dll", "a&b.dll", "!.dll", "a=b.dll", "a+b.dll", "a,b.dll", "#.dll", "@.dll", "(a).dll",
        "Sound.Backbone", "Sound.Backbone.exe", "Sound.Backbone.so", "Sound.Backbone.dll.exe", "Sound.Backbone.DLL", "Sound.Backbone.dl", "plugin.json", "dll", "Sound.Backbone.dll.config", "SOUND~1.DLL",
        $"{new string('a', 200)}.dll", $"{new string('a', 5000)}.dll", $"{string.Concat(Enumerable.Repeat("../", 500))}{Dll}", $"a{new string('.', 300)}.dll",
    ];

    /// <summary>Names that a plugin's folder cannot have or must not mean.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "Evil plugin", " Evil", "Evil ", "Evil.", "Evil..", "-rf", "--help", "~", "~root", "$HOME", "${HOME}", "$(id)", "`id`", "%TEMP%", "%2e%2e", "a\\b", "C:", "C:Evil", "\\\\server", "*", "?", "[a]", "{a}", "a|b", "a;b", "a&b", "a<b", "a>b", "\"a\"", "'a'",
        "Evil\n", "Ev\nil", "Ev\til", "\u001b[31mEvil", "Evil\a", "\u202eEvil", "\u200bEvil", "\u0415vil", "\uff25vil", "\ufeffEvil", "Evi\u0308l", "\u2024\u2024", "1Evil", "_Evil", "Evil:stream", "Evil::$DATA", "CON", "nul", "Com1", "LPT1.x", "\ud83d\udca3", "Evil#", "Evil@1", "Evil=1", "Evil,1", "Evil+1", new('E', 101),
    ];

    /// <summary>What a .deps.json might name to have the loader look elsewhere.</summary>
    public static IReadOnlyList<string> Assets { get; } =
    [
        "../Evil.dll", "..\\Evil.dll", "lib/../../Evil.dll", "lib\\..\\..\\Evil.dll", "/tmp/Evil.dll", "//server/Evil.dll", "\\\\server\\Evil.dll", "\\Evil.dll", "C:\\Evil.dll", "C:/Evil.dll", "c:Evil.dll", "lib/..", "..", "../", "a/b/c/../../../../Evil.dll", "/", "/proc/self/cwd/Evil.dll", "./../Evil.dll",
    ];

    /// <summary>What an assembly might call one that it refers to.</summary>
    public static IReadOnlyList<string> References { get; } = ["../outside/Sound.Backbone", "/tmp/Evil", "..\\Evil", "C:Evil", "x/Evil", "../../../../../../usr/lib/Evil", "\\\\server\\Evil", "Evil:stream"];
}
