using System.Text;

namespace Voting.Server.Tests.Http;

/// <summary>A good CSV file bent: columns, rows, quotes, encodings, forms.</summary>
public static class ImportMutations
{
    private static readonly string[] Columns = ["number", "group", "title", "organization", "region", "summary"];

    public static IEnumerable<Mutation> Of(string url, string good)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return
        [
            .. Files(good).Select(file => new Mutation(file.Name, () => Mutations.Post(url, Encoding.UTF8.GetBytes(file.Text), "text/csv"), file.MayPass)),
            .. Encodings(good).Select(file => new Mutation(file.Name, () => Mutations.Post(url, file.Bytes, "text/csv"))),
            .. Requests(url, Encoding.UTF8.GetBytes(good)),
        ];
    }

    private static IEnumerable<(string Name, string Text, bool MayPass)> Files(string good)
    {
        var header = string.Join(',', Columns);
        foreach (var column in Columns)
        {
            yield return ($"without column {column}", good.Replace(column, "other", StringComparison.Ordinal), false);
            yield return ($"column {column} twice", good.Replace(column, $"{column},{column}", StringComparison.Ordinal), true);
        }

        string[] row = ["1", "village", "甲", "乙", "丙", "丁"];
        for (var i = 0; i < Columns.Length; i++)
            foreach (var value in HostileText.Numbers.Take(12).Concat(HostileText.Values.Take(40)))
            {
                var fields = row.ToArray();
                fields[i] = $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
                yield return ($"{Columns[i]} = {value}", $"{header}\n{string.Join(',', fields)}\n", i >= 2 || value is "1" or "１" or " 1" or "1 " or "01");
            }

        yield return ("empty", "", false);
        yield return ("header only", header, false);
        yield return ("no header", string.Join(',', row), false);
        yield return ("blank rows", header + "\n,,,,,\n\n", false);
        yield return ("semicolons", good.Replace(',', ';'), false);
        yield return ("tabs", good.Replace(',', '\t'), false);
        yield return ("short row", $"{header}\n1,village\n", false);
        yield return ("long row", $"{header}\n{string.Join(',', row)},x,y,z\n", true);
        yield return ("open quote", $"{header}\n1,village,\"甲,乙,丙,丁\n", true);
        yield return ("quote inside", $"{header}\n1,village,甲\"甲,乙,丙,丁\n", true);
        yield return ("number twice", good + "1,village,甲,乙,丙,丁\n", false);
        yield return ("title too long", $"{header}\n1,village,{new string('甲', 201)},乙,丙,丁\n", false);
        yield return ("summary too long", $"{header}\n1,village,甲,乙,丙,{new string('丁', 1001)}\n", false);
        yield return ("picture not https", $"{header},imageUrl\n{string.Join(',', row)},http://example.org/a.png\n", false);
        yield return ("picture a script", $"{header},imageUrl\n{string.Join(',', row)},javascript:alert(1)\n", false);
        yield return ("too many", header + "\n" + string.Concat(Enumerable.Range(1, 10_001).Select(i => $"{i},village,甲,乙,丙,丁\n")), false);
        yield return ("html", "<html><body>not a file</body></html>", false);
        yield return ("json", "[{\"number\":1}]", false);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Encodings(string good)
    {
        foreach (var name in new[] { "utf-16", "utf-16BE", "utf-32", "utf-32BE" })
            yield return (name, Encoding.GetEncoding(name).GetBytes(good));
        yield return ("Latin-1", Encoding.Latin1.GetBytes("number,group,title,organization,region,summary\n1,village,Café,Café,é,à\n"));
        yield return ("a zip", [.. "PK\u0003\u0004"u8, .. new byte[200]]);
        yield return ("a picture", [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, 0xFF, 0xD8]);
        yield return ("zeros", new byte[500]);
        yield return ("noise", [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7919 >> 3))]);
        yield return ("cut in a character", [.. Encoding.UTF8.GetBytes(good)[..60], 0xE4, 0xB8]);
    }

    private static IEnumerable<Mutation> Requests(string url, byte[] good)
    {
        foreach (var text in new[] { "yes", "1", "", " ", "TRUE;", "null", "真" })
            yield return new Mutation($"dryRun={text}", () => Mutations.Post($"{url}?dryRun={Uri.EscapeDataString(text)}", good, "text/csv"));
        yield return new Mutation("9 MB", () => Mutations.Post(url, new byte[9 << 20], "text/csv"));
        yield return new Mutation("9 MB without a length", () => Mutations.Post(
            url, new byte[9 << 20], "text/csv", request => request.Headers.TransferEncodingChunked = true));
        foreach (var type in new[] { "application/json", "application/json; charset=utf-8", "multipart/form-data", "multipart/form-data; boundary=",
            "multipart/form-data; boundary=x", "application/x-www-form-urlencoded" })
            yield return new Mutation($"type {type}", () => Mutations.Post(url, good, type));
        string[] forms =
        [
            "--x--\r\n", "--x\r\n", "--x\r\n\r\n", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nnumber", "--y\r\n\r\n--y--\r\n",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n", "--x\r\nBroken Header\r\n\r\nb\r\n--x--\r\n",
            "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--x--\r\n",
        ];
        foreach (var (i, form) in forms.Index())
            yield return new Mutation($"form {i}", () => Mutations.Post(url, Encoding.UTF8.GetBytes(form), "multipart/form-data; boundary=x"));
        yield return new Mutation("form of 9 MB", () => Mutations.Post(
            url,
            [
                .. "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n"u8, .. Enumerable.Repeat((byte)'a', 9 << 20), .. "\r\n--x--\r\n"u8,
            ],
            "multipart/form-data; boundary=x",
            request => request.Headers.TransferEncodingChunked = true));
    }
}
