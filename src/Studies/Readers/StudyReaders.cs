using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeferredSeg.Studies.Store;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Readers;

/// <summary>Who answers, and how they come in. Tokens and passwords are kept as hashes; who somebody is lies apart from what they answered.</summary>
public sealed class StudyReaders
{
    private const int Iterations = 210_000;
    private const string Known = "i.name AS name, i.contact AS contact";

    private readonly StudyDatabase _database;
    private readonly StudyClock _clock;

    internal StudyReaders(StudyDatabase database, StudyClock clock) => (_database, _clock) = (database, clock);

    /// <summary>Adds a reader.</summary>
    /// <param name="name">Their name, unique in the study.</param>
    /// <param name="role">What they may do.</param>
    /// <param name="expert">The expert of the configuration whose questions they get; null for all.</param>
    /// <param name="contact">How they are reached; null where that is not known.</param>
    /// <param name="password">Their password; null where they come by invitation alone.</param>
    /// <exception cref="StudyException">The name is empty or taken.</exception>
    public Reader Add(string name, ReaderRole role = ReaderRole.Reader, string? expert = null, string? contact = null, string? password = null) =>
        _database.Write(connection => Insert(connection, name, role, expert, contact, password));

    /// <summary>All readers in the order in which they came.</summary>
    public IReadOnlyList<Reader> List() =>
        _database.Read(connection =>
            connection.Rows($"SELECT r.*, {Known} FROM readers r LEFT JOIN identities i ON i.reader_id = r.id ORDER BY r.created_at, r.id", Row)
        );

    /// <summary>A reader; null where there is none of that id.</summary>
    public Reader? Find(string id) => _database.Read(connection => Find(connection, "r.id = $value", id));

    /// <summary>The reader of a name; null where there is none, or they were forgotten.</summary>
    public Reader? Named(string name) => _database.Read(connection => Find(connection, "i.name = $value", name));

    /// <summary>Makes a link into this study, which serves once.</summary>
    /// <param name="role">What whoever comes by it may do.</param>
    /// <param name="expert">The expert whose questions they get; null for all.</param>
    /// <param name="lifetime">How long it serves.</param>
    /// <returns>The secret part of the link. It is not kept and cannot be shown again.</returns>
    public string Invite(ReaderRole role, string? expert, TimeSpan lifetime)
    {
        var token = Token();
        _database.Write(connection =>
            connection.Run(
                "INSERT INTO invitations (token_hash, role, expert, created_at, expires_at) VALUES ($hash, $role, $expert, $at, $until)",
                ("hash", Hash(token)),
                ("role", role.ToString()),
                ("expert", expert),
                ("at", _clock.Now),
                ("until", _clock.Now + (long)lifetime.TotalMilliseconds)
            )
        );
        return token;
    }

    /// <summary>Takes an invitation.</summary>
    /// <param name="token">The secret part of the link.</param>
    /// <param name="name">What the reader calls themselves.</param>
    /// <param name="password">By which they come again; null where they will come by the session of one browser alone.</param>
    /// <exception cref="StudyException">It is not known, was used, or has run out; or the name is taken.</exception>
    public Reader Accept(string token, string name, string? password = null) =>
        _database.Write(connection =>
        {
            var found = connection
                .Rows(
                    "SELECT role, expert FROM invitations WHERE token_hash = $hash AND used_at IS NULL AND expires_at > $now",
                    row => (Role: Enum.Parse<ReaderRole>(row.Text("role")), Expert: row.TextOrNull("expert")),
                    ("hash", Hash(token)),
                    ("now", _clock.Now)
                )
                .Select(one => ((ReaderRole Role, string? Expert)?)one)
                .FirstOrDefault();
            if (found is not var (role, expert))
                throw new StudyException("This invitation is not known, was used before, or has run out; ask for another.");
            var reader = Insert(connection, name, role, expert, null, password);
            connection.Run(
                "UPDATE invitations SET used_at = $now, reader_id = $reader WHERE token_hash = $hash",
                ("now", _clock.Now),
                ("reader", reader.Id),
                ("hash", Hash(token))
            );
            return reader;
        });

    /// <summary>The reader with this name and password; null where there is none.</summary>
    public Reader? WithPassword(string name, string password) =>
        _database.Read(connection =>
        {
            var kept = connection
                .Rows("SELECT password FROM identities WHERE name = $name", row => row.TextOrNull("password"), ("name", name))
                .FirstOrDefault();
            // As long for a name that is not known, so that nobody learns names by the clock.
            return Fits(kept ?? Salted(""), password) && kept is not null ? Find(connection, "i.name = $value", name) : null;
        });

    /// <summary>Begins a session.</summary>
    /// <param name="readerId">Whose.</param>
    /// <param name="lifetime">How long it lasts.</param>
    /// <returns>The secret that the reader's browser keeps. Only its hash is stored.</returns>
    public string Begin(string readerId, TimeSpan lifetime)
    {
        var token = Token();
        _database.Write(connection =>
        {
            EventLog.Add(connection, _clock.Now, "begin", readerId);
            return connection.Run(
                "INSERT INTO sessions (token_hash, reader_id, created_at, expires_at) VALUES ($hash, $reader, $at, $until)",
                ("hash", Hash(token)),
                ("reader", readerId),
                ("at", _clock.Now),
                ("until", _clock.Now + (long)lifetime.TotalMilliseconds)
            );
        });
        return token;
    }

    /// <summary>Whose session a secret is of; null where it is not known, has ended or run out.</summary>
    public Reader? OfSession(string token) =>
        _database.Read(connection =>
        {
            var id = connection
                .Rows(
                    "SELECT reader_id FROM sessions WHERE token_hash = $hash AND ended_at IS NULL AND expires_at > $now",
                    row => row.Text("reader_id"),
                    ("hash", Hash(token)),
                    ("now", _clock.Now)
                )
                .FirstOrDefault();
            return id is null ? null : Find(connection, "r.id = $value AND r.forgotten_at IS NULL", id);
        });

    /// <summary>Ends a session.</summary>
    public void End(string token) =>
        _database.Write(connection =>
            connection.Run("UPDATE sessions SET ended_at = $now WHERE token_hash = $hash AND ended_at IS NULL", ("now", _clock.Now), ("hash", Hash(token)))
        );

    /// <summary>Deletes who a reader is; what they answered stays, under an id that nobody can trace back. Regions that they had go back.</summary>
    /// <exception cref="StudyException">There is no such reader.</exception>
    public void Forget(string readerId)
    {
        _database.Write(connection =>
        {
            connection.Run("PRAGMA secure_delete = ON");
            if (connection.Run("UPDATE readers SET forgotten_at = $now WHERE id = $id AND forgotten_at IS NULL", ("now", _clock.Now), ("id", readerId)) == 0)
                throw new StudyException($"The study has no reader '{readerId}', or they were forgotten before; ./deferredseg study readers lists them.");
            connection.Run("DELETE FROM identities WHERE reader_id = $id", ("id", readerId));
            connection.Run("DELETE FROM sessions WHERE reader_id = $id", ("id", readerId));
            connection.Run("DELETE FROM invitations WHERE reader_id = $id", ("id", readerId));
            connection.Run(
                "UPDATE assignments SET state = 'open', fence = fence + 1, lease_until = 0 WHERE reader_id = $id AND state = 'held'",
                ("id", readerId)
            );
            EventLog.Add(connection, _clock.Now, "forget", readerId);
            return 0;
        });
        _database.Empty();
    }

    private Reader Insert(SqliteConnection connection, string name, ReaderRole role, string? expert, string? contact, string? password)
    {
        name = name.Trim();
        if (name.Length is 0 or > 200 || name.Any(char.IsControl))
            throw new StudyException($"A reader's name has {name.Length} letters; expected 1 to 200, without control characters.");
        if (connection.Number("SELECT COUNT(*) FROM identities WHERE name = $name", ("name", name)) > 0)
            throw new StudyException($"The study has a reader called '{name}' already; choose another name.");
        var reader = new Reader(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), role, expert, name, contact, _clock.Now, null);
        connection.Run(
            "INSERT INTO readers (id, role, expert, created_at) VALUES ($id, $role, $expert, $at)",
            ("id", reader.Id),
            ("role", role.ToString()),
            ("expert", expert),
            ("at", reader.CreatedAt)
        );
        connection.Run(
            "INSERT INTO identities (reader_id, name, contact, password) VALUES ($id, $name, $contact, $password)",
            ("id", reader.Id),
            ("name", name),
            ("contact", contact),
            ("password", password is null ? null : Salted(password))
        );
        EventLog.Add(connection, _clock.Now, "join", reader.Id);
        return reader;
    }

    private static Reader? Find(SqliteConnection connection, string where, string value) =>
        connection
            .Rows($"SELECT r.*, {Known} FROM readers r LEFT JOIN identities i ON i.reader_id = r.id WHERE {where}", Row, ("value", value))
            .FirstOrDefault();

    private static Reader Row(StudyRow row) =>
        new(
            row.Text("id"),
            Enum.Parse<ReaderRole>(row.Text("role")),
            row.TextOrNull("expert"),
            row.TextOrNull("name"),
            row.TextOrNull("contact"),
            row.Number("created_at"),
            row.NumberOrNull("forgotten_at")
        );

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static string Salted(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, 32);
        return string.Create(CultureInfo.InvariantCulture, $"pbkdf2-sha256:{Iterations}:{Convert.ToHexStringLower(salt)}:{Convert.ToHexStringLower(hash)}");
    }

    private static bool Fits(string kept, string password)
    {
        var parts = kept.Split(':');
        var hash = Convert.FromHexString(parts[3]);
        var iterations = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var typed = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromHexString(parts[2]), iterations, HashAlgorithmName.SHA256, hash.Length);
        return CryptographicOperations.FixedTimeEquals(hash, typed);
    }
}
