using System.Text;

namespace Voting.Server.Organizers;

/// <summary>What an account may be called, and what its password must be like.</summary>
public static class AccountRules
{
    public const int ShortestPassword = 10;
    public const int LongestPassword = 1000;
    public const int LongestName = 60;

    /// <summary>As typed on any keyboard; two names that look alike on one are the same.</summary>
    /// <returns>Null when nobody may be called that: 2 to 60 letters, digits and <c>. _ - @</c>.</returns>
    public static string? NameOf(string? typed)
    {
        if (typed is not { Length: <= 200 } || typed.Contains('\0') || !IsText(typed))
            return null;
        var name = typed.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        return name.Length is >= 2 and <= LongestName && name.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '@') ? name : null;
    }

    /// <summary>10 to 1000 characters, and not the name.</summary>
    public static bool IsPassword(string? password, string name) =>
        password is { Length: >= ShortestPassword and <= LongestPassword } && !password.Equals(name, StringComparison.OrdinalIgnoreCase);

    public static bool IsRole(string? role) => role is Sessions.OrganizerRole or Sessions.AuditorRole;

    private static bool IsText(string typed)
    {
        for (var i = 0; i < typed.Length; i++)
            if (char.IsSurrogate(typed[i]) && (i + 1 >= typed.Length || !char.IsSurrogatePair(typed[i], typed[++i])))
                return false;
        return true;
    }
}
