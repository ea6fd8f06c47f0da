using System.Security.Cryptography;
using System.Text;
using DeferredSeg.Engine.Conversations;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>Conversations that wait for people, a file each next to the results of the images that they are about.</summary>
/// <param name="folder">The folder; it is made when the first is kept.</param>
internal sealed class ConversationFolder(string folder) : IConversationStates
{
    /// <summary>What the folder is called within that of the results.</summary>
    public const string Name = "conversations";

    public byte[]? Find(string key) => File.Exists(FileOf(key)) ? File.ReadAllBytes(FileOf(key)) : null;

    /// <exception cref="DataException">The file cannot be written.</exception>
    public void Keep(string key, byte[] state)
    {
        TextFile.CreateFolder(folder);
        TextFile.Write(FileOf(key), stream => stream.Write(state));
    }

    private string FileOf(string key) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32] + ".json");
}
