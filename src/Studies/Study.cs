using System.Text.Json;
using System.Text.Json.Serialization;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Readers;
using DeferredSeg.Studies.Store;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Studies;

/// <summary>
/// A study: questions to people, who answers them, and every stroke of their answers, in one folder that can be copied and opened elsewhere. Several threads
/// and several processes may use it at once; what was acknowledged is on the disk.
/// </summary>
public sealed class Study : IDisposable
{
    /// <summary>The file in a study's folder that holds all of it.</summary>
    public const string FileName = "study.db";

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly StudyDatabase _database;

    private Study(string folder, StudyDatabase database, StudySettings settings, TimeProvider clock)
    {
        (Folder, _database, Settings) = (folder, database, settings);
        var moment = new StudyClock(clock);
        Questions = new(database, settings, moment);
        Readers = new(database, moment);
        Work = new(database, settings, moment);
        Answers = new(database);
    }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>How it is run.</summary>
    public StudySettings Settings { get; }

    /// <summary>What is asked.</summary>
    public StudyQuestions Questions { get; }

    /// <summary>Who answers.</summary>
    public StudyReaders Readers { get; }

    /// <summary>Who has which region, and what they paint.</summary>
    public StudyWork Work { get; }

    /// <summary>What was answered.</summary>
    public StudyAnswers Answers { get; }

    /// <summary>Whether a folder holds a study.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Makes a study in a folder that has none.</summary>
    /// <param name="folder">The folder; it is made where it is not there.</param>
    /// <param name="settings">How it is run.</param>
    /// <param name="clock">Tells the time; the system's where null.</param>
    /// <exception cref="StudyException">There is a study already, or a setting is out of range.</exception>
    public static Study Create(string folder, StudySettings settings, TimeProvider? clock = null)
    {
        settings.Check();
        if (Exists(folder))
            throw new StudyException($"{folder} holds a study already; choose another folder, or go on with that one.");
        Directory.CreateDirectory(folder);
        return Open(folder, settings, clock);
    }

    /// <summary>Opens a study.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="clock">Tells the time; the system's where null.</param>
    /// <exception cref="StudyException">There is none, or it is damaged, or of a later version.</exception>
    public static Study Open(string folder, TimeProvider? clock = null) =>
        Exists(folder)
            ? Open(folder, null, clock)
            : throw new StudyException($"{folder} holds no study: there is no {FileName} in it. Make one: ./deferredseg study create {folder}");

    /// <summary>Opens a study, or makes one with the usual settings.</summary>
    /// <inheritdoc cref="Open(string, TimeProvider?)"/>
    public static Study OpenOrCreate(string folder, TimeProvider? clock = null)
    {
        Directory.CreateDirectory(folder);
        return Open(folder, new StudySettings(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))), clock);
    }

    /// <summary>Copies the study as it is at this moment, while others go on working.</summary>
    /// <param name="folder">The folder for the copy; one that holds a study is refused.</param>
    /// <exception cref="StudyException">It holds a study.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Backup(string folder)
    {
        if (Exists(folder))
            throw new StudyException($"{folder} holds a study already; choose another folder for the copy.");
        Directory.CreateDirectory(folder);
        _database.CopyTo(Path.Combine(folder, FileName));
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static Study Open(string folder, StudySettings? fresh, TimeProvider? clock)
    {
        var database = StudyDatabase.Open(Path.Combine(folder, FileName), creates: fresh is not null);
        try
        {
            if (fresh is not null)
                database.Write(connection =>
                    connection.Run(
                        "INSERT INTO study (name, value) VALUES ('settings', $value) ON CONFLICT (name) DO NOTHING",
                        ("value", JsonSerializer.Serialize(fresh, _json))
                    )
                );
            var text = database
                .Read(connection => connection.Rows("SELECT value FROM study WHERE name = 'settings'", row => row.Text("value")))
                .FirstOrDefault();
            var settings = text is null ? null : JsonSerializer.Deserialize<StudySettings>(text, _json);
            return new(
                folder,
                database,
                settings ?? throw new StudyException($"{folder} has lost its settings; restore it from a backup."),
                clock ?? TimeProvider.System
            );
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}

/// <summary>The time in milliseconds since 1970, UTC.</summary>
internal sealed class StudyClock(TimeProvider clock)
{
    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
