namespace Voting.LoadTests;

/// <summary>A browser, as far as the server knows it: the device cookie that the last answer set.</summary>
public sealed class Device
{
    private const string Name = "device";

    /// <summary><c>name=value</c>; null before the first answer.</summary>
    public string? Cookie { get; private set; }

    public void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var lines))
            return;
        foreach (var line in lines.Where(line => line.StartsWith($"{Name}=", StringComparison.Ordinal)
            || line.StartsWith($"__Host-{Name}=", StringComparison.Ordinal)))
            Cookie = line.Split(';')[0];
    }
}

/// <summary>One ballot on its way.</summary>
/// <param name="Device">Null: known by the key alone.</param>
/// <param name="FirstServer">Which of the servers is asked first; null: they take turns.</param>
public sealed record BallotToCast(string Key, IReadOnlyList<int> Choices, Device? Device = null, int? FirstServer = null);
