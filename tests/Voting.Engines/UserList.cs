namespace Voting.Engines;

/// <summary>The machine's users.</summary>
internal static class UserList
{
    public static string FirstOf(params string[] names)
    {
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return names.FirstOrDefault(users.Contains) ?? throw new InvalidOperationException($"None of {string.Join(", ", names)} is a user here.");
    }
}
