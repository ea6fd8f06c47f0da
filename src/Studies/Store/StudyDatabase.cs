using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Store;

/// <summary>
/// The database of a study: one file of SQLite with a write-ahead log. What a transaction wrote is on the disk when it returns, also where the process or
/// the machine ends a moment later. Several threads and processes may use it at once.
/// </summary>
internal sealed class StudyDatabase : IDisposable
{
    private const int SecondsToWait = 30;

    private readonly string _connection;

    private StudyDatabase(string file, bool creates)
    {
        File = file;
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = creates ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            DefaultTimeout = SecondsToWait,
        }.ToString();
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Opens a database and brings its tables up to date.</summary>
    /// <param name="file">The file.</param>
    /// <param name="creates">Whether it may be made.</param>
    /// <exception cref="StudyException">It is no study, or one of a later version.</exception>
    public static StudyDatabase Open(string file, bool creates)
    {
        var database = new StudyDatabase(file, creates);
        try
        {
            using (var connection = database.Connect())
                connection.Run("PRAGMA journal_mode = WAL");
            database.Write(connection =>
            {
                connection.Run("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)");
                var version = connection.Number("SELECT COALESCE(MAX(version), 0) FROM schema_version");
                if (version > StudySchema.Versions.Count)
                    throw new StudyException(
                        $"{file} is a study of version {version}, and this program knows {StudySchema.Versions.Count}; open it with the program that wrote it."
                    );
                for (var next = (int)version; next < StudySchema.Versions.Count; next++)
                {
                    foreach (var statement in StudySchema.Versions[next])
                        connection.Run(statement);
                    connection.Run("INSERT INTO schema_version (version) VALUES ($version)", ("version", next + 1L));
                }
                return 0;
            });
            return database;
        }
        catch (SqliteException e)
        {
            database.Dispose();
            throw new StudyException($"{file} cannot be opened as a study: {e.Message} Expected the study.db of a study, on a disk that may be written to.", e);
        }
    }

    /// <summary>Reads, from one state of the database.</summary>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        using var connection = Connect();
        using var transaction = connection.BeginTransaction(deferred: true);
        return work(connection);
    }

    /// <summary>Writes: all of it or nothing, one writer after the other.</summary>
    public T Write<T>(Func<SqliteConnection, T> work)
    {
        using var connection = Connect();
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = work(connection);
        transaction.Commit();
        return result;
    }

    /// <summary>Copies the state of this moment into another file, while others go on writing.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void CopyTo(string file)
    {
        var part = file + ".part";
        System.IO.File.Delete(part);
        using (var connection = Connect())
            connection.Run("VACUUM INTO $file", ("file", part));
        using (var stream = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
            stream.Flush(flushToDisk: true);
        System.IO.File.Move(part, file, overwrite: true);
    }

    /// <summary>Takes what was deleted out of the write-ahead log too.</summary>
    public void Empty()
    {
        using var connection = Connect();
        connection.Run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Closes the connections that are kept for the next use.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            connection.Run("PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

/// <summary>Statements with their values.</summary>
internal static class StudySql
{
    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public static int Run(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The one number that a query gives; 0 where it gives none.</summary>
    public static long Number(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, sql, values);
        return Convert.ToInt64(command.ExecuteScalar() is { } value and not DBNull ? value : 0L, CultureInfo.InvariantCulture);
    }

    /// <summary>The rows of a query.</summary>
    public static List<T> Rows<T>(this SqliteConnection connection, string sql, Func<StudyRow, T> row, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(new(reader)));
        return rows;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue("$" + name, value ?? DBNull.Value);
        return command;
    }
}

/// <summary>A row of a query, by the names of its columns.</summary>
internal readonly struct StudyRow(SqliteDataReader reader)
{
    public string Text(string name) => reader.GetString(reader.GetOrdinal(name));

    public string? TextOrNull(string name) => reader.IsDBNull(reader.GetOrdinal(name)) ? null : Text(name);

    public long Number(string name) => reader.GetInt64(reader.GetOrdinal(name));

    public long? NumberOrNull(string name) => reader.IsDBNull(reader.GetOrdinal(name)) ? null : Number(name);

    public double? RealOrNull(string name) => reader.IsDBNull(reader.GetOrdinal(name)) ? null : reader.GetDouble(reader.GetOrdinal(name));

    public byte[] Bytes(string name) => (byte[])reader.GetValue(reader.GetOrdinal(name));
}
