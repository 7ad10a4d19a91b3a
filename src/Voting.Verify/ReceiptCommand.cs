using Voting.Rules.Log;

namespace Voting.Verify;

/// <summary><c>receipt</c>: that one leaf is in the log, without any network.</summary>
public static class ReceiptCommand
{
    public static int Run(CommandLine line)
    {
        var leaves = line.All("--leaf");
        if (line.Plain is not [var receiptFile] || line.All("--vkey") is not [var vkey] || leaves.Count > 1)
            throw new UsageException("receipt needs one receipt file and one --vkey");
        var check = ReceiptCheck.Run(
            File.ReadAllBytes(receiptFile), leaves.Count == 0 ? null : File.ReadAllBytes(leaves[0]), CommandLine.Key(vkey));
        Console.WriteLine(check.Report);
        return check.IsProven ? 0 : 1;
    }
}
