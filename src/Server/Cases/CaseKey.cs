using System.Security.Cryptography;
using System.Text;

namespace DeferredSeg.Server.Cases;

/// <summary>An image's name in addresses: images may be called anything.</summary>
internal static class CaseKey
{
    public static string Of(string caseId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caseId)))[..24];
}
