using System.Collections.Frozen;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Server.Storage;

namespace Voting.Server.Contests;

/// <summary>Contests and their entries in the database. Writes run inside the caller's transaction.</summary>
public sealed class ContestStore(Database database)
{
    public async Task<IReadOnlyList<Contest>> LoadAllAsync()
    {
        await using var loan = await database.BorrowAsync();
        var slugs = await loan.Connection.QueryAsync<string>("SELECT slug FROM contests ORDER BY id");
        var contests = new List<Contest>();
        foreach (var slug in slugs)
            contests.Add((await LoadAsync(loan.Connection, null, slug))!);
        return contests;
    }

    /// <summary>Every contest's revision, by its slug.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ReadRevisionsAsync()
    {
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<(string Slug, long Revision)>("SELECT slug, revision FROM contests");
        return rows.ToDictionary(row => row.Slug, row => row.Revision);
    }

    public async Task<Contest?> LoadAsync(DbConnection connection, DbTransaction? transaction, string slug)
    {
        const string contestSql = """
            SELECT id, slug, title, summary, phase, time_zone AS TimeZone, opens_at AS OpensAt, closes_at AS ClosesAt,
                   groups, criteria, rules, visibility, log_origin AS LogOrigin,
                   rules_file AS RulesFile, entries_file AS EntriesFile, revision, published_at AS PublishedAt, ceremony
            FROM   contests
            WHERE  slug = @slug
            """;
        const string entriesSql = """
            SELECT   number, group_code AS GroupCode, title, organization, region, summary, description,
                     image_url AS ImageUrl, shortlisted, withdrawn_at AS WithdrawnAt, withdrawal
            FROM     entries
            WHERE    contest_id = @Id
            ORDER BY number
            """;
        const string voidedSql = "SELECT entry, votes FROM voided_votes WHERE contest_id = @Id";
        var row = await connection.QuerySingleOrDefaultAsync<ContestRow>(contestSql, new { slug }, transaction);
        if (row is null)
            return null;
        var entries = (await connection.QueryAsync<EntryRow>(entriesSql, new { row.Id }, transaction))
            .Select(entry => entry.ToEntry())
            .ToList();
        var voided = (await connection.QueryAsync<(long Entry, long Voided)>(voidedSql, new { row.Id }, transaction)).AsList();
        return row.ToContest(entries) with
        {
            Reviewed = voided.Count == 0
                ? ReviewedVotes.None
                : new ReviewedVotes(voided.ToFrozenDictionary(entry => (int)entry.Entry, entry => entry.Voided)),
        };
    }

    /// <summary>Where a contest stands, inside the transaction that has it locked.</summary>
    public static async Task<ContestPhase> ReadPhaseAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        ContestPhases.FromWire(await connection.ExecuteScalarAsync<string>(
            "SELECT phase FROM contests WHERE id = @contestId", new { contestId }, transaction))!.Value;

    /// <returns>The new contest's id, or null when the slug is taken.</returns>
    public async Task<long?> InsertAsync(
        DbConnection connection, DbTransaction transaction, NewContest contest, string logOrigin, string createdBy, long now)
    {
        const string sql = """
            INSERT INTO contests (slug, title, summary, phase, time_zone, opens_at, closes_at, groups, criteria, rules,
                                  visibility, log_origin, created_at, created_by)
            VALUES (@Slug, @Title, @Summary, 'draft', @TimeZone, @opensAt, @closesAt, @groups, @criteria, @rules,
                    @visibility, @logOrigin, @now, @createdBy)
            ON CONFLICT (slug) DO NOTHING
            RETURNING id
            """;
        return await connection.ExecuteScalarAsync<long?>(
            sql,
            new
            {
                contest.Slug,
                contest.Title,
                contest.Summary,
                contest.TimeZone,
                opensAt = contest.OpensAt.ToUnixTimeMilliseconds(),
                closesAt = contest.ClosesAt.ToUnixTimeMilliseconds(),
                groups = ToJson(contest.Groups),
                criteria = ToJson(contest.Criteria),
                rules = ToJson(contest.Rules),
                visibility = ToJson(contest.Visibility),
                logOrigin,
                now,
                createdBy,
            },
            transaction);
    }

    public async Task SaveEntriesAsync(
        DbConnection connection, DbTransaction transaction, long contestId, IEnumerable<Entry> entries)
    {
        const string sql = """
            INSERT INTO entries (contest_id, number, group_code, title, organization, region, summary, description, image_url)
            VALUES (@contestId, @Number, @Group, @Title, @Organization, @Region, @Summary, @Description, @ImageUrl)
            ON CONFLICT (contest_id, number) DO UPDATE SET
                group_code = excluded.group_code, title = excluded.title, organization = excluded.organization,
                region = excluded.region, summary = excluded.summary, description = excluded.description,
                image_url = excluded.image_url
            """;
        await connection.ExecuteAsync(
            sql,
            entries.Select(entry => new
            {
                contestId, entry.Number, entry.Group, entry.Title, entry.Organization, entry.Region, entry.Summary,
                entry.Description, entry.ImageUrl,
            }),
            transaction);
        await connection.ExecuteAsync(
            "UPDATE contests SET revision = revision + 1 WHERE id = @contestId", new { contestId }, transaction);
    }

    public async Task ShortlistAllAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        await connection.ExecuteAsync(
            "UPDATE entries SET shortlisted = 1 WHERE contest_id = @contestId", new { contestId }, transaction);

    public async Task SealFilesAsync(DbConnection connection, DbTransaction transaction, Contest contest) =>
        await connection.ExecuteAsync(
            "UPDATE contests SET rules_file = @Rules, entries_file = @Entries WHERE id = @Id",
            new { contest.Id, contest.Files.Rules, contest.Files.Entries }, transaction);

    public async Task SaveResultAsync(DbConnection connection, DbTransaction transaction, long contestId, byte[] file, long now) =>
        await connection.ExecuteAsync(
            "UPDATE contests SET result_file = @file, published_at = @now WHERE id = @contestId", new { contestId, file, now }, transaction);

    /// <returns>False when the contest stands no longer where it stood, or the entry has left before.</returns>
    public async Task<bool> WithdrawAsync(
        DbConnection connection, DbTransaction transaction, Contest contest, int number, string reason, long now)
    {
        const string sql = """
            UPDATE entries
            SET    withdrawn_at = @now, withdrawal = @reason
            WHERE  contest_id = @Id AND number = @number AND withdrawn_at IS NULL
              AND  EXISTS (SELECT 1 FROM contests WHERE id = @Id AND phase IN ('exhibiting', 'voting', 'reviewing'))
            """;
        return await connection.ExecuteAsync(sql, new { contest.Id, number, reason, now }, transaction) == 1;
    }

    /// <returns>False when the contest stands no longer where it stood, or when the end of voting was put off.</returns>
    public async Task<bool> MoveAsync(DbConnection connection, DbTransaction transaction, Contest contest, ContestPhase to) =>
        await connection.ExecuteAsync(
            "UPDATE contests SET phase = @to WHERE id = @Id AND phase = @from AND closes_at = @closesAt",
            new { contest.Id, from = contest.Phase.ToWire(), to = to.ToWire(), closesAt = contest.ClosesAt.ToUnixTimeMilliseconds() },
            transaction) == 1;

    /// <returns>False when another step was taken meanwhile, or the contest has moved on.</returns>
    public async Task<bool> SetCeremonyAsync(DbConnection connection, DbTransaction transaction, long contestId, int? from, int to) =>
        await connection.ExecuteAsync(
            "UPDATE contests SET ceremony = @to WHERE id = @contestId AND phase = 'reviewing' AND COALESCE(ceremony, -1) = @from",
            new { contestId, from = from ?? -1, to }, transaction) == 1;

    internal static string ToJson<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private sealed class ContestRow
    {
        public long Id { get; init; }
        public required string Slug { get; init; }
        public required string Title { get; init; }
        public required string Summary { get; init; }
        public required string Phase { get; init; }
        public required string TimeZone { get; init; }
        public long OpensAt { get; init; }
        public long ClosesAt { get; init; }
        public required string Groups { get; init; }
        public required string Criteria { get; init; }
        public required string Rules { get; init; }
        public required string Visibility { get; init; }
        public required string LogOrigin { get; init; }
        public byte[]? RulesFile { get; init; }
        public byte[]? EntriesFile { get; init; }
        public long Revision { get; init; }
        public long? PublishedAt { get; init; }
        public long? Ceremony { get; init; }

        public Contest ToContest(IReadOnlyList<Entry> entries)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
            var opensAt = DateTimeOffset.FromUnixTimeMilliseconds(OpensAt);
            var closesAt = DateTimeOffset.FromUnixTimeMilliseconds(ClosesAt);
            var groups = FromJson<IReadOnlyList<Group>>(Groups);
            var criteria = FromJson<IReadOnlyList<Criterion>>(Criteria);
            var rules = FromJson<ContestRules>(Rules);
            var visibility = FromJson<Visibility>(Visibility);
            var files = RulesFile is { } sealedRules && EntriesFile is { } sealedEntries
                ? new PublishedFiles(sealedRules, sealedEntries)
                : PublishedFiles.Of(
                    Slug, TimeZone, opensAt, closesAt, groups, criteria, rules, visibility,
                    entries.Where(entry => entry.Shortlisted));
            return new Contest(
                Id, Slug, Title, Summary, ContestPhases.FromWire(Phase)!.Value, zone, opensAt, closesAt, groups, criteria,
                rules, visibility, LogOrigin, entries.ToFrozenDictionary(entry => entry.Number), files, Revision,
                PublishedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, (int?)Ceremony);
        }

        private static T FromJson<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
    }

    private sealed class EntryRow
    {
        public int Number { get; init; }
        public required string GroupCode { get; init; }
        public required string Title { get; init; }
        public required string Organization { get; init; }
        public required string Region { get; init; }
        public required string Summary { get; init; }
        public required string Description { get; init; }
        public string? ImageUrl { get; init; }
        public bool Shortlisted { get; init; }
        public long? WithdrawnAt { get; init; }
        public string? Withdrawal { get; init; }

        public Entry ToEntry() =>
            new(
                Number, GroupCode, Title, Organization, Region, Summary, Description, ImageUrl, Shortlisted,
                WithdrawnAt is { } at ? new Withdrawal(DateTimeOffset.FromUnixTimeMilliseconds(at), Withdrawal ?? "") : null);
    }
}
