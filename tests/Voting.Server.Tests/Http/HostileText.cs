namespace Voting.Server.Tests.Http;

/// <summary>Values that have broken servers: wrong types, limits, encodings, injections, paths.</summary>
public static class HostileText
{
    public static readonly string[] Numbers =
    [
        "0", "-1", "+1", "01", "1.0", "1.5", "1e3", " 1", "1 ", "１", "٣", "2147483647", "2147483648", "-2147483648", "4294967296",
        "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "NaN", "Infinity", "0x10", "1,000", "--1", "1;2",
    ];

    /// <summary>NUL in a path does not come as far as the application, and dots are gone from it before.</summary>
    public static IEnumerable<string> InPaths => Values.Where(text => !text.Contains('\0') && text != "..");

    public static readonly string[] Values =
    [
        "no-such-contest", " ", "  ", "null", "undefined", "true", "[]", "{}", "\"", "'", "\\", "`", "%", "%%", "%00", "%2e%2e", "\0", "a\0b",
        "..", "../..", "..\\..", "./", "//", "///etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\boot.ini", "con", "nul",
        "' OR 1=1 --", "'; DROP TABLE ballots; --", "\" OR \"\"=\"", "1; SELECT * FROM organizers", "UNION SELECT NULL", "${jndi:ldap://x}", "{{7*7}}",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "&lt;", "&#0;",
        "\t", "\r\n", "a\r\nSet-Cookie: x=y", "\u001b[31m", "\u007f", "\u0080", "\u00a0", "\u200b", "\u200f\u202e", "\ufeff", "\ufffd", "\ufffe", "\uffff",
        "键", "键键键键键键键键", "é", "e\u0301", "ﬁ", "ı", "İ", "ß", "ǅ", "👩‍👩‍👧‍👦", "\U0001F600", "\U000E0001", "\U0010FFFF",
        "a", new('a', 63), new('a', 65), new('a', 255), new('a', 4096), new('键', 1000), new('.', 500), new('-', 64), new('*', 100), new('(', 200),
        "*", "?", "#", "&", "=", "+", "~", "|", ";", ":", "@", "!", "$", "^", "a b", "a+b", "a&b=c", "a=b", "CON", "A.B", "HAND-IN-HAND-2023",
        "号", "1号", "-", "--", "_", "en-US,en;q=0.9", "zh-CN;q=abc", "xx-YY", "*;q=0", "q=", ",,,,", ";;;;", "W/\"1-1-voting\"", "\"*\"",
    ];
}
